"""The real code on a real database of its own, driven step by step from a machine that knows no loop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any, TypeVar
from uuid import uuid4

import psycopg
from sqlmodel import col, func, select, text

from deployments.local.postgres import OWNER_ROLE, RunningPostgres
from models.actions.absences import add_absence
from models.actions.link_cases import link_cases
from models.actions.mark_biased import mark_biased
from models.actions.take_action import take_action
from models.audit import SYSTEM
from models.database import Database
from models.errors import StoreUnavailable
from models.installation import Installation, use_installation
from models.invariant import Invariant
from models.sealing import MasterKey
from models.store.absences import list_absences
from models.store.heartbeats import save_heartbeat
from models.store.invariants import EVERYTHING, look_at
from models.store.plans import plan_from_row
from models.tables import Bias, CaseFile, Deadline, DeadlineFiring, Notice
from models.vocabulary import RecipientKind
from tasks.fire_deadlines import fire_deadlines
from tasks.people.move_case import move_case
from tasks.people.tell_people import tell_people
from tasks.resume_paused import resume_paused
from tasks.take_up_deadlines import take_up_deadlines
from tests.chaos.deadline_machine.policy_in_words import local_day
from tests.chaos.deadline_machine.reference import Told
from tests.conftest import DRIVER, Clock
from tests.people import acting, answer, judge
from tests.reports import report
from tests.routing import reload, submit_and_route, tick

Answered = TypeVar("Answered")

PATIENCE_MS = 10_000
# Where a tick is cut: the tables it writes one after the other.
CUTS = ("deadline", "dispatch", "audit_entry", "deadline_firing", "notice")
_SWITCH = """
CREATE TABLE cut_at (name text);
GRANT SELECT ON cut_at TO PUBLIC;
CREATE FUNCTION cut_connection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM cut_at WHERE name = TG_TABLE_NAME) THEN
        PERFORM pg_terminate_backend(pg_backend_pid());
    END IF;
    RETURN NULL;
END $$;
"""


@dataclass(frozen=True, order=True)
class Shown:
    """What can be seen of one deadline, to be compared."""

    kind: str
    person: str
    state: str
    clock: str
    severity: str
    due_at: datetime
    consumed_s: int
    ahead: tuple[tuple[datetime, str, str], ...]
    told: tuple[Told, ...]


@dataclass
class RealThing:
    """One installation with a clock of its own."""

    place: Installation
    clock: Clock
    loop: asyncio.AbstractEventLoop
    owner: psycopg.Connection

    @classmethod
    @contextmanager
    def running(
        cls, postgres: RunningPostgres, template: str, master_key: MasterKey, *, now: datetime
    ) -> Iterator[RealThing]:
        name = f"machine_{uuid4().hex[:12]}"
        postgres.create_database(name, template=template)
        clock, loop = Clock(now), asyncio.new_event_loop()
        place = Installation(Database(postgres.url_of(name, scheme=DRIVER)), master_key, clock)
        use_installation(place)
        try:
            with psycopg.connect(postgres.url_of(name, OWNER_ROLE), autocommit=True) as owner:
                owner.execute(_SWITCH)
                for table in CUTS:
                    owner.execute(
                        f"CREATE TRIGGER cut_here AFTER INSERT OR UPDATE ON {table}"
                        " FOR EACH STATEMENT EXECUTE FUNCTION cut_connection()"
                    )
                yield cls(place, clock, loop, owner)
        finally:
            use_installation(None)
            loop.run_until_complete(place.close())
            loop.close()
            postgres.drop_database(name)

    def do(self, work: Coroutine[Any, Any, Answered]) -> Answered:
        return self.loop.run_until_complete(work)

    # ------------------------------------------------------------ what is done to it

    def report(self, **sent: Any) -> CaseFile:
        return self.do(submit_and_route(self.place, report(local_day(self.clock.now), **sent)))

    def find(self, ref: str) -> CaseFile:
        return self.do(reload(self.place, ref))

    def act(self, ref: str, action: Any, officer_id: str, **asked: Any) -> None:
        self.do(
            take_action(
                self.place,
                ref,
                partial(action, officer_id=officer_id, **asked),
                actor=acting(officer_id),
                now=self.clock.now,
                tell=tell_people,
            )
        )

    def judge(self, ref: str, officer_id: str, **verdict: Any) -> CaseFile:
        return self.do(judge(self.place, self.find(ref), officer_id=officer_id, **verdict))

    def answer(self, ref: str, officer_id: str, **answers: Any) -> CaseFile:
        return self.do(answer(self.place, self.find(ref), officer_id=officer_id, **answers))

    def mark_biased(self, ref: str, officer_id: str, *, marked_by: str) -> CaseFile:
        self.act(ref, partial(mark_biased, marked_by=marked_by), officer_id)
        return self.find(ref)

    def link(self, ref: str, other: str, officer_id: str) -> None:
        actor, now = acting(officer_id), self.clock.now
        self.do(link_cases(self.place, ref, other, officer_id=officer_id, actor=actor, now=now))

    def put_other_policy_in_force(self, number: int) -> None:
        """One that says the same under another version."""
        self.owner.execute(
            "INSERT INTO policy_version SELECT (jsonb_populate_record(p, jsonb_build_object("
            "'policy_version_id', gen_random_uuid(), 'version', 'copy ' || %s::text))).*"
            " FROM policy_version p ORDER BY activated_at, version LIMIT 1",
            [number],
        )
        self.owner.execute(
            "UPDATE municipality SET policy_version_id ="
            " (SELECT policy_version_id FROM policy_version WHERE version = 'copy ' || %s::text)",
            [number],
        )

    def move_to_policy(self, ref: str) -> CaseFile:
        assert self.do(move_case(self.place, ref, actor=SYSTEM, now=self.clock.now))
        return self.find(ref)

    def count_told_in_conflict(self) -> int:
        """Notices of steps to people who must not hear of the case, ever since they were marked."""
        return self.do(self._count_told_in_conflict())

    async def _count_told_in_conflict(self) -> int:
        async with self.place.transaction() as session:
            told = await session.exec(
                select(func.count())
                .select_from(Notice)
                .join(Bias, col(Bias.case_id) == col(Notice.case_id))
                .where(
                    Notice.recipient_kind == RecipientKind.PERSON,
                    col(Notice.recipient_id) == col(Bias.officer_id),
                    col(Notice.act_id).is_not(None),
                )
            )
            return int(told.one())

    def fall_ill(self, officer_id: str, *, from_on: date, until_on: date) -> None:
        self.do(
            add_absence(
                self.place,
                officer_id,
                from_on=from_on,
                until_on=until_on,
                municipality_id=None,
                actor=acting(officer_id),
                now=self.clock.now,
            )
        )

    def tick(self, *, drivers: int = 1) -> None:
        """Everything a dispatcher does about deadlines, by one or by several at once."""

        async def drive() -> None:
            await take_up_deadlines(self.place)
            await resume_paused.fn()
            await tick(self.place)

        async def drive_all() -> None:
            await asyncio.gather(*(drive() for _ in range(drivers)))
            # What one driver left because the other held it.
            await drive()

        self.do(drive_all() if drivers > 1 else drive())

    def tick_and_die(self, where: str) -> bool:
        """The connection is cut in the middle of the tick's transaction; whether it was."""
        self.owner.execute("INSERT INTO cut_at VALUES (%s)", [where])
        try:
            self.do(fire_deadlines.fn())
        except StoreUnavailable:
            return True
        else:
            return False
        finally:
            self.owner.execute("DELETE FROM cut_at")

    # ------------------------------------------------------------ what is seen of it

    def show(self, ref: str) -> list[Shown]:
        return self.do(self._show(ref))

    async def _show(self, ref: str) -> list[Shown]:
        async with self.place.transaction() as session:
            rows = await session.exec(
                select(Deadline)
                .join(CaseFile, col(CaseFile.case_id) == col(Deadline.case_id))
                .where(CaseFile.case_ref == ref)
            )
            shown = []
            for row in rows.all():
                firings = await session.exec(
                    select(DeadlineFiring).where(DeadlineFiring.deadline_id == row.deadline_id)
                )
                told = [
                    Told(one.step.value, one.audience.value, one.planned_at, one.fired_at, one.skipped)
                    for one in firings.all()
                ]
                steps = plan_from_row(row.plan)[row.step_no :] if row.state.is_live else ()
                ahead = tuple(sorted((step.at, step.audience.value, step.step.value) for step in steps))
                shown.append(
                    Shown(
                        kind=row.kind.value,
                        person=row.entitled_person.value,
                        state=row.state.value,
                        clock=row.clock.value,
                        severity=row.severity.value,
                        due_at=row.due_at,
                        consumed_s=row.consumed_s,
                        ahead=ahead,
                        told=tuple(sorted(told)),
                    )
                )
        return sorted(shown)

    def list_broken(self) -> set[str]:
        """Every invariant looked at whole. What other processes would have done is done."""
        return self.do(self._list_broken())

    async def _list_broken(self) -> set[str]:
        now = self.clock.now
        async with self.place.transaction() as session:
            for process in ("dispatcher", "delivery"):
                await save_heartbeat(session, process, "test", now=now)
            for sent in ("UPDATE notice SET state = 'sent'", "UPDATE dispatch SET state = 'done'"):
                await session.exec(text(sent))  # type: ignore[call-overload]
            found = [
                await look_at(session, invariant, EVERYTHING, patience_ms=PATIENCE_MS, now=now)
                for invariant in Invariant
            ]
        return {one.invariant.value for one in found if not one.holds}

    def list_absent_who_were_told(self) -> list[str]:
        """People away on the day on which a step was told to them by the tick that has just been."""
        return self.do(self._list_absent_who_were_told())

    async def _list_absent_who_were_told(self) -> list[str]:
        now = self.clock.now
        today = local_day(now)
        async with self.place.transaction() as session:
            away = {
                one.officer_id
                for one in await list_absences(session, "augsburg")
                if one.from_on <= today <= one.until_on
            }
            told = await session.exec(
                select(Notice.recipient_id).where(
                    Notice.created_at == now,
                    col(Notice.act_id).is_not(None),
                    Notice.recipient_kind == RecipientKind.PERSON,
                )
            )
            return sorted(set(told.all()) & away)
