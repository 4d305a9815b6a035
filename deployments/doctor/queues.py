"""What waits too long, what was given up, and whether the long-lived processes live."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from deployments.doctor.finding import Finding, fine, problem
from deployments.local.words import Words
from models.database import Database
from models.store.heartbeats import find_last_heartbeat
from models.store.queue_depths import Queue, count_set_aside, measure_queues

# They beat every 5 s.
LIVES = timedelta(seconds=30)
PATIENCE = {
    Queue.ROUTING: timedelta(minutes=2),
    Queue.SHOWING: timedelta(hours=1),
    Queue.ESCALATIONS: timedelta(minutes=5),
    Queue.NOTICES: timedelta(minutes=10),
    Queue.DEADLINES: timedelta(seconds=30),
}
_NAMES: Mapping[Queue, Words] = {
    Queue.ROUTING: Words("Meldungen warten auf Zuteilung", "reports wait for routing"),
    Queue.SHOWING: Words(
        "zugeteilte Meldungen fehlen noch in Prefect", "routed reports are not yet in Prefect"
    ),
    Queue.ESCALATIONS: Words("Eskalationen fehlen noch in Prefect", "escalations are not yet in Prefect"),
    Queue.NOTICES: Words("Benachrichtigungen warten", "notices wait"),
    Queue.DEADLINES: Words("Fristen sind fällig, und nichts geschah", "deadlines are due and nothing acted"),
}
_REMEDIES: Mapping[Queue, Words] = {
    Queue.ROUTING: Words("Läuft `meldeweg dispatch`?", "Is `meldeweg dispatch` running?"),
    Queue.SHOWING: Words("Ist Prefect erreichbar?", "Is Prefect reachable?"),
    Queue.ESCALATIONS: Words("Ist Prefect erreichbar?", "Is Prefect reachable?"),
    Queue.NOTICES: Words(
        "Läuft `meldeweg deliver`, antwortet das Relay?", "Is `meldeweg deliver` running, the relay up?"
    ),
    Queue.DEADLINES: Words("Läuft `meldeweg dispatch`?", "Is `meldeweg dispatch` running?"),
}
_PROCESSES = {"dispatcher": "dispatch", "delivery": "deliver"}


async def examine_queues(database: Database, *, now: datetime) -> Sequence[Finding]:
    async with database.transaction() as session:
        depths = await measure_queues(session, now=now)
    findings = []
    for depth in depths:
        check, name = f"queue_{depth.queue.value}", _NAMES[depth.queue]
        waits = timedelta(0) if depth.oldest_at is None else now - depth.oldest_at
        if waits <= PATIENCE[depth.queue]:
            findings.append(fine(check, f"{depth.waiting} {name.de}.", f"{depth.waiting} {name.en}."))
            continue
        minutes, remedy = int(waits.total_seconds() // 60), _REMEDIES[depth.queue]
        findings.append(
            problem(
                check,
                f"{depth.waiting} {name.de}, am längsten seit {minutes} min. {remedy.de}",
                f"{depth.waiting} {name.en}, the oldest for {minutes} min. {remedy.en}",
            )
        )
    return findings


async def examine_set_aside(database: Database) -> Sequence[Finding]:
    async with database.transaction() as session:
        aside = await count_set_aside(session)
    if not aside.runs and not aside.deadlines:
        return [fine("set_aside", "Nichts ist zurückgestellt.", "Nothing is set aside.")]
    return [
        problem(
            "set_aside",
            f"{aside.runs} Läufe und {aside.deadlines} Fristen sind nach mehreren Versuchen zurückgestellt. "
            "Der "
            "Alarm nennt den Grund; danach `route_again` in Prefect starten.",
            f"{aside.runs} runs and {aside.deadlines} deadlines were set aside after several tries. The "
            "alarm "
            "says why; then start `route_again` in Prefect.",
        )
    ]


async def examine_heartbeats(database: Database, *, now: datetime) -> Sequence[Finding]:
    findings = []
    async with database.transaction() as session:
        for process, command in _PROCESSES.items():
            beat_at = await find_last_heartbeat(session, process, now=now)
            check = f"heartbeat_{process}"
            if beat_at is not None and now - beat_at <= LIVES:
                findings.append(fine(check, "lebt.", "lives."))
                continue
            since_de = "noch nie" if beat_at is None else f"zuletzt vor {_minutes(now - beat_at)} min"
            since_en = "never" if beat_at is None else f"last {_minutes(now - beat_at)} min ago"
            findings.append(
                problem(
                    check,
                    f"kein Lebenszeichen ({since_de}): `meldeweg {command}` starten, sein Protokoll ansehen.",
                    f"no sign of life ({since_en}): start `meldeweg {command}`, look at its log.",
                )
            )
    return findings


def _minutes(span: timedelta) -> int:
    return max(1, int(span.total_seconds() // 60))
