"""The decision as the coordinator reads it in the Prefect UI. Shows a run, decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from models.installation import current_installation
from models.rules.ruleset import RaiseRule, Ruleset, SeverityRule, TextRule
from models.store.cases import get_case
from models.store.deadlines import list_deadlines_of_case
from models.store.policies import get_policy
from models.tables import CaseFile, Deadline
from models.vocabulary import Severity
from tasks.showing.publish_run import ShownRun, publish_run
from tasks.showing.wording import DEADLINE, DEADLINE_STATE, ENTITLED, QUESTION, SEVERITY, say_local
from tasks.telling.compose_messages import link_to_case, severity_of


async def show_decision(case_id: str) -> None:
    """Name and tag the run, and put decision, reasons, notices and deadlines into its artifact."""
    place = current_installation()
    async with place.transaction() as session:
        shown = await _compose(session, UUID(case_id))
    await publish_run(shown)


async def _compose(session: AsyncSession, case_id: UUID) -> ShownRun:
    case = await get_case(session, case_id)
    rules = (await get_policy(session, case.policy_version_id)).ruleset
    deadlines = await list_deadlines_of_case(session, case_id)
    severity = severity_of(case)
    lines = [
        f"# {case.case_ref}",
        "",
        f"**Dringlichkeit:** {SEVERITY[severity]} ({severity.value})  ",
        f"**Gefährdungsstufe:** {case.danger_level} (abgeleitet, Aachener Modell)  ",
        f"**Zuständig:** {_office_name(case, rules)}  ",
        f"**Benachrichtigt:** {', '.join(case.decision.get('told', [])) or '–'}  ",
        f"**Regelwerk:** {rules.id}, Fassung {rules.version}  ",
        f"**Fallseite:** <{link_to_case(case.case_ref)}>",
        "",
        *_reasons(case, rules),
        "",
        *_deadlines(deadlines, rules.calendar.timezone),
        "",
        "Hinweise auf Straftatbestände heißen nur: könnte berühren. Die Meldung ist kein Strafantrag und "
        "hemmt keine gesetzliche Frist. / The report is no Strafantrag and stops no legal deadline.",
    ]
    return ShownRun(
        name=f"{case.case_ref} · {SEVERITY[severity]} ({severity.value})",
        tags=(
            f"case:{case.case_ref}",
            f"severity:{severity.value}",
            f"office:{case.office_id or 'coordination'}",
            f"municipality:{case.municipality_id}",
        ),
        key=f"case-{case.case_ref.lower()}",
        markdown="\n".join(lines),
        description=f"Entscheidung und Fristen zu {case.case_ref}",
    )


def _office_name(case: CaseFile, rules: Ruleset) -> str:
    office = rules.office_by_id.get(case.office_id or "")
    return "**keine Stelle – die Koordination entscheidet**" if office is None else office.name_de


def _reasons(case: CaseFile, rules: Ruleset) -> list[str]:
    spoken: list[SeverityRule | TextRule | RaiseRule] = [
        *rules.severity_rules,
        *rules.text_rules,
        *rules.raise_rules,
    ]
    known = {rule.id: (rule.text_de, rule.source) for rule in spoken}
    # A list, because the UI cuts wide tables off.
    listed = []
    for reason in case.decision.get("reasons", []):
        text, source = known.get(reason["rule"], ("", ""))
        origin = "aus dem Text" if reason["source"] == "text" else "aus den Angaben"
        level = SEVERITY[Severity(reason["severity"])]
        listed.append(f"- **{level}**: {text} ({origin}; Regel `{reason['rule']}`; {source})")
    hints = {hint.offence: hint.text_de for hint in rules.offence_hints}
    offences = case.decision.get("offences", [])
    questions = case.decision.get("open_questions", [])
    return [
        "## Gründe",
        *listed,
        "",
        f"**Könnte berühren:** {', '.join(hints.get(word, word) for word in offences) or '–'}",
        "",
        "**Offene Fragen:**",
        *(f"- {QUESTION.get(path, path)} (`{path}`)" for path in questions),
    ]


def _deadlines(deadlines: Sequence[Deadline], timezone: str) -> list[str]:
    table = ["## Fristen", "| Frist | fällig | Stand |", "|---|---|---|"]
    for deadline in deadlines:
        person = ENTITLED[deadline.entitled_person]
        name = DEADLINE[deadline.kind] + (f" {person}" if person else "")
        marks = [
            mark
            for mark, holds in (
                ("geschätzt", deadline.estimated),
                ("bitte prüfen", deadline.check_needed),
                ("Kalender noch nicht festgeschrieben", deadline.beyond_calendar),
            )
            if holds
        ]
        stand = DEADLINE_STATE[deadline.state] + (f" ({', '.join(marks)})" if marks else "")
        table.append(f"| {name} | {say_local(deadline.due_at, timezone)} | {stand} |")
    return table
