"""All examinations in the order in which they matter; one that fails itself stops no other."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence

from pydantic import ValidationError

from deployments.doctor.database import examine_clock, examine_policy, examine_rights, examine_schema
from deployments.doctor.files import examine_disk, examine_key, examine_key_of_data
from deployments.doctor.finding import Finding, Standing, not_examined, problem
from deployments.doctor.invalid_setting import tell_invalid_settings
from deployments.doctor.invariants import examine_invariants
from deployments.doctor.prefect_server import examine_prefect
from deployments.doctor.production import examine_addresses, examine_settings
from deployments.doctor.queues import examine_heartbeats, examine_queues, examine_set_aside
from deployments.doctor.relay import examine_relay
from models.clock import utc_now
from models.database import Database
from models.errors import StoreUnavailable

Examination = Callable[[], Awaitable[Sequence[Finding]]]
OfDatabase = Callable[[Database], Awaitable[Sequence[Finding]]]


async def examine() -> list[Finding]:
    """Everything, by this process's settings. Changes nothing and sends nothing."""
    database, schema = None, list[Finding]()
    try:
        database = _open_database()
    except ValidationError as error:
        schema = [tell_invalid_settings("database", error)]
    schema = schema or list(await _guard("database", lambda: examine_schema(database)))
    usable = database is not None and all(finding.standing is Standing.OK for finding in schema)
    try:
        later = await asyncio.gather(
            _guard("key_file", examine_key),
            _guard("disk", examine_disk),
            *(_in_database(name, look, database if usable else None) for name, look in _OF_DATABASE.items()),
            _guard("prefect", examine_prefect),
            _guard("relay", examine_relay),
            _guard("production", examine_settings),
        )
    finally:
        if database is not None:
            await database.close()
    return [*schema, *(finding for findings in later for finding in findings)]


_OF_DATABASE: dict[str, OfDatabase] = {
    "rights": examine_rights,
    "key_of_data": examine_key_of_data,
    "policy": examine_policy,
    "clock": examine_clock,
    "queues": lambda database: examine_queues(database, now=utc_now()),
    "set_aside": examine_set_aside,
    "heartbeats": lambda database: examine_heartbeats(database, now=utc_now()),
    "invariants": lambda database: examine_invariants(database, now=utc_now()),
    "addresses": examine_addresses,
}


def _open_database() -> Database | None:
    try:
        return Database.from_settings()
    except LookupError:
        return None


async def _in_database(name: str, look: OfDatabase, database: Database | None) -> Sequence[Finding]:
    if database is None:
        return [
            not_examined(
                name,
                "nicht geprüft: zuerst die Datenbank in Ordnung bringen.",
                "not examined: mend the database first.",
            )
        ]
    return await _guard(name, lambda: look(database))


async def _guard(name: str, look: Examination) -> Sequence[Finding]:
    try:
        return await look()
    except StoreUnavailable as error:
        code = str(error)
    except ValidationError as error:
        return [tell_invalid_settings(name, error)]
    except Exception as error:  # noqa: BLE001  its text could quote data; the kind is enough to ask IT
        code = type(error).__name__
    return [
        problem(
            name,
            f"Die Prüfung selbst ist gescheitert ({code}). Die IT mit diesem Code verständigen.",
            f"The examination itself failed ({code}). Tell IT this code.",
        )
    ]
