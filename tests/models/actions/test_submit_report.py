from __future__ import annotations

import asyncio
import json

import pytest
from sqlmodel import func, select

from models.actions.submit_report import forget_expired_answers, submit_report
from models.errors import IdempotencyConflict, Undecipherable
from models.installation import Installation
from models.sealing import digest_receipt_code, open_sealed
from models.store.audit_log import list_entries_of_case
from models.store.case_keys import get_case_key
from models.store.cases import get_case_by_ref
from models.store.dispatches import lease_dispatches
from models.store.reports import get_report, open_report
from models.tables import CaseFile, RememberedAnswer
from models.vocabulary import CaseState
from tests.conftest import Clock
from tests.reports import report

pytestmark = pytest.mark.database


async def test_a_report_is_stored_whole_with_its_case_audit_entry_and_dispatch(
    installation: Installation, clock: Clock
) -> None:
    sent = report()
    receipt = await submit_report(installation, sent, now=clock.now)
    async with installation.transaction() as session:
        case = await get_case_by_ref(session, receipt.case_ref.lower())
        key = await get_case_key(session, case.case_id, master=installation.master_key)
        stored = open_report(key, await get_report(session, case.case_id))
        entries = await list_entries_of_case(session, case.case_id)
    assert case.state is CaseState.RECEIVED
    assert case.receipt_digest == digest_receipt_code(installation.master_key, receipt.receipt_code)
    assert type(sent).from_stored(stored).to_stored() == sent.to_stored()
    assert [entry.event for entry in entries] == ["report_received"]
    assert json.loads(entries[0].entry)["details"] == {"case_ref": receipt.case_ref}


async def test_no_word_of_the_report_lies_open_in_the_database(
    installation: Installation, clock: Clock
) -> None:
    receipt = await submit_report(installation, report(narrative="kanarienvogel"), now=clock.now)
    async with installation.transaction() as session:
        case = await get_case_by_ref(session, receipt.case_ref)
        stored = await get_report(session, case.case_id)
    assert b"kanarienvogel" not in stored.sealed
    with pytest.raises(Undecipherable):
        open_sealed(b"\0" * 32, stored.sealed, place=f"report.sealed/{stored.report_id}")


async def test_fifty_equal_requests_at_once_make_one_case(installation: Installation, clock: Clock) -> None:
    sent = report()
    receipts = await asyncio.gather(
        *(
            submit_report(installation, sent, now=clock.now, idempotency_key="k-1", fingerprint=b"body")
            for _ in range(50)
        )
    )
    assert len({(receipt.case_ref, receipt.receipt_code) for receipt in receipts}) == 1
    assert sum(not receipt.repeated for receipt in receipts) == 1
    async with installation.transaction() as session:
        assert (await session.exec(select(func.count()).select_from(CaseFile))).one() == 1


async def test_the_same_key_with_another_body_is_refused(installation: Installation, clock: Clock) -> None:
    await submit_report(installation, report(), now=clock.now, idempotency_key="k", fingerprint=b"one")
    with pytest.raises(IdempotencyConflict):
        await submit_report(installation, report(), now=clock.now, idempotency_key="k", fingerprint=b"two")
    async with installation.transaction() as session:
        assert (await session.exec(select(func.count()).select_from(CaseFile))).one() == 1


async def test_the_answer_is_kept_sealed_and_forgotten_after_a_day(
    installation: Installation, clock: Clock
) -> None:
    first = await submit_report(
        installation, report(), now=clock.now, idempotency_key="secret-key", fingerprint=b"b"
    )
    async with installation.transaction() as session:
        row = (await session.exec(select(RememberedAnswer))).one()
    assert first.receipt_code.encode() not in row.sealed
    assert b"secret-key" not in row.key_digest + row.sealed
    assert await forget_expired_answers(installation, now=clock.now) == 0
    clock.forward(hours=24)
    second = await submit_report(
        installation, report(), now=clock.now, idempotency_key="secret-key", fingerprint=b"b"
    )
    assert second.case_ref != first.case_ref
    clock.forward(hours=24)
    assert await forget_expired_answers(installation, now=clock.now) == 1


async def test_a_report_of_present_danger_is_dispatched_before_all_others(
    installation: Installation, clock: Clock
) -> None:
    await submit_report(installation, report(), now=clock.now)
    urgent = await submit_report(
        installation, report(danger={"danger_now": "yes"}), now=clock.forward(seconds=5)
    )
    async with installation.transaction() as session:
        row, *_ = await lease_dispatches(
            session, holder="test", lease_for=clock.now - clock.now, limit=1, now=clock.now
        )
        case = await get_case_by_ref(session, urgent.case_ref)
    assert row.case_id == case.case_id
