"""Cases as tables for people, in the municipality's time; German words with the code's beside them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Column, Table

from models.store.case_details import CaseDetails
from models.tables import CaseFile
from models.vocabulary import Severity
from tasks.showing.wording import (
    AUDIENCE,
    DEADLINE,
    DEADLINE_STATE,
    ENTITLED,
    NEXT_STEP,
    SEVERITY,
    STEP,
    say_local,
)

_LIST_COLUMNS = ("Dringlichkeit", "Stand", "Stelle", "Eingang", "übernommen von")
_FOR_SCRIPTS = {"deadline", "notice", "policy_sha256", "generation", "case_ref"}
_COLOURS = {
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "green",
}


def show_cases(console: Console, cases: Sequence[CaseFile], *, timezones: dict[str, str]) -> None:
    if not cases:
        console.print("Keine Vorgänge. / No cases.")
        return
    # A reference that is cut off cannot be typed again: it never wraps.
    table = Table(Column("Aktenzeichen", no_wrap=True, min_width=len("MW-7K3M-92QX")), *_LIST_COLUMNS)
    for case in cases:
        table.add_row(
            case.case_ref,
            _severity(case.severity),
            case.state.value,
            case.office_id or "–",
            say_local(case.submitted_at, timezones[case.municipality_id]),
            case.acknowledged_by or "–",
        )
    console.print(table)


def show_details(console: Console, details: CaseDetails) -> None:
    case, zone = details.case, details.ruleset.calendar.timezone
    facts = Table(title=f"Vorgang {case.case_ref}", show_header=False)
    for name, value in (
        ("Stand", case.state.value),
        ("Dringlichkeit", _severity(case.severity)),
        ("Gefährdungsstufe (abgeleitet)", "–" if case.danger_level is None else str(case.danger_level)),
        ("zuständig", case.office_id or "– (Koordination)"),
        ("informiert", ", ".join(case.decision.get("also_inform", [])) or "–"),
        ("Eingang", say_local(case.submitted_at, zone)),
        ("weitergeleitet", _local(case.routed_at, zone)),
        ("übernommen", f"{_local(case.acknowledged_at, zone)} {case.acknowledged_by or ''}"),
        ("erster Kontakt", _local(case.first_contact_at, zone)),
        ("pausiert bis", _local(case.pause_ends_at, zone)),
        ("geschlossen", _local(case.closed_at, zone)),
        ("verknüpft mit", ", ".join(details.linked) or "–"),
        ("bestätigt", f"{_local(case.severity_confirmed_at, zone)} {case.severity_confirmed_by or ''}"),
        ("nächster Schritt", "–" if case.next_step is None else NEXT_STEP[case.next_step]),
        ("Regelwerk", f"{details.ruleset.id} {details.ruleset.version}"),
        ("offene Fragen", ", ".join(case.decision.get("open_questions", [])) or "–"),
    ):
        facts.add_row(name, value)
    console.print(facts)
    console.print(_reasons(details))
    console.print(_deadlines(details, zone))
    console.print(_notices(details, zone))
    console.print(_audit(details, zone))


def _reasons(details: CaseDetails) -> Table:
    texts = {rule.id: rule.text_de for rule in details.ruleset.severity_rules}
    texts |= {rule.id: rule.text_de for rule in details.ruleset.text_rules}
    texts |= {rule.id: rule.text_de for rule in details.ruleset.raise_rules}
    table = Table("Stufe", "Grund", "Regel", "aus", title="Gründe")
    for reason in details.case.decision.get("reasons", []):
        table.add_row(reason["severity"], texts.get(reason["rule"], ""), reason["rule"], reason["source"])
    return table


def _deadlines(details: CaseDetails, zone: str) -> Table:
    table = Table("Frist", "fällig", "Stand", "nächster Schritt", title="Fristen")
    for row in details.deadlines:
        person = ENTITLED[row.entitled_person]
        following = "–"
        if row.next_action_at is not None and row.step_no < len(row.plan):
            step = row.plan[row.step_no]
            following = (
                f"{say_local(row.next_action_at, zone)} {STEP[step['step']]} an {AUDIENCE[step['audience']]}"
            )
        elif row.next_action_at is not None and row.plan and row.plan[-1]["repeat_every_s"]:
            following = f"{say_local(row.next_action_at, zone)} Wiederholung"
        table.add_row(
            DEADLINE[row.kind] + (f" {person}" if person else ""),
            say_local(row.due_at, zone),
            f"{DEADLINE_STATE[row.state]} ({row.state.value})" + (f", {row.reason}" if row.reason else ""),
            following,
        )
    return table


def _notices(details: CaseDetails, zone: str) -> Table:
    table = Table("Benachrichtigung", "an", "Stand", "Versuche", "gesendet", title="Benachrichtigungen")
    for row in details.notices:
        table.add_row(
            row.message.value,
            f"{row.recipient_kind.value} {row.recipient_id}",
            row.state.value + (f" ({row.failure_code})" if row.failure_code else ""),
            str(row.attempts),
            _local(row.sent_at, zone),
        )
    return table


def _audit(details: CaseDetails, zone: str) -> Table:
    table = Table("Nr.", "Zeit", "Ereignis", "durch", "Angaben", title="Protokoll")
    for entry in details.audit:
        actor: dict[str, Any] = entry["actor"]
        by = " ".join(part for part in (actor["kind"], actor["id"]) if part)
        table.add_row(
            str(entry["seq"]),
            say_local(datetime.fromisoformat(entry["at"]), zone),
            entry["event"],
            by + (f" (System: {actor['via']})" if actor["via"] else ""),
            _say_details(entry["details"]),
        )
    return table


def _say_details(details: dict[str, Any]) -> str:
    """What tells a person something; ids and hashes are for `--json`."""
    said = []
    for name, value in details.items():
        if name in _FOR_SCRIPTS or value in ("", None, []):
            continue
        said.append(f"{name}: {', '.join(map(str, value)) if isinstance(value, list) else value}")
    return "; ".join(said)


def _severity(severity: Severity | None) -> str:
    if severity is None:
        return "– (noch nicht eingestuft)"
    return f"[{_COLOURS[severity]}]{SEVERITY[severity]} ({severity.value})[/]"


def _local(moment: datetime | None, zone: str) -> str:
    return "–" if moment is None else say_local(moment, zone)
