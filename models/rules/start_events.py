"""The day a legal period starts from is not known: who is asked for it, and when.

§ 77b (2) StGB and § 15 (4) AGG count from what a person learned on a day that only they can tell. A period
nobody has started runs all the same, so the missing day is a deadline of its own.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, time

from models.rules.calendar import office_calendar
from models.rules.condition import any_holds
from models.rules.deadline_rules import Anchor, DeadlineRule
from models.rules.deadlines import cut_to_second, is_beyond_calendar
from models.rules.decision import PlannedDeadline, PlannedStep
from models.rules.facts import ReportFacts
from models.rules.legal_days import LAST_SECOND, local_moment
from models.rules.ruleset import Ruleset
from models.vocabulary import Audience, DeadlineClock, DeadlineKind, EntitledPerson, Severity, StepKind

QUESTION_OF: Mapping[DeadlineKind, DeadlineKind] = {
    DeadlineKind.STRAFANTRAG: DeadlineKind.OFFENDER_KNOWN,
    DeadlineKind.AGG_CLAIM: DeadlineKind.DISCRIMINATION_KNOWN,
}
QUESTIONS = frozenset(QUESTION_OF.values())
_ASKED_AT = time(9)
_LAST_ASKED = (Audience.OFFICER, Audience.HEAD)


def plan_questions(
    facts: ReportFacts,
    severity: Severity,
    *,
    office: str | None,
    ruleset: Ruleset,
    submitted_at: datetime,
    now: datetime,
    started: Collection[tuple[DeadlineKind, EntitledPerson]] = (),
) -> tuple[PlannedDeadline, ...]:
    """A question for each entitled person whose period the policy sees and nobody has started.

    `started` are periods that run or have run already, estimates not among them. Counted from the
    submission; what lies before `now` is asked at `now`, once.
    """
    planned: list[PlannedDeadline] = []
    for rule in ruleset.deadline_rules:
        question = QUESTION_OF.get(rule.kind)
        if question is None or not any_holds(rule.when, facts, severity=severity):
            continue
        planned += [
            _plan_question(
                question,
                person,
                rule=rule,
                office=office,
                ruleset=ruleset,
                submitted_at=cut_to_second(submitted_at),
                now=cut_to_second(now),
            )
            for person in _list_unstarted(rule, facts, started)
        ]
    return tuple(planned)


def _list_unstarted(
    rule: DeadlineRule, facts: ReportFacts, started: Collection[tuple[DeadlineKind, EntitledPerson]]
) -> list[EntitledPerson]:
    days = {
        Anchor.OFFENDER_KNOWN_ON: facts.offender_known_on,
        Anchor.DISCRIMINATION_KNOWN_ON: facts.discrimination_known_on,
    }
    answered = any(days.get(anchor) is not None for anchor in rule.anchors)
    people = [] if answered else [rule.entitled_person]
    if facts.affected_role in rule.superior_for_roles:
        people.append(EntitledPerson.SUPERIOR)
    return [person for person in people if (rule.kind, person) not in started]


def _plan_question(
    question: DeadlineKind,
    person: EntitledPerson,
    *,
    rule: DeadlineRule,
    office: str | None,
    ruleset: Ruleset,
    submitted_at: datetime,
    now: datetime,
) -> PlannedDeadline:
    calendar = office_calendar(ruleset, office)
    submitted_on = calendar.local_day(submitted_at)
    days = [calendar.office_day_after(submitted_on, number) for number in rule.ask_after_office_days]
    due_on = days[-1]
    steps: dict[tuple[datetime, Audience], PlannedStep] = {}
    for day in days:
        is_last = day == due_on
        at = max(now, local_moment(day, _ASKED_AT, zone=calendar.zone))
        for audience in _LAST_ASKED if is_last else (Audience.OFFICER,):
            step = StepKind.DUE if is_last else StepKind.REMINDER
            told = audience if office is not None else Audience.COORDINATION
            steps[at, told] = PlannedStep(at=at, audience=told, step=step)
    return PlannedDeadline(
        kind=question,
        clock=DeadlineClock.LEGAL,
        due_at=local_moment(due_on, LAST_SECOND, zone=calendar.zone),
        steps=tuple(sorted(steps.values(), key=lambda step: step.at)),
        entitled_person=person,
        due_on=due_on,
        beyond_calendar=is_beyond_calendar(due_on, ruleset),
    )
