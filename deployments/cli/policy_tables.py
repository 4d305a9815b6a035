"""Policies as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from rich.markup import escape
from rich.table import Table

from models.policy import Policy
from models.policy.compare import Change, Consequence
from models.rules.condition import Condition
from models.rules.deadline_rules import Budget
from models.rules.ruleset import Ruleset
from models.vocabulary import Severity

_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


def policy_tables(policy: Policy) -> Iterator[Table]:
    """The whole policy, in the order in which a report meets it."""
    rules = policy.ruleset
    yield _table(
        f"{policy.id} {policy.version} · {rules.municipality.name_de} · {policy.sha256[:12]}",
        ("Stufe / level", "Regel / rule", "wenn / when", "Text"),
        [*_severity_rows(rules)],
    )
    yield _table(
        "Zuständigkeit / office: die erste Regel, die zutrifft / the first rule that matches",
        ("Stelle / office", "Regel / rule", "wenn / when", "auch / also"),
        [
            (rule.office, rule.id, _alternatives(rule.when), ", ".join(rule.also_inform_rules))
            for rule in rules.office_rules
        ],
    )
    yield _table(
        "Partner / partners",
        ("Art / kind", "Regel / rule", "Einwilligung / consent", "wenn / when"),
        [
            (rule.kind, rule.id, "ja / yes" if rule.needs_consent else "nein / no", _alternatives(rule.when))
            for rule in rules.partner_rules
        ],
    )
    yield _table(
        "Fristen / deadlines",
        ("Frist / deadline", *Severity, "Quelle / source"),
        [
            (rule.kind, *(_budget(rule.budgets[severity]) for severity in Severity), rule.source)
            for rule in rules.deadline_rules
        ],
    )
    yield _table(
        "Stellen und Personen / offices and people",
        ("Stelle / office", "Rolle / role", "Kennung / id", "Adresse / address"),
        [(office.id, "–", office.name_de, office.mailbox) for office in rules.offices]
        + [(person.office or "–", person.role, person.id, person.email) for person in rules.people],
    )
    yield _table(
        f"Kalender / calendar · {rules.calendar.timezone} · "
        f"{rules.calendar.holiday_country} {rules.calendar.holiday_subdivision}",
        ("Tag / day", "geöffnet / open"),
        [
            (name, ", ".join(f"{stretch.opens:%H:%M}–{stretch.closes:%H:%M}" for stretch in day) or "–")
            for name, day in zip(_WEEKDAYS, rules.calendar.hours.days, strict=True)
        ],
    )


def problems_table(problems: Iterable[tuple[str, str]]) -> Table:
    return _table("Mängel / problems", ("Stelle / place", "Mangel / problem"), problems)


def changes_table(changes: Iterable[Change]) -> Table:
    rows = [(change.place, change.old or "–", change.new or "–") for change in changes]
    return _table("Unterschiede / differences", ("Stelle / place", "alt / old", "neu / new"), rows)


def consequences_table(consequences: Iterable[Consequence]) -> Table:
    rows = [
        (
            consequence.report,
            f"{consequence.old_severity}, {consequence.old_office}",
            f"{consequence.new_severity}, {consequence.new_office}",
        )
        for consequence in consequences
    ]
    return _table(
        "Anders entschieden / decided otherwise", ("Meldung / report", "alt / old", "neu / new"), rows
    )


def _severity_rows(rules: Ruleset) -> Iterator[tuple[str, ...]]:
    for rule in rules.severity_rules:
        yield rule.level, rule.id, _condition(rule.when), rule.text_de
    for finding in rules.text_rules:
        yield finding.level, finding.id, "Text", finding.text_de
    for raising in rules.raise_rules:
        yield f"+{raising.levels} ≤ {raising.at_most}", raising.id, _condition(raising.when), raising.text_de


def _alternatives(conditions: tuple[Condition, ...]) -> str:
    return "\n".join(_condition(condition) for condition in conditions)


def _condition(condition: Condition) -> str:
    parts = ["immer / always"] if condition.always else []
    sets = (condition.incident_kinds, condition.motives, condition.channels, condition.affected_roles)
    parts += [" | ".join(sorted(words)) for words in sets if words]
    if condition.perpetrator_internal:
        parts.append("intern / internal")
    parts += [f"{question}={answer}" for question, answer in condition.danger.items()]
    if condition.severity_at_least is not None:
        parts.append(f"≥ {condition.severity_at_least}")
    return " + ".join(parts)


def _budget(budget: Budget) -> str:
    amounts: list[tuple[int, str]] = [
        (budget.months, "Mon."),
        (budget.days, "d"),
        (budget.hours, "h"),
        (budget.minutes, "min"),
        (budget.seconds, "s"),
    ]
    time = " ".join(f"{amount} {unit}" for amount, unit in amounts if amount)
    return f"{time} ({budget.clock})"


def _table(title: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> Table:
    table = Table(title=escape(title), title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    return table
