"""Days on which a person is away: entered and taken back by name, and the deputy hears meanwhile."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from sqlmodel import col, select

from models.actions.absences import add_absence, remove_absence
from models.audit import Actor
from models.errors import MeldewegError, MunicipalityNotFound, OfficerNotFound
from models.installation import Installation
from models.refusals import AbsenceEndsBeforeItBegins, AbsenceNotFound, AbsenceOverlaps
from models.store.absences import list_absences
from models.store.audiences import reach_audience
from models.tables import Absence, AuditEntry, CaseFile
from models.vocabulary import Audience
from tests.conftest import Clock
from tests.people import FIRST, SECOND, acting, take
from tests.routing import submit_and_route

pytestmark = pytest.mark.database

MONDAY, TUESDAY, WEDNESDAY = date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)


async def enter(
    place: Installation,
    officer_id: str,
    from_on: date,
    until_on: date,
    *,
    remove: bool = False,
    municipality_id: str | None = None,
    actor: Actor | None = None,
) -> Absence:
    act = remove_absence if remove else add_absence
    return await act(
        place,
        officer_id,
        from_on=from_on,
        until_on=until_on,
        municipality_id=municipality_id,
        actor=actor or acting("coordinator-1"),
        now=place.clock(),
    )


async def last_entry(place: Installation) -> dict[str, Any]:
    async with place.transaction() as session:
        newest = select(AuditEntry).order_by(col(AuditEntry.seq).desc()).limit(1)
        entry: dict[str, Any] = json.loads((await session.exec(newest)).one().entry)
    return entry


async def test_an_absence_is_entered_listed_taken_back_and_written_down(
    place: Installation, watch: Clock
) -> None:
    await enter(place, "integration-head", MONDAY, TUESDAY)
    entry = await last_entry(place)
    assert (entry["event"], entry["case"]) == ("absence_added", None)
    assert entry["details"] == {
        "officer": "integration-head",
        "from": "2026-11-23",
        "until": "2026-11-24",
    }
    assert entry["actor"] == {"kind": "officer", "id": "coordinator-1", "via": "mmuster"}
    async with place.transaction() as session:
        for day, count in ((MONDAY, 1), (TUESDAY, 1), (WEDNESDAY, 0)):
            assert len(await list_absences(session, "augsburg", until_from=day)) == count
    await enter(place, "integration-head", MONDAY, TUESDAY, remove=True)
    assert (await last_entry(place))["event"] == "absence_removed"
    async with place.transaction() as session:
        assert await list_absences(session, "augsburg") == []


async def test_the_deputy_hears_while_the_officer_is_away(place: Installation, watch: Clock) -> None:
    case = await submit_and_route(place)
    await take(place, case, FIRST)

    async def told(on: date) -> list[str]:
        async with place.transaction() as session:
            row = await session.get_one(CaseFile, case.case_id)
            found = await reach_audience(session, row, Audience.OFFICER, on=on)
        return [recipient.recipient_id for recipient in found.recipients]

    await enter(place, FIRST, TUESDAY, TUESDAY)
    assert [await told(day) for day in (MONDAY, TUESDAY, WEDNESDAY)] == [[FIRST], [SECOND], [FIRST]]
    await enter(place, FIRST, TUESDAY, TUESDAY, remove=True)
    assert await told(TUESDAY) == [FIRST]


REFUSED: list[tuple[dict[str, Any], type[MeldewegError]]] = [
    ({"from_on": TUESDAY, "until_on": MONDAY}, AbsenceEndsBeforeItBegins),
    ({"from_on": WEDNESDAY, "until_on": WEDNESDAY}, AbsenceOverlaps),
    ({"from_on": MONDAY, "until_on": TUESDAY}, AbsenceOverlaps),
    ({"from_on": TUESDAY, "until_on": TUESDAY, "remove": True}, AbsenceNotFound),
    ({"officer_id": "nobody", "from_on": MONDAY, "until_on": MONDAY}, OfficerNotFound),
    ({"from_on": MONDAY, "until_on": MONDAY, "municipality_id": "nowhere"}, MunicipalityNotFound),
    ({"from_on": MONDAY, "until_on": MONDAY, "actor": acting("nobody")}, OfficerNotFound),
]


async def test_what_is_refused_changes_nothing(place: Installation, watch: Clock) -> None:
    await enter(place, "prevention-head", TUESDAY, WEDNESDAY)
    before = await last_entry(place)
    for how, refusal in REFUSED:
        with pytest.raises(refusal):
            await enter(place, **({"officer_id": "prevention-head"} | how))
    assert await last_entry(place) == before
    await enter(place, "prevention-head", MONDAY, MONDAY)
