"""Who is reached: the absent are passed over, and there is always somebody at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.submit_report import submit_report
from models.installation import Installation
from models.store.audiences import COORDINATION, Reached, reach_audience
from models.store.cases import get_case_by_ref
from models.tables import Absence, CaseFile, Office, Officer
from models.vocabulary import Audience, RecipientKind, Role
from tests.conftest import MONDAY_MORNING
from tests.reports import report

pytestmark = pytest.mark.database

TODAY = date(2026, 11, 23)
O, D, H, C, L = Audience  # noqa: E741  the five from the case outwards, in a table below
OFFICERS = ("prevention-officer-1", "prevention-officer-2")
EVERYBODY = (*OFFICERS, "prevention-deputy", "prevention-head", "leadership-1", "leadership-2")


@pytest.fixture(scope="module")
async def case_ref(shared: Installation) -> str:
    return (await submit_report(shared, report(), now=MONDAY_MORNING)).case_ref


@pytest.fixture
async def case(session: AsyncSession, case_ref: str) -> CaseFile:
    """A case of the prevention office that nobody has taken yet."""
    case = await get_case_by_ref(session, case_ref)
    case.office_id = "prevention"
    return case


async def reach(
    session: AsyncSession, case: CaseFile, audience: Audience, *, absent: Sequence[str] = (), on: date = TODAY
) -> Reached:
    for officer_id in absent:
        session.add(
            Absence(
                absence_id=uuid4(),
                municipality_id="augsburg",
                officer_id=officer_id,
                from_on=TODAY,
                until_on=TODAY,
            )
        )
    await session.flush()
    return await reach_audience(session, case, audience, on=on)


def ids(reached: Reached) -> list[str]:
    return [recipient.recipient_id for recipient in reached.recipients]


@pytest.mark.parametrize(
    ("audience", "absent", "reached", "recipients"),
    [
        (O, (), O, ["prevention"]),
        (O, EVERYBODY, O, ["prevention"]),
        (D, (), D, ["prevention-deputy"]),
        (D, ("prevention-deputy",), H, ["prevention-head"]),
        (D, ("prevention-deputy", "prevention-head"), C, ["coordination"]),
        (H, ("prevention-head",), C, ["coordination"]),
        (C, EVERYBODY, C, ["coordination"]),
        (L, (), L, ["leadership-1", "leadership-2"]),
        (L, ("leadership-1",), L, ["leadership-2"]),
        (L, EVERYBODY, C, ["coordination"]),
    ],
)
async def test_an_absent_audience_goes_on_outwards(
    session: AsyncSession,
    case: CaseFile,
    audience: Audience,
    absent: Sequence[str],
    reached: Audience,
    recipients: list[str],
) -> None:
    found = await reach(session, case, audience, absent=absent)
    assert (found.audience, ids(found)) == (reached, recipients)
    order = list(Audience)
    if audience is L and reached is C:
        assert found.passed_over == (L,)
    else:
        assert found.passed_over == tuple(order[order.index(audience) : order.index(reached)])


@pytest.mark.parametrize(
    ("absent", "recipient", "kind"),
    [
        ((), "prevention-officer-1", RecipientKind.PERSON),
        (OFFICERS[:1], "prevention-officer-2", RecipientKind.PERSON),
        (OFFICERS, "prevention", RecipientKind.OFFICE),
    ],
)
async def test_who_took_the_case_is_told_then_their_deputy_then_the_mailbox(
    session: AsyncSession, case: CaseFile, absent: Sequence[str], recipient: str, kind: RecipientKind
) -> None:
    case.acknowledged_by = OFFICERS[0]
    found = await reach(session, case, O, absent=absent)
    assert [(told.recipient_id, told.kind) for told in found.recipients] == [(recipient, kind)]
    assert found.passed_over == ()


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
async def test_an_absence_is_its_days_and_no_more(session: AsyncSession, case: CaseFile, day: date) -> None:
    case.acknowledged_by = OFFICERS[0]
    found = await reach(session, case, O, absent=OFFICERS, on=day)
    assert ids(found) == ["prevention-officer-1"]


async def test_deputies_in_a_circle_end_at_the_mailbox(session: AsyncSession, case: CaseFile) -> None:
    for officer_id, deputy_id in (
        ("prevention-officer-2", "prevention-deputy"),
        ("prevention-deputy", "prevention-officer-2"),
    ):
        (await session.get_one(Officer, ("augsburg", officer_id))).deputy_id = deputy_id
    case.acknowledged_by = OFFICERS[0]
    found = await reach(session, case, O, absent=EVERYBODY)
    assert ids(found) == ["prevention"]


async def test_a_person_who_left_is_absent_for_ever(session: AsyncSession, case: CaseFile) -> None:
    for officer_id in ("prevention-officer-1", "prevention-deputy"):
        (await session.get_one(Officer, ("augsburg", officer_id))).active = False
    case.acknowledged_by = OFFICERS[0]
    assert ids(await reach(session, case, O)) == ["prevention-officer-2"]
    assert ids(await reach(session, case, D)) == ["prevention-head"]


async def test_somebody_nobody_knows_is_no_dead_end(session: AsyncSession, case: CaseFile) -> None:
    case.acknowledged_by = "gone"
    assert ids(await reach(session, case, O)) == ["prevention"]


@pytest.mark.parametrize("audience", [O, D, H])
async def test_without_an_office_the_coordination_is_told(
    session: AsyncSession, case: CaseFile, audience: Audience
) -> None:
    case.office_id = None
    found = await reach(session, case, audience)
    assert found.recipients == (COORDINATION,)
    assert found.passed_over == tuple(Audience)[list(Audience).index(audience) : 3]


async def test_a_closed_office_is_passed_over(session: AsyncSession, case: CaseFile) -> None:
    (await session.get_one(Office, ("augsburg", "prevention"))).active = False
    found = await reach(session, case, O)
    assert (found.audience, ids(found)) == (D, ["prevention-deputy"])


async def test_several_of_one_role_are_all_told_in_their_language(
    session: AsyncSession, case: CaseFile
) -> None:
    session.add(
        Officer(
            municipality_id="augsburg",
            officer_id="prevention-head-2",
            office_id="prevention",
            role=Role.HEAD,
            name="Leitung 2",
            email="leitung2@augsburg.example",
            language="en",
        )
    )
    found = await reach(session, case, H)
    assert [(told.recipient_id, told.language) for told in found.recipients] == [
        ("prevention-head", "de"),
        ("prevention-head-2", "en"),
    ]
