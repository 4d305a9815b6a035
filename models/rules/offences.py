"""Which offences a case may touch: hints for a person who decides, never automatic."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from models.rules.condition import holds
from models.rules.facts import ReportFacts
from models.rules.ruleset import Ruleset
from models.vocabulary import IncidentKind


def hint_offences(facts: ReportFacts, ruleset: Ruleset, *, text_offences: Iterable[str]) -> tuple[str, ...]:
    """Offence words of answers and text together, in the policy's order."""
    kinds = facts.incident_kinds.union(IncidentKind(word) for word in text_offences if word in _KIND_WORDS)
    if not kinds:
        return ()
    read = facts if kinds == facts.incident_kinds else replace(facts, incident_kinds=kinds)
    return tuple(hint.offence for hint in ruleset.offence_hints if holds(hint.when, read))


_KIND_WORDS = frozenset(IncidentKind)
