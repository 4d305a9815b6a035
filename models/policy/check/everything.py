"""All proofs together, with what they covered."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from models.policy.check.deadlines import deadline_problems
from models.policy.check.routing import office_problems, partner_problems
from models.policy.check.severity import severity_problems
from models.policy.check.witnesses import severity_witnesses
from models.policy.consistency.problem import Problem
from models.policy.policy import Policy
from models.rules.ruleset import Ruleset

PROOFS = ("severity", "offices", "partners", "deadlines")
_RESERVED = (".example", ".invalid", ".test")


@dataclass(frozen=True, slots=True)
class PolicyCheck:
    """`problems` forbid activation, `notes` should be read; `covered` counts what was tried."""

    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    covered: dict[str, int]

    @property
    def is_sound(self) -> bool:
        return not self.problems


def check_policy(
    policy: Policy, *, today: date, on_proof: Callable[[str], None] | None = None
) -> PolicyCheck:
    """Prove that every report gets a severity, a reachable office and its deadlines under this policy.

    `on_proof` hears the name of each proof of PROOFS before it begins.
    """
    ruleset = policy.ruleset
    proofs: tuple[Iterator[Problem], ...] = (
        severity_problems(ruleset),
        office_problems(ruleset),
        partner_problems(ruleset),
        deadline_problems(ruleset, today=today),
    )
    problems: list[Problem] = []
    for name, proof in zip(PROOFS, proofs, strict=True):
        if on_proof is not None:
            on_proof(name)
        problems += proof
    witnesses = len(severity_witnesses(ruleset))
    return PolicyCheck(
        problems=tuple(dict.fromkeys(problems)),
        notes=tuple(_notes(ruleset)),
        covered={
            "rules": len(ruleset.severity_rules) + len(ruleset.raise_rules) + len(ruleset.text_rules),
            "reports": witnesses,
            "office_rules": len(ruleset.office_rules),
            "partner_rules": len(ruleset.partner_rules),
            "deadline_rules": len(ruleset.deadline_rules),
        },
    )


def _notes(ruleset: Ruleset) -> list[Problem]:
    addresses = [("coordination_mailbox", ruleset.coordination_mailbox)]
    addresses += [(f"offices ({office.id}).mailbox", office.mailbox) for office in ruleset.offices]
    addresses += [(f"people ({person.id}).email", person.email) for person in ruleset.people]
    addresses += [(f"partners ({partner.id}).email", partner.email) for partner in ruleset.partners]
    reserved = [place for place, address in addresses if address.endswith(_RESERVED)]
    if not reserved:
        return []
    return [
        (
            "addresses",
            f"{len(reserved)} von {len(addresses)} sind Beispieladressen und erreichen niemanden / "
            f"{len(reserved)} of {len(addresses)} are of a reserved domain and reach nobody",
        )
    ]
