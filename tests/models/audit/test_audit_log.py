"""The log as it is stored: no gap, one chain a case, bytes that hash to what is kept beside them."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

import pytest
import rfc8785
from sqlmodel import col, select

from models.actions.submit_report import submit_report
from models.audit import SYSTEM, Actor, AuditEvent, AuditEventName, leaf_hash
from models.installation import Installation
from models.store.audit_log import list_entries_of_case, record_events, record_events_of_cases
from models.tables import AuditDraft, AuditEntry, AuditHead, Municipality
from models.vocabulary import ActorKind
from tests.conftest import Clock
from tests.reports import report

pytestmark = pytest.mark.database


class Regret(Exception):
    """Ends a transaction after its entries were written."""


def events(number: int) -> list[AuditEvent]:
    return [AuditEvent(AuditEventName.CASE_ROUTED, SYSTEM, {"no": no}) for no in range(number)]


async def record(
    place: Installation,
    case_id: UUID | None,
    *,
    number: int = 1,
    municipality_id: str = "augsburg",
    regret: bool = False,
    now: datetime,
) -> None:
    async with place.transaction() as session:
        await record_events(
            session, events(number), municipality_id=municipality_id, case_id=case_id, now=now
        )
        if regret:
            raise Regret


async def read_log(place: Installation, municipality_id: str) -> Sequence[AuditEntry]:
    async with place.transaction() as session:
        found = await session.exec(
            select(AuditEntry)
            .where(AuditEntry.municipality_id == municipality_id)
            .order_by(col(AuditEntry.seq))
        )
        return found.all()


async def add_municipality(place: Installation, municipality_id: str) -> None:
    async with place.transaction() as session:
        session.add(
            Municipality(
                municipality_id=municipality_id,
                name_de="Nachbarstadt",
                name_en="Next town",
                timezone="Europe/Berlin",
                coordination_mailbox="koordination@nachbarstadt.example",
            )
        )
        await session.flush()
        session.add(AuditHead(municipality_id=municipality_id))


def check_chains(log: Sequence[AuditEntry]) -> None:
    """Each case counts from 1 and names the hash of the entry before."""
    last: dict[UUID, tuple[int, bytes | None]] = {}
    for entry in log:
        if entry.case_id is None:
            assert (entry.case_seq, entry.previous_case_hash) == (None, None)
            continue
        number, digest = last.get(entry.case_id, (0, None))
        assert (entry.case_seq, entry.previous_case_hash) == (number + 1, digest)
        last[entry.case_id] = (number + 1, entry.leaf_hash)


def check_bytes(log: Sequence[AuditEntry]) -> None:
    """The columns beside the bytes repeat what the bytes say."""
    for entry in log:
        read = json.loads(entry.entry)
        assert rfc8785.dumps(read) == entry.entry
        assert entry.leaf_hash == leaf_hash(entry.entry)
        previous = entry.previous_case_hash
        assert read["seq"] == entry.seq
        assert read["case_seq"] == entry.case_seq
        assert read["case"] == (None if entry.case_id is None else str(entry.case_id))
        assert read["previous_case_hash"] == (None if previous is None else previous.hex())
        assert (read["event"], read["municipality"]) == (entry.event, entry.municipality_id)
        assert datetime.fromisoformat(read["at"]) == entry.recorded_at


async def test_twenty_writers_of_whom_some_regret_leave_no_gap(
    installation: Installation, clock: Clock
) -> None:
    await add_municipality(installation, "nachbarstadt")
    cases: list[UUID | None] = [uuid4(), uuid4(), uuid4(), None]
    writers = [
        record(
            installation,
            cases[number % 4],
            number=1 + number % 3,
            municipality_id="augsburg" if number % 4 in (0, 3) else "nachbarstadt",
            regret=number % 5 == 0,
            now=clock.now,
        )
        for number in range(20)
    ]
    ends = await asyncio.gather(*writers, return_exceptions=True)
    assert [type(end) for end in ends if end is not None] == [Regret] * 4
    written = 0
    for municipality_id in ("augsburg", "nachbarstadt"):
        log = await read_log(installation, municipality_id)
        assert [entry.seq for entry in log] == list(range(1, len(log) + 1))
        async with installation.transaction() as session:
            head = await session.get_one(AuditHead, municipality_id)
            assert head.last_seq == len(log)
        check_chains(log)
        check_bytes(log)
        written += len(log)
    # The policy's activation, and what the sixteen others wrote.
    assert written == 1 + sum(1 + number % 3 for number in range(20) if number % 5)


async def test_several_entries_of_one_transaction_are_chained_in_their_order(
    installation: Installation, clock: Clock
) -> None:
    case_id = uuid4()
    await record(installation, case_id, number=3, now=clock.now)
    await record(installation, None, number=2, now=clock.now)
    await record(installation, case_id, number=2, now=clock.forward(hours=1))
    async with installation.transaction() as session:
        log = await list_entries_of_case(session, case_id)
    assert [entry.case_seq for entry in log] == [1, 2, 3, 4, 5]
    assert [json.loads(entry.entry)["details"]["no"] for entry in log] == [0, 1, 2, 0, 1]
    check_chains(log)
    check_bytes(await read_log(installation, "augsburg"))


async def test_nothing_recorded_takes_no_number_and_no_draft_is_left(
    installation: Installation, clock: Clock
) -> None:
    case_id = uuid4()
    await record(installation, case_id, number=0, now=clock.now)
    await record(installation, case_id, number=2, now=clock.now)
    assert [entry.seq for entry in await read_log(installation, "augsburg")] == [1, 2, 3]
    async with installation.transaction() as session:
        assert (await session.exec(select(AuditDraft))).all() == []


async def test_entries_with_and_without_a_number_asked_for_are_one_chain(
    installation: Installation, clock: Clock
) -> None:
    """The tick needs its numbers at once, the rest is numbered at the commit."""
    case_id = uuid4()
    async with installation.transaction() as session:
        await record_events(session, events(1), municipality_id="augsburg", case_id=case_id, now=clock.now)
        numbers = await record_events_of_cases(
            session, [(case_id, event) for event in events(2)], municipality_id="augsburg", now=clock.now
        )
    log = await read_log(installation, "augsburg")
    assert list(numbers) == [2, 3]
    assert [entry.seq for entry in log] == [1, 2, 3, 4]
    check_chains([entry for entry in log if entry.case_id == case_id])
    check_bytes(log)


async def test_words_of_every_kind_are_written_as_the_standard_says(
    installation: Installation, clock: Clock
) -> None:
    actor = Actor(ActorKind.COMMAND_LINE, via='Jörg "O\\Neill" \u2028 😀')
    event = AuditEvent(AuditEventName.CASE_ROUTED, actor, {"b": ["ß", '"'], "a": None, "n": 12})
    async with installation.transaction() as session:
        await record_events(session, [event], municipality_id="augsburg", case_id=None, now=clock.now)
    check_bytes(await read_log(installation, "augsburg"))


async def test_nothing_a_person_wrote_gets_into_the_log(installation: Installation, clock: Clock) -> None:
    sent = report(
        narrative="kanarienvogel im Text",
        exact_words="kanarienvogel im Wortlaut",
        identity="named",
        contact={"name": "Kanarienvogel Muster", "email": "kanarienvogel@person.example"},
    )
    receipt = await submit_report(installation, sent, now=clock.now)
    log = await read_log(installation, "augsburg")
    assert [entry.event for entry in log] == ["policy_activated", "report_received"]
    kept = b"".join(entry.entry for entry in log).lower()
    assert b"kanarienvogel" not in kept
    assert receipt.receipt_code.lower().encode() not in kept
