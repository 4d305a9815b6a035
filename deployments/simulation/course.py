"""The course of one simulated case: what people do to it, by the real actions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from deployments.simulation.habits import Doing
from deployments.simulation.staff import Staff
from models.actions.acknowledge_case import acknowledge_case
from models.actions.close_case import close_case
from models.actions.extend_deadline import extend_deadline
from models.actions.hand_over_case import hand_over_case
from models.actions.judge_severity import Verdict, judge_severity
from models.actions.pause_case import pause_case
from models.actions.record_contact import record_contact
from models.actions.reopen_case import reopen_case
from models.actions.take_action import Act, take_action
from models.audit import Actor
from models.errors import MeldewegError
from models.installation import Installation
from models.rules.calendar import OfficeCalendar
from models.tables import CaseFile
from models.vocabulary import ActorKind, DeadlineKind, NextStep, Severity
from tasks.people.add_answers import add_answers_to_case
from tasks.people.tell_people import tell_people

_HANDS_OVER, _PAUSES, _EXTENDS, _RAISES, _LOWERS, _REOPENS = 0.05, 0.06, 0.04, 0.04, 0.08, 0.03
_DAY_FOUND_OUT = 0.6
_RESULT_TOLD = 0.9
_WORDS = "Für die Simulation"
_AFTER = {Doing.TAKE: Doing.CONTACT, Doing.CONTACT: Doing.REVIEW, Doing.REVIEW: Doing.CLOSE}


@dataclass(slots=True)
class Case:
    """`waits_for` None: nothing more happens by itself. `turn` makes older entries of the agenda void.

    Reminders are answered by a chance of their own: another policy's leave the rest of the course as it is.
    """

    number: int
    chance: Random = field(repr=False)
    chance_asked: Random = field(repr=False)
    case_id: UUID
    case_ref: str
    submitted_at: datetime
    severity: Severity = Severity.LOW
    office_id: str | None = None
    officer_id: str | None = None
    waits_for: Doing | None = None
    planned_at: datetime | None = None
    turn: int = 0
    handed_over: int = 0
    extended: bool = False
    reopened: bool = False

    def learn(self, row: CaseFile) -> None:
        self.severity = row.severity or self.severity
        self.office_id = row.office_id


@dataclass(frozen=True, slots=True)
class Next:
    """What the case waits for now; `after` a moment that is agreed, otherwise as habit draws it."""

    doing: Doing | None
    not_before: datetime | None = None


class NobodyThere(Exception):
    """Nobody of the office is there today."""


class Course:
    """Acts as the people of the offices would; counts what was done and what was refused."""

    def __init__(self, place: Installation, staff: Staff, calendar: OfficeCalendar) -> None:
        self._place = place
        self._staff = staff
        self._calendar = calendar
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}

    async def go_on(self, case: Case) -> Next:
        """Do what the case waits for. Raises `NobodyThere`; what is refused is counted and passed over."""
        officer_id = self._choose_officer(case)
        doing = case.waits_for
        try:
            match doing:
                case Doing.TAKE:
                    return await self._take(case, officer_id)
                case Doing.CONTACT:
                    return await self._contact(case, officer_id)
                case Doing.REVIEW:
                    return await self._review(case, officer_id)
                case Doing.CLOSE:
                    return await self._close(case, officer_id)
                case Doing.REOPEN:
                    return await self._reopen(case, officer_id)
                case None:
                    return Next(None)
        except MeldewegError as refusal:
            self._count(self.refused, f"{doing}: {refusal.code}")
            return Next(_AFTER.get(doing) if doing is not None else None)

    def _choose_officer(self, case: Case) -> str:
        today = self._calendar.local_day(self._place.clock())
        if case.officer_id is not None and self._staff.is_there(case.officer_id, today):
            return case.officer_id
        chosen = self._staff.choose(case.office_id, today)
        if chosen is None:
            raise NobodyThere
        return chosen

    async def _take(self, case: Case, officer_id: str) -> Next:
        if case.handed_over < 2 and case.chance.random() < _HANDS_OVER:
            others = [office for office in self._staff.offices if office != case.office_id]
            target = case.chance.choice(others) if others else None
            if target is not None:
                case.handed_over += 1
                act = partial(hand_over_case, officer_id=officer_id, office_id=target, reason=_WORDS)
                case.learn(await self._act(case, officer_id, act, "hand_over"))
                case.officer_id = None
                return Next(Doing.TAKE)
        case.officer_id = officer_id
        self._staff.open_cases[officer_id] += 1
        await acknowledge_case(
            self._place, case.case_ref, officer_id, actor=_acting(officer_id), now=self._place.clock()
        )
        self._count(self.done, "acknowledge")
        return Next(Doing.CONTACT)

    async def _contact(self, case: Case, officer_id: str) -> Next:
        now = self._place.clock()
        if case.chance.random() < _PAUSES:
            until = now + timedelta(days=case.chance.randint(3, 14))
            act = partial(pause_case, officer_id=officer_id, until=until, reason=_WORDS)
            await self._act(case, officer_id, act, "pause")
            return Next(Doing.CONTACT, until)
        await self._act(case, officer_id, partial(record_contact, officer_id=officer_id), "contact")
        if case.chance.random() < _DAY_FOUND_OUT:
            await self._answer(case, officer_id)
        return Next(Doing.REVIEW)

    async def _answer(self, case: Case, officer_id: str) -> None:
        """The day a legal period starts from, told in the talk; known already it is refused."""
        day = self._calendar.local_day(case.submitted_at).isoformat()
        try:
            await add_answers_to_case(
                self._place,
                case.case_ref,
                {"offender_known_on": day},
                officer_id=officer_id,
                actor=_acting(officer_id),
                now=self._place.clock(),
            )
        except MeldewegError as refusal:
            self._count(self.refused, f"answers: {refusal.code}")
        else:
            self._count(self.done, "answers")

    async def _review(self, case: Case, officer_id: str) -> Next:
        if not case.extended and case.chance.random() < _EXTENDS:
            case.extended = True
            await self._extend(case, officer_id)
            return Next(Doing.REVIEW)
        level, drawn = case.severity, case.chance.random()
        levels = list(Severity)
        if drawn < _RAISES:
            level = levels[min(level.rank + 1, len(levels) - 1)]
        elif drawn < _RAISES + _LOWERS:
            level = levels[max(level.rank - 1, 0)]
        second = self._find_second(case, officer_id) if level.rank < case.severity.rank else None
        verdict = Verdict(
            officer_id=officer_id,
            level=level,
            reason=_WORDS,
            second_id=second,
            next_step=case.chance.choice(list(NextStep)),
        )
        case.learn(await self._act(case, officer_id, partial(judge_severity, verdict=verdict), "review"))
        return Next(Doing.CLOSE)

    async def _extend(self, case: Case, officer_id: str) -> None:
        now = self._place.clock()
        until = self._calendar.closing_of(
            self._calendar.office_day_after(self._calendar.local_day(now), case.chance.randint(12, 18))
        )
        act = partial(
            extend_deadline,
            officer_id=officer_id,
            kind=DeadlineKind.REVIEW,
            until=until,
            reason=_WORDS,
            second_id=self._find_second(case, officer_id),
        )
        await self._act(case, officer_id, act, "extend")

    def _find_second(self, case: Case, officer_id: str) -> str | None:
        today = self._calendar.local_day(self._place.clock())
        return self._staff.choose(case.office_id, today, without=officer_id)

    async def _close(self, case: Case, officer_id: str) -> Next:
        act = partial(
            close_case,
            officer_id=officer_id,
            reason=_WORDS,
            feedback_told=case.chance.random() < _RESULT_TOLD,
            confirm_legal=True,
        )
        await self._act(case, officer_id, act, "close")
        if case.officer_id is not None:
            self._staff.open_cases[case.officer_id] -= 1
        if not case.reopened and case.chance.random() < _REOPENS:
            return Next(Doing.REOPEN, self._place.clock() + timedelta(days=case.chance.randint(3, 40)))
        return Next(None)

    async def _reopen(self, case: Case, officer_id: str) -> Next:
        case.reopened = True
        await self._act(
            case, officer_id, partial(reopen_case, officer_id=officer_id, reason=_WORDS), "reopen"
        )
        if case.officer_id is not None:
            self._staff.open_cases[case.officer_id] += 1
        return Next(Doing.REVIEW)

    async def _act(self, case: Case, officer_id: str, act: Act, name: str) -> CaseFile:
        row = await take_action(
            self._place,
            case.case_ref,
            act,
            actor=_acting(officer_id),
            now=self._place.clock(),
            tell=tell_people,
        )
        self._count(self.done, name)
        return row

    def _count(self, counts: dict[str, int], name: str) -> None:
        counts[name] = counts.get(name, 0) + 1


def _acting(officer_id: str) -> Actor:
    return Actor(ActorKind.OFFICER, officer_id, via="simulation")
