"""The tick: act on every deadline whose next step is due, once."""

from __future__ import annotations

from models.installation import current_installation
from models.store.due_deadlines import claim_due_deadlines
from models.tables import CaseFile, Deadline
from tasks.firing.fire_claimed import fire_claimed
from tasks.step import step

BATCH = 500


@step("Fristen bearbeiten")
async def fire_deadlines() -> int:
    """Claim a batch of due deadlines, record firings, move rows and queue notices in one transaction.

    A deadline that cannot be acted on is set aside with an alarm and never stops the others; one whose case
    is just being worked on is left to the next tick. Answers how many deadlines were claimed, none of which
    is due any more; call again while it is more than zero.
    """
    place = current_installation()
    now = place.clock()
    async with place.transaction() as session:
        claimed = await claim_due_deadlines(session, limit=BATCH, now=now)
        by_municipality: dict[str, list[tuple[Deadline, CaseFile]]] = {}
        for deadline, case in claimed:
            by_municipality.setdefault(case.municipality_id, []).append((deadline, case))
        # In one order for all drivers: each municipality's audit log is locked from its first entry on.
        for municipality_id, rows in sorted(by_municipality.items()):
            await fire_claimed(session, municipality_id, rows, is_storm=len(claimed) == BATCH, now=now)
        return len(claimed)
