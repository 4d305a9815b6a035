"""Which reports two policies decide differently, and in what: the answers that matter, never all of them."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import combinations, islice

from models.policy.check.witnesses import CLEAR_TEXT, calm_report, reports_for, severity_witnesses
from models.policy.policy import Policy
from models.rules.deadlines import plan_deadlines
from models.rules.decide import decide
from models.rules.decision import Reason, TextAssessment
from models.rules.facts import ReportFacts
from models.rules.ruleset import Ruleset
from models.rules.text.catalogue import RULES as TEXT_FINDINGS
from models.vocabulary import (
    AffectedRole,
    DangerQuestion,
    IncidentKind,
    PartnerKind,
    Perpetrator,
    ReasonSource,
    Severity,
)

_TEN = time(9, tzinfo=UTC)  # UTC: ten or eleven in Central Europe, an ordinary working hour
_DAYS = 366
_MOST_EXCLUDED = 50  # combinations of a size
_KNOWN_DAYS = ("occurred_on", "offender_known_on", "discrimination_known_on")
_MARKS = ("estimated", "check")
_OF_PLAIN_ANSWERS = frozenset(
    {"severity", "danger_level", "offences", "text_assessed", "office", "also_inform", "partners"}
)
_NONE = "–"


@dataclass(frozen=True, slots=True)
class Difference:
    """One part of the decision, such as `severity` or `deadline review`."""

    part: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Consequence:
    """A smallest report that the two decide differently, in the words of its answers."""

    report: str
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True)
class _Case:
    """`parts`: what this report is for; its other parts another report shows already."""

    answers: str
    facts: ReportFacts
    text: TextAssessment = CLEAR_TEXT
    parts: frozenset[str] = frozenset()


def compare_decisions(old: Policy, new: Policy, *, today: date) -> list[Consequence]:
    """Reports made for the rules of either policy that have another outcome under the other.

    Times are told once for each severity: of a report on the Monday after `today`, or, where only the hours
    or holidays of another day differ, on the first such day of the coming year.
    """
    monday = datetime.combine(today + timedelta(days=7 - today.weekday()), _TEN)
    before, after = old.ruleset, new.ruleset
    found: dict[str, tuple[Difference, ...]] = {}
    for case in (*_cases(before, monday.date()), *_cases(after, monday.date())):
        differences = _list_differences(
            _outcome(case, before, at=monday), _outcome(case, after, at=monday), parts=case.parts
        )
        if differences:
            found.setdefault(case.answers, differences)
    return [
        *(Consequence(answers, differences) for answers, differences in found.items()),
        *_compare_times(before, after, monday),
    ]


def _cases(ruleset: Ruleset, day: date) -> Iterator[_Case]:
    ground = calm_report(ruleset)
    severe = [witness.facts for witness in severity_witnesses(ruleset)]
    plain = [ground, *severe]
    plain += [replace(ground, language=language) for language in sorted({*ruleset.assessed_languages, "und"})]
    for when in (
        *(rule.when for rule in ruleset.office_rules),
        *((hint.when,) for hint in ruleset.offence_hints),
    ):
        plain += reports_for(when, ruleset)
    for facts in plain:
        yield _Case(_name_answers(facts, ground), facts, parts=_OF_PLAIN_ANSWERS)
    for name, (severity, de, en) in TEXT_FINDINGS.items():
        reason = Reason(name, severity, de, en, ReasonSource.TEXT)
        text = TextAssessment(assessed=True, reasons=(reason,))
        yield _Case(f"text: {name}", ground, text, parts=_OF_PLAIN_ANSWERS)
    for rule in ruleset.partner_rules:
        for facts in reports_for(rule.when, ruleset):
            for consent in (frozenset[PartnerKind](), frozenset({rule.kind})):
                told = replace(facts, consent=consent)
                yield _Case(_name_answers(told, ground), told, parts=frozenset({"partners"}))
    for deadline in ruleset.deadline_rules:
        for facts in reports_for(deadline.when, ruleset):
            for fields in ((), *((field,) for field in _KNOWN_DAYS)):
                known = _give_days(facts, fields, day)
                yield _Case(_name_answers(known, ground), known, parts=frozenset({"deadlines"}))
    offices = sorted(ruleset.office_by_id)
    for size in range(1, len(offices) + 1):
        for excluded in islice(combinations(offices, size), _MOST_EXCLUDED):
            for facts in (ground, *_first_of_each(ruleset)):
                kept = replace(facts, not_to_offices=frozenset(excluded))
                yield _Case(_name_answers(kept, ground), kept, parts=frozenset({"office", "also_inform"}))


def _give_days(facts: ReportFacts, fields: Collection[str], day: date) -> ReportFacts:
    return replace(
        facts,
        occurred_on=day if "occurred_on" in fields else None,
        offender_known_on=day if "offender_known_on" in fields else None,
        discrimination_known_on=day if "discrimination_known_on" in fields else None,
    )


def _first_of_each(ruleset: Ruleset) -> Iterator[ReportFacts]:
    for rule in ruleset.office_rules:
        yield from islice(reports_for(rule.when, ruleset), 1)


def _name_answers(facts: ReportFacts, ground: ReportFacts) -> str:
    """What a report says beyond the calm one, as its fields are called."""
    parts = []
    for field in ("incident_kinds", "motives"):
        parts += [f"{field}: {', '.join(sorted(getattr(facts, field)))}"] if getattr(facts, field) else []
    for field in ("channel", "affected_role", "perpetrator", "language"):
        value = getattr(facts, field)
        parts += [f"{field}: {value}"] if value != getattr(ground, field) else []
    for question in DangerQuestion:
        answer = facts.danger[question]
        parts += [f"{question}: {answer}"] if answer is not ground.danger[question] else []
    parts += [f"{field} given" for field in _KNOWN_DAYS if getattr(facts, field)]
    for field in ("consent", "not_to_offices"):
        parts += [f"{field}: {', '.join(sorted(getattr(facts, field)))}"] if getattr(facts, field) else []
    return "; ".join(parts) or "no danger, no kind"


def _outcome(case: _Case, ruleset: Ruleset, *, at: datetime) -> dict[str, str]:
    decision = decide(case.facts, ruleset, submitted_at=at, text=case.text)
    return {
        "severity": decision.severity.severity.value,
        "danger_level": str(decision.severity.danger_level),
        "offences": ", ".join(decision.severity.offences),
        "text_assessed": "yes" if decision.severity.text_assessed else "no",
        "office": decision.office.office or decision.office.alarm or "",
        "also_inform": ", ".join(decision.office.also_inform),
        "partners": ", ".join(f"{told.partner} ({told.because})" for told in decision.partners),
        "deadlines": ", ".join(
            " ".join([deadline.kind, *(mark for mark in _MARKS if getattr(deadline, mark))])
            for deadline in decision.deadlines
        ),
    }


def _list_differences(
    before: Mapping[str, str], after: Mapping[str, str], *, parts: Container[str]
) -> tuple[Difference, ...]:
    return tuple(
        Difference(part, before.get(part) or _NONE, after.get(part) or _NONE)
        for part in dict.fromkeys([*before, *after])
        if part in parts and before.get(part) != after.get(part)
    )


def _compare_times(before: Ruleset, after: Ruleset, monday: datetime) -> Iterator[Consequence]:
    """Each deadline and its steps once for each severity, on the first day on which they differ.

    Once for the hours of the town, and once for each office with hours of its own.
    """
    ground = calm_report(before)
    known = replace(
        _give_days(ground, _KNOWN_DAYS, monday.date()),
        incident_kinds=frozenset(IncidentKind),
        perpetrator=Perpetrator.COLLEAGUE,
        affected_role=AffectedRole.EMPLOYEE,
    )
    open_as_the_town = [office.id for office in before.offices if office.hours is None][:1]
    own_hours = {office.id for rules in (before, after) for office in rules.offices if office.hours}
    for office in (*open_as_the_town, *sorted(own_hours)):
        for severity in Severity:
            told: set[str] = set()
            for days in range(_DAYS):
                at = monday + timedelta(days=days)
                one, other = (
                    _times(known, severity, office, ruleset=rules, at=at) for rules in (before, after)
                )
                differences = _list_differences(one, other, parts={*one, *other} - told)
                if differences:
                    told |= {difference.part for difference in differences}
                    whose = f"; office: {office}" if office in own_hours else ""
                    yield Consequence(
                        f"severity: {severity}{whose}; submitted {at:%Y-%m-%d %H:%M}Z",
                        tuple(map(_keep_other_lines, differences)),
                    )


def _keep_other_lines(difference: Difference) -> Difference:
    """Of a list of steps those that the other list does not have."""
    old, new = difference.old.splitlines(), difference.new.splitlines()
    return replace(
        difference,
        old="\n".join(line for line in old if line not in new) or _NONE,
        new="\n".join(line for line in new if line not in old) or _NONE,
    )


def _times(
    facts: ReportFacts, severity: Severity, office: str, *, ruleset: Ruleset, at: datetime
) -> dict[str, str]:
    """Due time and steps of each deadline."""
    found: dict[str, str] = {}
    for deadline in plan_deadlines(facts, severity, office=office, ruleset=ruleset, submitted_at=at):
        found[f"{deadline.kind} due"] = f"{deadline.due_at:%Y-%m-%d %H:%M:%S}Z"
        found[f"{deadline.kind} steps"] = "\n".join(
            f"{step.at:%Y-%m-%d %H:%M}Z {step.audience} {step.step}"
            + (f", every {step.repeat_every_s} s" if step.repeat_every_s else "")
            for step in deadline.steps
        )
    return found
