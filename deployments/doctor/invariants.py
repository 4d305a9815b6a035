"""What must hold at every moment, looked at whole; the auditor looks at a part of it each minute."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from deployments.doctor.finding import Finding, fine, problem
from models.database import Database
from models.invariant import Invariant
from models.store.invariants import EVERYTHING, Found, list_standings, look_at
from notifications.wording import WORDINGS, Language

_PATIENCE_MS = 60_000
# The auditor looks every minute; the dispatchers' own lines say the rest.
_LOOKED_WITHIN = timedelta(minutes=3)
# Each has lines of its own in the doctor's list.
_SAID_ELSEWHERE = frozenset({Invariant.DISPATCHER_LIVES, Invariant.DELIVERY_LIVES})


async def examine_invariants(database: Database, *, now: datetime) -> Sequence[Finding]:
    async with database.transaction() as session:
        looks = [
            await look_at(session, invariant, EVERYTHING, patience_ms=_PATIENCE_MS, now=now)
            for invariant in Invariant
            if invariant not in _SAID_ELSEWHERE
        ]
        standings = await list_standings(session)
    findings = [_say(found) for found in looks if not found.holds]
    if not findings:
        findings.append(fine("invariants", f"{len(looks)} Regeln halten.", f"{len(looks)} invariants hold."))
    newest = max((standing.checked_at for standing in standings.values()), default=None)
    if newest is None or now - newest > _LOOKED_WITHIN:
        since = "noch nie / never" if newest is None else f"{newest:%Y-%m-%d %H:%M} UTC"
        findings.append(
            problem(
                "auditor",
                f"Die Selbstprüfung lief zuletzt: {since}. Läuft `meldeweg dispatch`?",
                f"The last self-check was: {since}. Is `meldeweg dispatch` running?",
            )
        )
    else:
        findings.append(fine("auditor", "prüft jede Minute.", "looks every minute."))
    return findings


def _say(found: Found) -> Finding:
    german, english = (WORDINGS[language].invariant[found.invariant] for language in Language)
    check = f"invariant_{found.invariant.value}"
    if found.failure is not None:
        return problem(
            check,
            f"Nicht geprüft ({found.failure}), offen ist, ob gilt: {german.is_so}",
            f"Not looked at ({found.failure}), so this may be: {english.is_so}",
        )
    named = ", ".join(found.case_refs or found.subjects)
    return problem(
        check,
        f"{german.is_so} {found.rows}: {named}. {german.to_do}",
        f"{english.is_so} {found.rows}: {named}. {english.to_do}",
    )
