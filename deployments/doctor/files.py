"""The master key's file and the room on the disk."""

from __future__ import annotations

import shutil
from collections.abc import Sequence

from deployments.doctor.finding import Finding, fine, problem
from models.database import Database
from models.errors import KeyUnavailable
from models.sealing import load_master_key
from models.settings import KeySettings
from models.settings.local import LocalSettings
from models.settings.paths import home
from models.store.inspection import find_newest_master_key_id


async def examine_key() -> Sequence[Finding]:
    try:
        load_master_key(KeySettings().file)
    except KeyUnavailable as error:
        return [
            problem(
                "key_file",
                f"Der Schlüssel ist nicht brauchbar ({error}). Aus der Sicherung einspielen, Rechte 0600; "
                "den Ort "
                "nennt MELDEWEG_KEY_FILE. Keinen neuen machen: die Meldungen wären verloren.",
                f"The key is not usable ({error}). Restore it from its backup with mode 0600; "
                "MELDEWEG_KEY_FILE "
                "says where. Make no new one: the reports would be lost.",
            )
        ]
    return [fine("key_file", "da, nur für seinen Eigentümer lesbar.", "there, readable by its owner alone.")]


async def examine_key_of_data(database: Database) -> Sequence[Finding]:
    async with database.transaction() as session:
        used = await find_newest_master_key_id(session)
    try:
        ours = load_master_key(KeySettings().file).key_id
    except KeyUnavailable:
        ours = None
    if used is None or used == ours:
        return [fine("key_of_data", "Der Schlüssel passt zu den Daten.", "The key fits the data.")]
    return [
        problem(
            "key_of_data",
            f"Die neueste Meldung ist mit einem anderen Schlüssel ({used}) verschlossen. Den Schlüssel "
            "dieser "
            "Datenbank aus seiner Sicherung einspielen.",
            f"The newest report is sealed under another key ({used}). Restore this database's key from its "
            "backup.",
        )
    ]


async def examine_disk() -> Sequence[Finding]:
    """Where the data directory lies; a database on another machine has to be watched there."""
    place = next(path for path in (home(), *home().parents) if path.exists())
    free_mb, needed_mb = shutil.disk_usage(place).free // 2**20, LocalSettings().free_disk_mb
    if free_mb >= needed_mb:
        return [fine("disk", f"{free_mb} MB frei.", f"{free_mb} MB free.")]
    return [
        problem(
            "disk",
            f"Nur {free_mb} MB frei, nötig sind {needed_mb}: Platz schaffen, sonst werden Meldungen "
            "abgewiesen.",
            f"Only {free_mb} MB free, {needed_mb} are needed: make room or reports will be refused.",
        )
    ]
