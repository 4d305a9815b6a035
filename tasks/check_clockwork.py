"""The watchdog: does everything hold that must hold at every moment?"""

from __future__ import annotations

from datetime import timedelta

from models.errors import MeldewegError
from models.installation import current_installation
from models.store.invariants import Standing
from notifications.wording import WORDINGS, Language
from tasks.auditing.audit_invariants import audit_invariants
from tasks.step import step


class ClockworkStands(MeldewegError):
    """Something does not hold. The text says what and what to do, in both languages."""

    code = "clockwork_stands"


@step("Uhrwerk kontrollieren")
async def check_clockwork() -> str:
    """Answers "ok"; otherwise alarms the coordination and raises `ClockworkStands` with the words.

    The dispatchers look every minute; this looks when all of them are dead, and tells at once.
    """
    audit = await audit_invariants(current_installation(), told_after=timedelta(0), fresh_for=timedelta(0))
    if audit.broken:
        raise ClockworkStands(" · ".join(map(_say, audit.broken)))
    return "ok"


def _say(standing: Standing) -> str:
    german, english = (WORDINGS[language].invariant[standing.invariant] for language in Language)
    if standing.failure_code is not None:
        return (
            f"Diese Prüfung scheiterte oder dauerte zu lange ({standing.failure_code}), offen ist, ob gilt: "
            f"{german.is_so} / This check failed or took too long: {english.is_so}"
        )
    return (
        f"{german.is_so} ({standing.violations}) {german.to_do} / "
        f"{english.is_so} ({standing.violations}) {english.to_do}"
    )
