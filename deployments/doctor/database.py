"""The application database: there, at this version's schema, with rights that protect the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from deployments.doctor.finding import Finding, fine, problem
from deployments.doctor.settings import DoctorSettings
from models.clock import utc_now
from models.database import Database
from models.errors import StoreUnavailable
from models.migrations import head_revision
from models.store.directory import list_municipalities
from models.store.inspection import (
    count_municipalities_without_policy,
    find_revision,
    list_changeable_tables,
    read_database_clock,
)


async def examine_schema(database: Database | None) -> Sequence[Finding]:
    if database is None:
        return [
            problem(
                "database",
                "Keine brauchbare Adresse. DATABASE_URL setzen (postgresql://…) oder `meldeweg run` starten.",
                "No usable address. Set DATABASE_URL (postgresql://…) or start `meldeweg run`.",
            )
        ]
    try:
        async with database.transaction() as session:
            revision = await find_revision(session)
    except StoreUnavailable as error:
        return [
            problem(
                "database",
                f"Die Datenbank antwortet nicht ({error}). Läuft PostgreSQL, stimmt DATABASE_URL?",
                f"The database does not answer ({error}). Is PostgreSQL running, is DATABASE_URL right?",
            )
        ]
    head = head_revision()
    if revision != head:
        return [
            problem(
                "database",
                f"Das Schema steht auf {revision or 'nichts'}, nötig ist {head}: `meldeweg database "
                "upgrade`.",
                f"The schema is at {revision or 'nothing'}, needed is {head}: `meldeweg database upgrade`.",
            )
        ]
    return [fine("database", f"erreichbar, Schema {revision}.", f"reachable, schema {revision}.")]


async def examine_rights(database: Database) -> Sequence[Finding]:
    async with database.transaction() as session:
        changeable = await list_changeable_tables(session)
    if not changeable:
        return [
            fine(
                "rights",
                "Die Anwendung kann Protokoll und Meldungen nicht ändern.",
                "The application can change neither audit log nor reports.",
            )
        ]
    tables = ", ".join(changeable)
    return [
        problem(
            "rights",
            f"Die Rolle der Anwendung darf ändern, was unveränderlich sein muss ({tables}). In DATABASE_URL "
            "eine "
            "eigene Rolle ohne Rechte eintragen, die der Tabellen in DATABASE_OWNER_URL, dann `meldeweg "
            "database "
            "upgrade`.",
            f"The application's role may change what must not change ({tables}). Put a role of its own into "
            "DATABASE_URL, the tables' owner into DATABASE_OWNER_URL, then `meldeweg database upgrade`.",
        )
    ]


async def examine_policy(database: Database) -> Sequence[Finding]:
    async with database.transaction() as session:
        there = len(await list_municipalities(session))
        without = await count_municipalities_without_policy(session)
    if there and not without:
        return [
            fine("policy", "Jede Kommune hat ein Regelwerk.", "Every municipality has a policy in force.")
        ]
    return [
        problem(
            "policy",
            "Ohne Regelwerk wird keine Meldung angenommen: `meldeweg policy activate`.",
            "Without a policy no report is taken in: `meldeweg policy activate`.",
        )
    ]


async def examine_clock(database: Database) -> Sequence[Finding]:
    """Half the time of the question is taken off: the answer is from the middle of it."""
    async with database.transaction() as session:
        before = utc_now()
        theirs = await read_database_clock(session)
        after = utc_now()
    skew_s = (theirs - (before + (after - before) / 2)).total_seconds()
    if abs(skew_s) <= DoctorSettings().clock_skew_s:
        return [fine("clock", "Uhr gleich der der Datenbank.", "Same clock as the database.")]
    return [
        problem(
            "clock",
            f"Die Uhren gehen {abs(skew_s):.0f} s auseinander; Fristen hängen daran. Zeitdienst (NTP) auf "
            "diesem "
            "Rechner und auf dem der Datenbank prüfen.",
            f"The clocks differ by {abs(skew_s):.0f} s; deadlines depend on them. Check the time service "
            "(NTP) "
            "here and on the database's machine.",
        )
    ]
