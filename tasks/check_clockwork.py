"""The watchdog: does everything hold that must hold at every moment?"""

from __future__ import annotations

from collections.abc import Sequence
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
        raise ClockworkStands(
            " · ".join(_say(one, audit.case_refs.get(one.invariant, ())) for one in audit.broken)
        )
    return "ok"


def _say(standing: Standing, case_refs: Sequence[str]) -> str:
    german, english = (WORDINGS[language].invariant[standing.invariant] for language in Language)
    if standing.failure_code is not None:
        return (
            f"Diese Prüfung scheiterte oder dauerte zu lange ({standing.failure_code}), offen ist, ob gilt: "
            f"{german.is_so} / This check failed or took too long: {english.is_so}"
        )
    rows = ", ".join([str(standing.violations), *case_refs])
    return f"{german.is_so} ({rows}) {german.to_do} / {english.is_so} ({rows}) {english.to_do}"
