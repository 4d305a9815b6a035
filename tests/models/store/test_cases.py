"""Cases are found however their reference was typed, and a locked one is the newest there is."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlmodel import update

from models.actions.submit_report import submit_report
from models.errors import CaseNotFound
from models.installation import Installation
from models.store.cases import (
    find_case_by_ref,
    find_free_case,
    get_case,
    get_case_by_ref,
    list_cases,
    lock_case,
    parse_case_id,
)
from models.tables import CaseFile
from models.vocabulary import CaseState
from tests.conftest import MONDAY_MORNING
from tests.reports import report

pytestmark = pytest.mark.database

NOBODY = UUID(int=0)


@pytest.fixture
async def case(shared: Installation) -> CaseFile:
    async with shared.transaction() as session:
        await session.exec(update(CaseFile).values(routed_at=MONDAY_MORNING))
    receipt = await submit_report(shared, report(), now=MONDAY_MORNING)
    async with shared.transaction() as session:
        return await get_case_by_ref(session, receipt.case_ref)


@pytest.mark.parametrize("lock", [lock_case, find_free_case])
async def test_what_was_read_before_the_lock_is_read_again(
    shared: Installation, case: CaseFile, lock: object
) -> None:
    assert callable(lock)
    async with shared.transaction() as session:
        early = await get_case_by_ref(session, case.case_ref)
        async with shared.transaction() as other:
            (await lock_case(other, case.case_id)).state = CaseState.CLOSED
        assert early.state is CaseState.RECEIVED
        locked = await lock(session, case.case_id)
        assert locked.state is CaseState.CLOSED


async def test_a_change_of_ones_own_survives_the_lock(shared: Installation, case: CaseFile) -> None:
    async with shared.transaction() as session:
        early = await get_case_by_ref(session, case.case_ref)
        early.office_id = "prevention"
        assert (await lock_case(session, case.case_id)).office_id == "prevention"


async def test_a_case_somebody_works_on_is_not_free(shared: Installation, case: CaseFile) -> None:
    async with shared.transaction() as one, shared.transaction() as two:
        await lock_case(one, case.case_id)
        assert await find_free_case(two, case.case_id) is None
    async with shared.transaction() as two:
        assert await find_free_case(two, case.case_id) is not None
        assert await find_free_case(two, NOBODY) is None


async def test_a_reference_is_found_however_it_was_typed(shared: Installation, case: CaseFile) -> None:
    async with shared.transaction() as session:
        for typed in (case.case_ref.lower(), f" {case.case_ref}\n"):
            assert (await get_case_by_ref(session, typed)).case_id == case.case_id
        assert await find_case_by_ref(session, "MW-0000-0000") is None


async def test_what_there_is_not_is_said_without_repeating_it(shared: Installation) -> None:
    async with shared.transaction() as session:
        for asked in (
            get_case(session, NOBODY),
            lock_case(session, NOBODY),
            get_case_by_ref(session, "kana"),
        ):
            with pytest.raises(CaseNotFound) as refusal:
                await asked
            assert "kana" not in str(refusal.value)
    with pytest.raises(CaseNotFound) as refusal:
        parse_case_id("kanarienvogel")
    assert "kanarienvogel" not in str(refusal.value)


async def test_cases_are_listed_by_what_is_asked_for(shared: Installation, case: CaseFile) -> None:
    async with shared.transaction() as session:
        (await lock_case(session, case.case_id)).office_id = "integration"
    async with shared.transaction() as session:
        in_office = await list_cases(session, municipality_id="augsburg", office_id="integration")
        assert [found.case_ref for found in in_office] == [case.case_ref]
        assert await list_cases(session, municipality_id="nachbarstadt") == []
        assert await list_cases(session, office_id="integration", states=[CaseState.CLOSED]) == []
        assert len(await list_cases(session, limit=1)) == 1
