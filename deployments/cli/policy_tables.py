"""Policies as tables: for a terminal, and as Markdown for the handbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from rich.markup import escape
from rich.table import Table

from models.policy import Policy
from models.policy.compare import Change
from models.policy.consequences import Consequence
from models.rules.condition import Condition
from models.rules.deadline_rules import Budget, StepRule
from models.rules.ruleset import Ruleset
from models.vocabulary import Severity

_WEEKDAYS = ("Mo", "Di", "Mi", "Do", "Fr", "Sa", "So")


class _Worded(Protocol):
    @property
    def text_de(self) -> str: ...
    @property
    def text_en(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table, not yet drawn."""

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[Any, ...]]


def policy_tables(policy: Policy) -> Iterator[Table]:
    """The whole policy for a terminal."""
    for sheet in policy_sheets(policy):
        yield _table(sheet.title, sheet.columns, sheet.rows)


def policy_markdown(policy: Policy) -> str:
    """The whole policy as a page."""
    name = policy.ruleset.municipality.name_de
    parts = [
        f"# Regelwerk {policy.id}, Fassung {policy.version} ({name})",
        f"Erzeugt mit `meldeweg policy show {policy.id} --markdown`. / Made by that command, not by hand.",
    ]
    for sheet in policy_sheets(policy):
        lines = [f"## {sheet.title}", "", _line(sheet.columns), _line("---" for _ in sheet.columns)]
        parts.append("\n".join([*lines, *(_line(row) for row in sheet.rows)]))
    return "\n\n".join(parts) + "\n"


def policy_sheets(policy: Policy) -> Iterator[Sheet]:
    """The whole policy, in the order in which a report meets it."""
    rules = policy.ruleset
    yield Sheet(
        f"Dringlichkeit / severity · {policy.id} {policy.version} · sha256 {policy.sha256[:12]}",
        ("Stufe / level", "Regel / rule", "wenn / when", "Text", "Quelle / source"),
        [*_severity_rows(rules)],
    )
    yield Sheet(
        "Zuständigkeit / office: die erste Regel, die zutrifft / the first rule that matches",
        ("Stelle / office", "Regel / rule", "wenn / when", "auch / also", "Text", "Quelle / source"),
        [
            (
                rule.office,
                rule.id,
                _alternatives(rule.when),
                ", ".join(rule.also_inform_rules) or "–",
                _both(rule),
                rule.source,
            )
            for rule in rules.office_rules
        ],
    )
    yield Sheet(
        "Partner / partners",
        ("Art / kind", "Regel / rule", "Einwilligung / consent", "wenn / when", "Text", "Quelle / source"),
        [
            (
                rule.kind,
                rule.id,
                "ja / yes" if rule.needs_consent else "nein / no",
                _alternatives(rule.when),
                _both(rule),
                rule.source,
            )
            for rule in rules.partner_rules
        ],
    )
    yield Sheet(
        "Mögliche Straftatbestände / offences the case may touch",
        ("Hinweis / hint", "wenn / when", "Text", "Quelle / source"),
        [(hint.offence, _condition(hint.when), _both(hint), hint.source) for hint in rules.offence_hints],
    )
    yield Sheet(
        "Fristen / deadlines",
        ("Frist / deadline", *Severity, "erfüllt / met", "Quelle / source"),
        [
            (
                rule.kind,
                *(_budget(rule.budgets[severity]) for severity in Severity),
                f"{rule.met_by_de}\n{rule.met_by_en}",
                rule.source,
            )
            for rule in rules.deadline_rules
        ],
    )
    yield Sheet(
        "Schritte / steps",
        ("Leiter / ladder", "Schritt / step", "wann / when", "an / audience"),
        [*_step_rows(rules)],
    )
    yield Sheet(
        "Stellen, Personen, Partner / offices, people, partners",
        ("Stelle / office", "Rolle / role", "Kennung / id", "Adresse / address"),
        [(office.id, "–", office.name_de, office.mailbox) for office in rules.offices]
        + [(person.office or "–", person.role, person.id, person.email) for person in rules.people]
        + [("Partner", partner.kind, partner.id, partner.email) for partner in rules.partners],
    )
    yield Sheet(
        f"Kalender / calendar · {rules.calendar.timezone} · "
        f"{rules.calendar.holiday_country} {rules.calendar.holiday_subdivision}",
        ("Tag / day", "geöffnet / open"),
        [
            (name, ", ".join(f"{stretch.opens:%H:%M}–{stretch.closes:%H:%M}" for stretch in day) or "–")
            for name, day in zip(_WEEKDAYS, rules.calendar.hours.days, strict=True)
        ],
    )


def changes_table(changes: Iterable[Change]) -> Table:
    rows = [(change.place, change.old or "–", change.new or "–") for change in changes]
    return _table("Unterschiede / differences", ("Stelle / place", "alt / old", "neu / new"), rows)


def consequences_table(consequences: Iterable[Consequence]) -> Table:
    rows = [
        (consequence.report if number == 0 else "", change.part, change.old, change.new)
        for consequence in consequences
        for number, change in enumerate(consequence.differences)
    ]
    columns = ("Antworten / answers", "was / what", "alt / old", "neu / new")
    return _table("Anders entschieden / decided otherwise", columns, rows)


def _severity_rows(rules: Ruleset) -> Iterator[tuple[str, ...]]:
    for rule in rules.severity_rules:
        yield rule.level, rule.id, _condition(rule.when), _both(rule), rule.source
    for finding in rules.text_rules:
        yield finding.level, finding.id, "Text", _both(finding), finding.source
    for raising in rules.raise_rules:
        level = f"+{raising.levels} ≤ {raising.at_most}"
        yield level, raising.id, _condition(raising.when), _both(raising), raising.source


def _step_rows(rules: Ruleset) -> Iterator[tuple[str, ...]]:
    for ladder in rules.ladders:
        for step in ladder.steps:
            yield ladder.id, step.step, _say_when(step), ", ".join(step.audiences)
        for severity, seconds in ladder.repeat_every_s.items():
            yield ladder.id, f"repeat ({severity})", f"alle / every {seconds / 3600:g} h", "–"


def _say_when(step: StepRule) -> str:
    if step.percent is not None:
        return f"{step.percent} %"
    if step.days_before is not None:
        return f"{step.days_before} d vorher / before, {step.at:%H:%M}"
    if step.office_days_before is not None:
        return f"{step.office_days_before} Arbeitstag / office day vorher / before"
    return f"{step.office_days_after} Arbeitstage / office days danach / after"


def _both(rule: _Worded) -> str:
    return f"{rule.text_de}\n{rule.text_en}"


def _alternatives(conditions: tuple[Condition, ...]) -> str:
    return "\n".join(_condition(condition) for condition in conditions)


def _condition(condition: Condition) -> str:
    parts = ["immer / always"] if condition.always else []
    sets = (condition.incident_kinds, condition.motives, condition.channels, condition.affected_roles)
    parts += [" | ".join(sorted(words)) for words in sets if words]
    parts = [f"({part})" if " | " in part else part for part in parts]
    if condition.perpetrator_internal:
        parts.append("intern / internal")
    parts += [f"{question}={answer}" for question, answer in condition.danger.items()]
    if condition.severity_at_least is not None:
        parts.append(f"≥ {condition.severity_at_least}")
    return " + ".join(parts) if len(parts) > 1 else parts[0].strip("()")


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


def _line(cells: Iterable[Any]) -> str:
    """A row of Markdown: a cell may hold neither a bar nor a line end."""
    plain = (str(cell).replace("|", "\\|").replace("\n", "<br>") for cell in cells)
    return f"| {' | '.join(plain)} |"


def _table(title: str, columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> Table:
    table = Table(title=escape(title), title_justify="left", show_lines=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(escape(str(cell)) for cell in row))
    return table
