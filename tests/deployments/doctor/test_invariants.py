"""The doctor looks at everything, names whom it is about, and notices when nobody looks any more."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import text

from deployments.doctor.finding import Standing
from deployments.doctor.invariants import examine_invariants
from models.installation import Installation
from tasks.auditing.audit_invariants import audit_invariants
from tests.conftest import Clock
from tests.routing import submit_and_route

pytestmark = pytest.mark.database


async def test_a_broken_invariant_is_named_with_its_case_and_what_to_do(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation)
    assert [one.standing for one in await examine_invariants(installation.database, now=clock.now)] == [
        Standing.OK,
        Standing.PROBLEM,  # nobody has looked yet
    ]
    async with installation.transaction() as session:
        await session.exec(text("DELETE FROM deadline WHERE kind = 'feedback'"))  # type: ignore[call-overload]
    (broken, _) = await examine_invariants(installation.database, now=clock.now)
    assert broken.check == "invariant_obligatory_deadlines"
    assert broken.standing is Standing.PROBLEM
    assert case.case_ref in broken.words.de
    assert case.case_ref in broken.words.en


async def test_an_auditor_that_looks_no_more_is_a_problem(installation: Installation, clock: Clock) -> None:
    await audit_invariants(installation, told_after=timedelta(0), fresh_for=timedelta(0))
    found = {one.check: one for one in await examine_invariants(installation.database, now=clock.now)}
    assert found["auditor"].standing is Standing.OK
    late = await examine_invariants(installation.database, now=clock.now + timedelta(minutes=4))
    assert {one.check: one for one in late}["auditor"].standing is Standing.PROBLEM
