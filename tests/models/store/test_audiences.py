"""Who is reached: the absent are passed over, and there is always somebody at the end."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from uuid import uuid4

import pytest

from models.actions.submit_report import submit_report
from models.installation import Installation
from models.store.audiences import COORDINATION, Reached, reach_audience
from models.store.cases import get_case_by_ref
from models.tables import Absence, Office, Officer
from models.vocabulary import Audience, RecipientKind, Role
from tests.conftest import Clock
from tests.reports import report

pytestmark = pytest.mark.database

TODAY = date(2026, 11, 23)
O, D, H, C, L = Audience  # noqa: E741  the five from the case outwards, in a table below
OFFICERS = ("prevention-officer-1", "prevention-officer-2")
EVERYBODY = (*OFFICERS, "prevention-deputy", "prevention-head", "leadership-1", "leadership-2")


async def reach(
    place: Installation,
    clock: Clock,
    audience: Audience,
    *,
    absent: Sequence[str] = (),
    office_id: str | None = "prevention",
    taken_by: str | None = None,
    on: date = TODAY,
) -> Reached:
    receipt = await submit_report(place, report(), now=clock.now)
    async with place.transaction() as session:
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
        case = await get_case_by_ref(session, receipt.case_ref)
        case.office_id, case.acknowledged_by = office_id, taken_by
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
    installation: Installation,
    clock: Clock,
    audience: Audience,
    absent: Sequence[str],
    reached: Audience,
    recipients: list[str],
) -> None:
    found = await reach(installation, clock, audience, absent=absent)
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
    installation: Installation, clock: Clock, absent: Sequence[str], recipient: str, kind: RecipientKind
) -> None:
    found = await reach(installation, clock, O, absent=absent, taken_by=OFFICERS[0])
    assert [(told.recipient_id, told.kind) for told in found.recipients] == [(recipient, kind)]
    assert found.passed_over == ()


@pytest.mark.parametrize("day", [TODAY - timedelta(days=1), TODAY + timedelta(days=1)])
async def test_an_absence_is_its_days_and_no_more(
    installation: Installation, clock: Clock, day: date
) -> None:
    found = await reach(installation, clock, O, absent=OFFICERS, taken_by=OFFICERS[0], on=day)
    assert ids(found) == ["prevention-officer-1"]


async def test_deputies_in_a_circle_end_at_the_mailbox(installation: Installation, clock: Clock) -> None:
    async with installation.transaction() as session:
        for officer_id, deputy_id in (
            ("prevention-officer-2", "prevention-deputy"),
            ("prevention-deputy", "prevention-officer-2"),
        ):
            (await session.get_one(Officer, ("augsburg", officer_id))).deputy_id = deputy_id
    found = await reach(installation, clock, O, absent=EVERYBODY, taken_by=OFFICERS[0])
    assert ids(found) == ["prevention"]


async def test_a_person_who_left_is_absent_for_ever(installation: Installation, clock: Clock) -> None:
    async with installation.transaction() as session:
        for officer_id in ("prevention-officer-1", "prevention-deputy"):
            (await session.get_one(Officer, ("augsburg", officer_id))).active = False
    assert ids(await reach(installation, clock, O, taken_by=OFFICERS[0])) == ["prevention-officer-2"]
    assert ids(await reach(installation, clock, D)) == ["prevention-head"]


async def test_somebody_nobody_knows_is_no_dead_end(installation: Installation, clock: Clock) -> None:
    assert ids(await reach(installation, clock, O, taken_by="gone")) == ["prevention"]


@pytest.mark.parametrize("audience", [O, D, H])
async def test_without_an_office_the_coordination_is_told(
    installation: Installation, clock: Clock, audience: Audience
) -> None:
    found = await reach(installation, clock, audience, office_id=None)
    assert found.recipients == (COORDINATION,)
    assert found.passed_over == tuple(Audience)[list(Audience).index(audience) : 3]


async def test_a_closed_office_is_passed_over(installation: Installation, clock: Clock) -> None:
    async with installation.transaction() as session:
        (await session.get_one(Office, ("augsburg", "prevention"))).active = False
    found = await reach(installation, clock, O)
    assert (found.audience, ids(found)) == (D, ["prevention-deputy"])


async def test_several_of_one_role_are_all_told_in_their_language(
    installation: Installation, clock: Clock
) -> None:
    async with installation.transaction() as session:
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
    found = await reach(installation, clock, H)
    assert [(told.recipient_id, told.language) for told in found.recipients] == [
        ("prevention-head", "de"),
        ("prevention-head-2", "en"),
    ]
