"""The key of a case is all that stands between the rows and the report."""

from __future__ import annotations

import os

import pytest

from models.actions.submit_report import submit_report
from models.errors import KeyUnavailable, Undecipherable
from models.installation import Installation
from models.sealing import MasterKey
from models.store.case_keys import get_case_key
from models.store.cases import get_case_by_ref
from models.store.open_cases import open_case
from models.store.reports import get_report, open_report
from models.tables import CaseKey
from tests.conftest import Clock
from tests.reports import report

pytestmark = pytest.mark.database


async def test_deleting_the_key_erases_the_report_and_leaves_the_case(
    shared: Installation, clock: Clock
) -> None:
    receipt = await submit_report(shared, report(), now=clock.now)
    master = shared.master_key
    async with shared.transaction() as session:
        case = await get_case_by_ref(session, receipt.case_ref)
        assert (await open_case(session, case.case_id, master=master)).facts.narrative
        await session.delete(await session.get_one(CaseKey, case.case_id))
    async with shared.transaction() as session:
        with pytest.raises(KeyUnavailable, match="erased"):
            await open_case(session, case.case_id, master=master)
        with pytest.raises(KeyUnavailable, match="erased"):
            await get_case_key(session, case.case_id, master=master)
        assert (await get_case_by_ref(session, receipt.case_ref)).case_id == case.case_id
        assert (await get_report(session, case.case_id)).sealed


async def test_another_master_key_opens_nothing(shared: Installation, clock: Clock) -> None:
    receipt = await submit_report(shared, report(), now=clock.now)
    async with shared.transaction() as session:
        case = await get_case_by_ref(session, receipt.case_ref)
        with pytest.raises(KeyUnavailable, match="another master key"):
            await open_case(session, case.case_id, master=MasterKey(os.urandom(32)))


async def test_the_key_of_one_case_opens_no_report_of_another(shared: Installation, clock: Clock) -> None:
    refs = [(await submit_report(shared, report(), now=clock.now)).case_ref for _ in range(2)]
    async with shared.transaction() as session:
        one, two = [await get_case_by_ref(session, case_ref) for case_ref in refs]
        key = await get_case_key(session, one.case_id, master=shared.master_key)
        open_report(key, await get_report(session, one.case_id))
        with pytest.raises(Undecipherable):
            open_report(key, await get_report(session, two.case_id))
