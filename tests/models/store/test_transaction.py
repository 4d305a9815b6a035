"""The one transaction: what it keeps, what it says when the database cannot take it."""

from __future__ import annotations

import asyncio
import traceback
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError, ProgrammingError
from sqlmodel import select, text

from models.database import Database
from models.errors import StoreUnavailable
from models.installation import Installation
from models.tables import Heartbeat
from tests.conftest import MONDAY_MORNING

pytestmark = pytest.mark.database

CANARY = "kanarienvogel"
RAISE = """
DO $$ BEGIN RAISE EXCEPTION 'kanarienvogel' USING ERRCODE = '{state}', DETAIL = 'kanarienvogel'; END $$
"""
CUT = "SELECT pg_terminate_backend(pg_backend_pid())"


async def run(place: Installation, *statements: str, **values: object) -> None:
    async with place.transaction() as session:
        for statement in statements:
            await session.exec(text(statement).bindparams(**values))  # type: ignore[call-overload]


def everything_shown(error: BaseException) -> str:
    """What any handler could write to a log: the text, the whole traceback with causes, the repr."""
    return "".join([*traceback.format_exception(error), repr(error), str(error), repr(error.__cause__)])


async def beat(place: Installation, instance: str, *, then: str = "SELECT 1") -> None:
    async with place.transaction() as session:
        session.add(Heartbeat(process="a", instance=instance, beat_at=MONDAY_MORNING))
        await session.flush()
        await session.exec(text(then))  # type: ignore[call-overload]


async def list_beats(place: Installation) -> list[str]:
    async with place.transaction() as session:
        return list((await session.exec(select(Heartbeat.instance))).all())


async def test_leaving_commits_and_an_error_takes_everything_back(shared: Installation) -> None:
    await beat(shared, "kept")
    with pytest.raises(DBAPIError, match="22012"):
        await beat(shared, "lost", then="SELECT 1 / 0")
    assert await list_beats(shared) == ["kept"]


@pytest.mark.parametrize(
    "url",
    [
        "postgresql+psycopg://nobody@/nowhere?host={nowhere}",
        "postgresql+psycopg://nobody@127.0.0.1:1/nowhere",
    ],
)
async def test_a_server_that_is_away_is_said_in_one_word(url: str, tmp_path: Path) -> None:
    database = Database(url.format(nowhere=tmp_path))
    try:
        with pytest.raises(StoreUnavailable, match=r"^OperationalError$"):
            await database.check_reachable()
    finally:
        await database.close()


async def test_a_full_pool_is_a_store_that_is_away(shared: Installation) -> None:
    url = shared.database.engine.url.render_as_string(hide_password=False)
    database = Database(url, pool_size=1, pool_overflow=0, connect_timeout_s=1)
    try:
        async with database.transaction() as session:
            await session.exec(text("SELECT 1"))  # type: ignore[call-overload]
            with pytest.raises(StoreUnavailable, match="TimeoutError"):
                await database.check_reachable()
        await database.check_reachable()
    finally:
        await database.close()


async def test_a_connection_cut_in_the_middle_keeps_nothing_and_the_next_one_works(
    shared: Installation,
) -> None:
    with pytest.raises(StoreUnavailable):
        await beat(shared, "cut", then=CUT)
    assert "cut" not in await list_beats(shared)


@pytest.mark.parametrize("state", ["53100", "53200", "53300"])
async def test_a_full_disk_and_its_kind_mean_try_again(shared: Installation, state: str) -> None:
    with pytest.raises(StoreUnavailable, match=state) as refusal:
        await run(shared, RAISE.format(state=state))
    assert CANARY not in everything_shown(refusal.value)


async def test_a_statement_without_end_is_ended(shared: Installation) -> None:
    url = shared.database.engine.url.render_as_string(hide_password=False)
    database = Database(url, statement_timeout_ms=100)
    place = Installation(database, shared.master_key)
    try:
        with pytest.raises(StoreUnavailable, match="57014"):
            await run(place, "SELECT pg_sleep(60)")
    finally:
        await database.close()


_OFFICE = "INSERT INTO office (municipality_id, office_id, name_de, name_en, mailbox, language, active) "
REFUSED = {
    "twice the same key": "INSERT INTO heartbeat VALUES (:it, 'a', now()), (:it, 'a', now())",
    "a check": "INSERT INTO absence VALUES (gen_random_uuid(), 'augsburg', :it, '2026-02-01', '2026-01-01')",
    "a reference to nothing": _OFFICE + "VALUES (:it, 'x', '', '', '', 'de', true)",
    "nothing where something must be": _OFFICE + "VALUES ('augsburg', 'x', :it, NULL, :it, 'de', true)",
    "too long a text": "INSERT INTO heartbeat VALUES (repeat(:it, 9), 'a', now())",
}


@pytest.mark.parametrize("statement", REFUSED.values(), ids=REFUSED)
async def test_a_refused_row_is_not_quoted(shared: Installation, statement: str) -> None:
    with pytest.raises(DBAPIError) as refusal:
        await run(shared, statement, it=CANARY)
    shown = everything_shown(refusal.value)
    assert CANARY not in shown
    assert "Failing row" not in shown


async def test_a_refusal_still_names_the_constraint(shared: Installation) -> None:
    values = {"key": CANARY, "now": MONDAY_MORNING}
    insert = "INSERT INTO heartbeat VALUES (:key, :key, :now)"
    await run(shared, insert, **values)
    with pytest.raises(IntegrityError, match=r"23505 .*pk_heartbeat") as refusal:
        await run(shared, insert, **values)
    assert CANARY not in everything_shown(refusal.value)


@pytest.mark.parametrize(
    "statement", ["SELECT CAST(:it AS uuid)", "SELECT CAST(:it AS date)", "SELECT to_date(:it, 'YYYY-MM-DD')"]
)
async def test_a_value_that_cannot_be_read_is_not_quoted(shared: Installation, statement: str) -> None:
    with pytest.raises(DBAPIError, match="22") as refusal:
        await run(shared, statement, it=CANARY)
    assert CANARY not in everything_shown(refusal.value)


async def test_a_mistake_in_the_schema_is_still_explained(shared: Installation) -> None:
    with pytest.raises(ProgrammingError, match=r"nowhere.* does not exist"):
        await run(shared, "SELECT * FROM nowhere")


async def test_the_session_speaks_utc(shared: Installation) -> None:
    async with shared.transaction() as session:
        answer = await session.exec(text("SHOW timezone"))  # type: ignore[call-overload]
        assert answer.scalar_one() == "UTC"


async def test_many_transactions_share_few_connections(shared: Installation) -> None:
    async def count_one() -> int:
        async with shared.transaction() as session:
            return int((await session.exec(text("SELECT 1"))).scalar_one())  # type: ignore[call-overload]

    assert await asyncio.gather(*(count_one() for _ in range(60))) == [1] * 60
