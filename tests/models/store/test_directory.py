from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

import pytest
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import MunicipalityNotFound, OfficerNotFound
from models.store.directory import (
    find_office,
    find_officer,
    find_partner,
    get_intake_rules,
    get_municipality,
    get_officer,
    list_municipalities,
    list_offices,
)
from models.store.directory_snapshot import read_directory
from models.tables import Absence, Municipality, Office
from models.vocabulary import Role

pytestmark = pytest.mark.database

TODAY = date(2026, 11, 23)


async def test_the_only_municipality_need_not_be_named_one_of_two_must(session: AsyncSession) -> None:
    assert (await get_municipality(session)).municipality_id == "augsburg"
    with pytest.raises(MunicipalityNotFound, match="unknown"):
        await get_municipality(session, "nachbarstadt")
    session.add(
        Municipality(
            municipality_id="nachbarstadt",
            name_de="Nachbarstadt",
            name_en="Next town",
            timezone="Europe/Berlin",
            coordination_mailbox="koordination@nachbarstadt.example",
        )
    )
    await session.flush()
    with pytest.raises(MunicipalityNotFound, match="several"):
        await get_municipality(session)
    assert (await get_municipality(session, "nachbarstadt")).name_en == "Next town"
    both = await list_municipalities(session)
    assert [row.municipality_id for row in both] == ["augsburg", "nachbarstadt"]
    assert await list_offices(session, "nachbarstadt") == []


async def test_intake_knows_the_offices_that_are_open(session: AsyncSession) -> None:
    rules = await get_intake_rules(session)
    assert (rules.municipality_id, rules.timezone) == ("augsburg", "Europe/Berlin")
    assert sorted(rules.offices) == ["antidiscrimination", "integration", "prevention"]
    (await session.get_one(Office, ("augsburg", "prevention"))).active = False
    await session.flush()
    assert sorted((await get_intake_rules(session)).offices) == ["antidiscrimination", "integration"]
    closed = await find_office(session, "augsburg", "prevention")
    assert closed is not None
    assert not closed.active


async def test_people_and_partners_are_found_in_their_municipality_only(session: AsyncSession) -> None:
    head = await find_officer(session, "augsburg", "prevention-head")
    assert head is not None
    assert head.role is Role.HEAD
    assert await find_officer(session, "nachbarstadt", "prevention-head") is None
    assert await find_partner(session, "augsburg", "police-example") is not None
    assert await find_partner(session, "nachbarstadt", "police-example") is None


async def test_only_somebody_active_can_act(session: AsyncSession) -> None:
    head = await get_officer(session, "augsburg", "prevention-head")
    head.active = False
    await session.flush()
    for officer_id in ("prevention-head", "nobody"):
        with pytest.raises(OfficerNotFound) as refusal:
            await get_officer(session, "augsburg", officer_id)
        assert officer_id not in str(refusal.value)


@pytest.mark.parametrize(
    ("first", "last", "present"),
    [(-2, -1, True), (-2, 0, False), (0, 0, False), (0, 3, False), (-1, 1, False), (1, 2, True)],
)
async def test_absent_are_all_days_from_the_first_to_the_last(
    session: AsyncSession, first: int, last: int, present: bool
) -> None:
    session.add(
        Absence(
            absence_id=uuid4(),
            municipality_id="augsburg",
            officer_id="prevention-head",
            from_on=TODAY + timedelta(days=first),
            until_on=TODAY + timedelta(days=last),
        )
    )
    await session.flush()
    directory = await read_directory(session, "augsburg", [], on=TODAY)
    assert directory.is_present(directory.officers["prevention-head"]) is present
    found = directory.list_present(Role.HEAD, office_id="prevention")
    assert [officer.officer_id for officer in found] == ["prevention-head"] * present
    heads = directory.list_present(Role.HEAD)
    assert len(heads) == 2 + present
