"""What must be so before anything is started; every problem is found and told at once."""

from __future__ import annotations

import errno
import os
import shutil
import socket
import sys
from pathlib import Path

from deployments.local.stack.plan import Plan, Port
from deployments.local.stack.port_holder import find_holder
from deployments.local.words import Words
from models.settings import KeySettings


def find_home_problems(home: Path) -> list[Words]:
    """Make the home directory and try to write there."""
    try:
        home.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, parents=True, exist_ok=True)
        trial = home / f".trial-{os.getpid()}"
        trial.touch()
        trial.unlink()
    except OSError as error:
        reason = os.strerror(error.errno or 0)
        return [
            Words(
                f"In {home} lässt sich nicht schreiben ({reason}). Wählen Sie mit MELDEWEG_HOME ein anderes "
                "Verzeichnis.",
                f"{home} cannot be written to ({reason}). Choose another directory with MELDEWEG_HOME.",
            )
        ]
    return []


def find_problems(plan: Plan) -> list[Words]:
    """Platform, disk, ports, settings and the key."""
    return [
        *_platform_problems(),
        *_disk_problems(plan.home, plan.local.free_disk_mb),
        *_same_port_problems(plan.ports),
        *(problem for port in plan.ports for problem in _port_problems(port)),
        *_database_problems(plan),
        *_key_problems(plan.home),
    ]


def _platform_problems() -> list[Words]:
    if os.name == "posix" and (sys.platform == "darwin" or sys.platform.startswith("linux")):
        return []
    return [
        Words(
            "Meldeweg läuft auf Linux und macOS; unter Windows im WSL.",
            "Meldeweg runs on Linux and macOS; on Windows inside WSL.",
        )
    ]


def _disk_problems(home: Path, needed_mb: int) -> list[Words]:
    place = next(path for path in (home, *home.parents) if path.exists())
    free_mb = shutil.disk_usage(place).free // 2**20
    if free_mb >= needed_mb:
        return []
    return [
        Words(
            f"Auf dem Datenträger von {home} sind nur {free_mb} MB frei, nötig sind {needed_mb} MB.",
            f"The disk of {home} has only {free_mb} MB free, {needed_mb} MB are needed.",
        )
    ]


def _same_port_problems(ports: tuple[Port, ...]) -> list[Words]:
    return [
        Words(
            f"Port {port.number} ist zweimal vergeben: {other.setting} und {port.setting}.",
            f"Port {port.number} is given twice: {other.setting} and {port.setting}.",
        )
        for index, port in enumerate(ports)
        for other in ports[:index]
        if other.number == port.number
    ]


def _port_problems(port: Port) -> list[Words]:
    try:
        family, kind, _, _, address = socket.getaddrinfo(port.host, port.number, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen(1)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            reason = error.strerror or type(error).__name__
            return [
                Words(
                    f"Port {port.number} ({port.de}) lässt sich nicht öffnen: {reason}. Wählen Sie mit "
                    f"{port.setting} einen anderen.",
                    f"Port {port.number} ({port.en}) cannot be opened: {reason}. Choose another one with "
                    f"{port.setting}.",
                )
            ]
        holder = find_holder(port.number)
        by_de, by_en = (f" von {holder}", f" by {holder}") if holder else ("", "")
        return [
            Words(
                f"Port {port.number} ({port.de}) ist{by_de} belegt. Beenden Sie das Programm oder wählen "
                f"Sie mit {port.setting} einen anderen Port, zum Beispiel "
                f"{port.setting}={port.number + 1000} make run.",
                f"Port {port.number} ({port.en}) is taken{by_en}. Stop that program or choose another port "
                f"with {port.setting}, for example {port.setting}={port.number + 1000} make run.",
            )
        ]
    return []


def _database_problems(plan: Plan) -> list[Words]:
    if plan.embedded or os.environ.get("PREFECT_SERVER_DATABASE_CONNECTION_URL"):
        return []
    return [
        Words(
            "DATABASE_URL ist gesetzt, also wird kein eigener Datenbankserver gestartet. Prefect braucht "
            "dort eine eigene Datenbank mit der Erweiterung pg_trgm: setzen Sie "
            "PREFECT_SERVER_DATABASE_CONNECTION_URL (postgresql+asyncpg://…).",
            "DATABASE_URL is set, so no database server is started here. Prefect needs a database of its "
            "own there, with the extension pg_trgm: set PREFECT_SERVER_DATABASE_CONNECTION_URL "
            "(postgresql+asyncpg://…).",
        )
    ]


def _key_problems(home: Path) -> list[Words]:
    """A new key beside old data would hide the loss until somebody wants to read a report."""
    path = KeySettings().file
    if path.exists() or not (home / "postgresql" / "data").exists():
        return []
    return [
        Words(
            f"Die Schlüsseldatei {path} fehlt, aber die Datenbank gibt es schon: ohne den Schlüssel ist "
            "keine Meldung lesbar. Spielen Sie ihn aus der Sicherung ein (MELDEWEG_KEY_FILE, wenn er "
            "woanders liegt). Soll ohne die alten Meldungen neu begonnen werden, entfernen Sie "
            f"{home / 'postgresql'}.",
            f"The key file {path} is missing but the database is there: without the key no report can be "
            "read. Restore it from its backup (MELDEWEG_KEY_FILE when it lies elsewhere). To begin anew "
            f"without the old reports remove {home / 'postgresql'}.",
        )
    ]
