"""A new policy leaves open cases alone; a case that is named moves to it."""

from __future__ import annotations

import pytest

from models.actions.activate_policy import activate_policy, load_example
from models.audit import SYSTEM
from models.errors import PolicyRefused, TransitionRefused
from models.installation import Installation
from models.policy import load_policy, shipped_policy
from models.store.audit_log import list_entries_of_case
from models.store.deadlines import list_deadlines_of_case
from models.store.policies import get_policy
from models.tables import CaseFile
from models.vocabulary import DeadlineKind
from tasks.people.move_case import move_case
from tests.conftest import Clock
from tests.reports import report
from tests.routing import notices_of, reload, submit, submit_and_route, tick

pytestmark = pytest.mark.database


async def test_open_cases_keep_their_policy_until_they_are_named(
    installation: Installation, clock: Clock
) -> None:
    old = await submit_and_route(installation)
    due = await _due(installation, old)
    await activate_policy(installation, shipped_policy("demo"), actor=SYSTEM, now=clock.now)
    new = await submit_and_route(installation)
    assert new.policy_version_id != old.policy_version_id
    assert await _due(installation, old) == due
    assert await move_case(installation, old.case_ref, actor=SYSTEM, now=clock.now)
    moved = await reload(installation, old.case_ref)
    assert moved.policy_version_id == new.policy_version_id
    assert await _due(installation, moved) == await _due(installation, new)
    assert "case_moved_to_policy" in await _events(installation, moved)
    assert not await move_case(installation, old.case_ref, actor=SYSTEM, now=clock.now)


async def test_a_moved_case_tells_nobody_again_what_lies_behind_it(
    installation: Installation, clock: Clock
) -> None:
    case = await submit_and_route(installation)
    longer = _next_version(
        'high = { clock = "elapsed", hours = 4 }', 'high = { clock = "elapsed", hours = 12 }'
    )
    await activate_policy(installation, load_policy(longer), actor=SYSTEM, now=clock.now)
    clock.forward(hours=4, minutes=30)
    await tick(installation)
    before = await notices_of(installation, case)
    await move_case(installation, case.case_ref, actor=SYSTEM, now=clock.now)
    await tick(installation)
    assert await notices_of(installation, case) == before


async def test_a_case_that_is_not_routed_is_not_moved(installation: Installation, clock: Clock) -> None:
    case = await submit(installation, report())
    with pytest.raises(TransitionRefused):
        await move_case(installation, case.case_ref, actor=SYSTEM, now=clock.now)


async def test_a_policy_that_fails_its_check_never_comes_in_force(
    installation: Installation, clock: Clock
) -> None:
    unsound = load_policy(
        _next_version(
            """{ perpetrator_internal = true },
  { incident_kinds = ["discrimination", "exclusion", "sexual_harassment"] },""",
            """{ incident_kinds = ["arson"] },""",
        )
    )
    with pytest.raises(PolicyRefused):
        await activate_policy(installation, unsound, actor=SYSTEM, now=clock.now)
    case = await submit_and_route(installation)
    async with installation.transaction() as session:
        assert (await get_policy(session, case.policy_version_id)).version == "1"


async def test_the_example_never_replaces_a_policy_of_ones_own(
    installation: Installation, clock: Clock
) -> None:
    assert await load_example(installation, shipped_policy("demo"), actor=SYSTEM, now=clock.now)
    assert await load_example(installation, shipped_policy("augsburg"), actor=SYSTEM, now=clock.now)
    own = load_policy(_next_version("hours = 4 }", "hours = 3 }"))
    await activate_policy(installation, own, actor=SYSTEM, now=clock.now)
    assert await load_example(installation, shipped_policy("augsburg"), actor=SYSTEM, now=clock.now) is None
    case = await submit_and_route(installation)
    async with installation.transaction() as session:
        assert (await get_policy(session, case.policy_version_id)).version == "2"


def _next_version(old: str, new: str) -> bytes:
    """The Augsburg policy as version 2 with one place changed."""
    text = shipped_policy("augsburg").text
    assert old in text
    return text.replace('version = "1"', 'version = "2"', 1).replace(old, new, 1).encode()


async def _due(place: Installation, case: CaseFile) -> dict[DeadlineKind, object]:
    async with place.transaction() as session:
        rows = await list_deadlines_of_case(session, case.case_id)
        return {row.kind: row.due_at for row in rows}


async def _events(place: Installation, case: CaseFile) -> list[str]:
    async with place.transaction() as session:
        return [entry.event for entry in await list_entries_of_case(session, case.case_id)]
