"""Deadlines and their ladders: positive times, clocks that fit, steps in order."""

from __future__ import annotations

from collections.abc import Iterator

from models.policy.consistency.problem import Problem, condition_problems, duplicate_problems
from models.rules.deadline_rules import Anchor, Budget, DeadlineRule, Ladder, StepRule
from models.rules.ruleset import Ruleset
from models.vocabulary import STATUTORY, DeadlineClock, DeadlineKind, Severity, StepKind

_RULED = (
    DeadlineKind.ACKNOWLEDGE,
    DeadlineKind.FIRST_CONTACT,
    DeadlineKind.REVIEW,
    DeadlineKind.FEEDBACK,
    DeadlineKind.STRAFANTRAG,
    DeadlineKind.AGG_CLAIM,
)
_TIMED = {DeadlineClock.ELAPSED, DeadlineClock.OFFICE_HOURS}
_NEGATIVE = "eine Zeit kann nicht negativ sein; bitte berichtigen / a time cannot be negative; correct it"
_LONGEST_S = 366 * 24 * 3600
_LONGEST_DAYS = 366
_LONGEST_MONTHS = 120
_FULL_TIME_PERCENT = 100
_LARGEST_PERCENT = 1000


def deadline_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Problems of ladders and deadline rules."""
    yield from duplicate_problems("ladders", [ladder.id for ladder in ruleset.ladders])
    used = {rule.ladder for rule in ruleset.deadline_rules}
    for ladder in ruleset.ladders:
        yield from _ladder_problems(ladder)
        if ladder.id not in used:
            yield (
                f"ladders ({ladder.id})",
                "ist wirkungslos: keine Frist geht über diese Leiter; bitte entfernen / "
                "is dead: no deadline uses this ladder; remove it",
            )
    yield from duplicate_problems("deadline_rules", [rule.kind for rule in ruleset.deadline_rules])
    for kind in _RULED:
        if all(rule.kind is not kind for rule in ruleset.deadline_rules):
            yield (
                "deadline_rules",
                f"für {kind} gibt es keine Regel; bitte ergänzen / there is no rule for {kind}; add one",
            )
    for rule in ruleset.deadline_rules:
        if rule.kind not in _RULED:
            yield (
                f"deadline_rules ({rule.kind}).kind",
                f"ist keine Frist eines Regelwerks; bitte eine von {', '.join(_RULED)} schreiben / "
                f"is no deadline a policy sets; write one of {', '.join(_RULED)}",
            )
        yield from _rule_problems(rule, ruleset)


def _rule_problems(rule: DeadlineRule, ruleset: Ruleset) -> Iterator[Problem]:
    place = f"deadline_rules ({rule.kind})"
    if not rule.when:
        yield f"{place}.when", "hat keine Bedingung; bitte ergänzen / has no condition; add one"
    for index, condition in enumerate(rule.when):
        yield from condition_problems(f"{place}.when[{index}]", condition)
    if not rule.anchors:
        yield (
            f"{place}.anchors",
            "fehlt; bitte schreiben, ab wann die Zeit läuft / there is none; write from when the time runs",
        )
    if rule.kind in STATUTORY and Anchor.SUBMISSION in rule.anchors:
        yield (
            f"{place}.anchors",
            "läuft nach dem Gesetz ab einem Tag der Kenntnis, nicht ab der Meldung; bitte berichtigen / "
            "by law runs from a day of knowledge, not from the report; correct it",
        )
    for anchor in rule.estimated_anchors:
        if anchor not in rule.anchors:
            yield (
                f"{place}.estimated_anchors",
                f"{anchor} ist kein Anfang dieser Frist; bitte berichtigen / "
                f"{anchor} is no anchor of this deadline; correct it",
            )
    for severity in Severity:
        if severity not in rule.budgets:
            yield (
                f"{place}.budgets.{severity}",
                "fehlt; bitte die Frist ergänzen / is missing; add the time allowed",
            )
    for severity, budget in rule.budgets.items():
        yield from _budget_problems(f"{place}.budgets.{severity}", budget)
        by_day = any(anchor is not Anchor.SUBMISSION for anchor in rule.anchors)
        if by_day and budget.clock is not DeadlineClock.LEGAL:
            yield (
                f"{place}.budgets.{severity}.clock",
                "läuft ab einem Tag, also muss die Uhr legal sein / "
                "runs from a day, so the clock must be legal",
            )
    ladder = next((ladder for ladder in ruleset.ladders if ladder.id == rule.ladder), None)
    if ladder is None:
        yield (
            f"{place}.ladder",
            f"es gibt keine Leiter {rule.ladder}; bitte berichtigen oder ergänzen / "
            f"there is no ladder {rule.ladder}; correct it or add the ladder",
        )
        return
    for severity, budget in rule.budgets.items():
        for index, step in enumerate(ladder.steps):
            if (budget.clock is DeadlineClock.LEGAL) != (step.days_before is not None):
                yield (
                    f"{place}.budgets.{severity}",
                    f"Schritt {index} der Leiter {ladder.id} passt nicht zur Uhr {budget.clock}; "
                    "days_before gilt für gesetzliche Fristen und nur für sie / "
                    f"step {index} of the ladder {ladder.id} cannot be counted by the clock {budget.clock}; "
                    "days_before is for legal deadlines and only for them",
                )
    legal = any(budget.clock is DeadlineClock.LEGAL for budget in rule.budgets.values())
    if legal and not rule.runs_in_pause:
        yield (
            f"{place}.runs_in_pause",
            "eine gesetzliche Frist läuft auch in einer Pause; bitte `runs_in_pause = true` schreiben / "
            "a legal deadline runs in a pause too; write `runs_in_pause = true`",
        )
    if legal and not ladder.overdue_audiences:
        yield (
            f"ladders ({ladder.id}).overdue_audiences",
            "eine gesetzliche Frist kann vorbei sein; bitte sagen, wer das erfährt / "
            "a legal deadline may be over; say who is told",
        )


def _budget_problems(place: str, budget: Budget) -> Iterator[Problem]:
    parts = (budget.seconds, budget.minutes, budget.hours, budget.days, budget.months)
    if any(part < 0 for part in parts):
        yield place, _NEGATIVE
        return
    allowed, longest, unit = {
        DeadlineClock.OFFICE_DAYS: (budget.days, _LONGEST_DAYS, "days"),
        DeadlineClock.LEGAL: (budget.months, _LONGEST_MONTHS, "months"),
    }.get(budget.clock, (budget.total_s, _LONGEST_S, "seconds, minutes or hours"))
    given = {"days": budget.days, "months": budget.months, "seconds, minutes or hours": budget.total_s}
    if allowed <= 0:
        yield (
            place,
            f"die Uhr {budget.clock} braucht {unit}, mehr als null; bitte ergänzen / "
            f"the clock {budget.clock} needs {unit}, more than none; add it",
        )
    elif allowed > longest:
        most = f"{longest:,} {'s' if budget.clock in _TIMED else unit}"
        yield place, f"ist länger als {most}; bitte kürzen / is longer than {most}; shorten it"
    if any(amount for name, amount in given.items() if name != unit):
        yield (
            place,
            f"die Uhr {budget.clock} zählt nur {unit}; bitte den Rest entfernen / "
            f"the clock {budget.clock} counts {unit} only; remove the rest",
        )


def _ladder_problems(ladder: Ladder) -> Iterator[Problem]:
    place = f"ladders ({ladder.id})"
    if not any(step.step is StepKind.DUE for step in ladder.steps):
        yield (
            f"{place}.steps",
            "kein Schritt ist `due`; bitte sagen, wer den Ablauf erfährt / "
            "no step is `due`; say who is told when the time is over",
        )
    for index, step in enumerate(ladder.steps):
        yield from _step_problems(f"{place}.steps[{index}]", step)
    order = [_rank(step) for step in ladder.steps]
    if order != sorted(order):
        yield (
            f"{place}.steps",
            "sind nicht zeitlich geordnet; bitte sortieren / are not in order of time; sort them",
        )
    for severity, pause in ladder.repeat_every_s.items():
        if not 1 <= pause <= _LONGEST_S:
            yield (
                f"{place}.repeat_every_s.{severity}",
                f"muss eine Zahl von Sekunden von 1 bis {_LONGEST_S} sein / "
                f"must be a number of seconds from 1 to {_LONGEST_S}",
            )


def _step_problems(place: str, step: StepRule) -> Iterator[Problem]:
    times = (step.percent, step.days_before, step.office_days_before, step.office_days_after)
    if sum(time is not None for time in times) != 1:
        yield (
            place,
            "bitte genau eines von percent, days_before, office_days_before, office_days_after / "
            "give exactly one of percent, days_before, office_days_before and office_days_after",
        )
    if any(time is not None and time < 0 for time in times):
        yield place, _NEGATIVE
    days = (step.days_before, step.office_days_before, step.office_days_after)
    if any(amount is not None and amount > _LONGEST_DAYS for amount in days):
        yield (
            place,
            f"liegt mehr als {_LONGEST_DAYS} Tage entfernt; bitte kürzen / "
            f"is more than {_LONGEST_DAYS} days away; shorten it",
        )
    if (step.days_before is None) != (step.at is None):
        yield (
            f"{place}.at",
            "gehört zu days_before, und days_before braucht es / "
            "belongs to days_before, and days_before needs it",
        )
    if step.percent is not None and not 0 < step.percent <= _LARGEST_PERCENT:
        yield (
            f"{place}.percent",
            f"muss von 1 bis {_LARGEST_PERCENT} sein / must be from 1 to {_LARGEST_PERCENT}",
        )
    if (step.step is StepKind.DUE) != (step.percent == _FULL_TIME_PERCENT or step.days_before == 0):
        yield (
            f"{place}.step",
            "ist `due` genau bei 100 Prozent, bei gesetzlichen Fristen 0 Tage vorher / "
            "is `due` exactly at 100 percent, or 0 days before for a legal deadline",
        )
    if step.step not in {StepKind.REMINDER, StepKind.DUE, StepKind.ESCALATION}:
        yield (
            f"{place}.step",
            "muss reminder, due oder escalation sein / must be reminder, due or escalation",
        )
    if not step.audiences:
        yield (
            f"{place}.audiences",
            "niemand erfährt es; bitte Empfänger ergänzen / nobody is told; add an audience",
        )


def _rank(step: StepRule) -> tuple[int, int]:
    """Order of time within one ladder: before the due time, at it, after it."""
    if step.percent is not None:
        return (0 if step.percent < _FULL_TIME_PERCENT else 1, step.percent)
    if step.days_before is not None:
        return (0, -step.days_before)
    if step.office_days_before is not None:
        return (-1, -step.office_days_before)
    return (2, step.office_days_after or 0)
