"""One look at everything that must hold: each query once, its result kept, the coordination told."""

from __future__ import annotations

import os
import socket
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from models.installation import Installation
from models.invariant import Invariant
from models.store.invariants import (
    Found,
    Standing,
    choose_span,
    list_standings,
    lock_auditor,
    look_at,
    measure_slices,
    save_standing,
)
from tasks.auditing.standing import (
    due_alarm,
    due_all_clear,
    is_to_be_said,
    stand_after,
    told,
    told_over,
)
from tasks.auditing.tell_invariants import tell_invariants
from tasks.delivery.send_notices import send_notices

PATIENCE_MS = 5_000


@dataclass(frozen=True, slots=True)
class Audit:
    """`looked`: by this call; else the standings are those another auditor has just left.

    `case_refs` are some of the cases a look was about.
    """

    standings: tuple[Standing, ...]
    looked: bool
    case_refs: Mapping[Invariant, tuple[str, ...]] = field(default_factory=dict)

    @property
    def broken(self) -> tuple[Standing, ...]:
        return tuple(standing for standing in self.standings if standing.broken_since is not None)


async def audit_invariants(place: Installation, *, told_after: timedelta, fresh_for: timedelta) -> Audit:
    """Look, remember and tell in one transaction; one auditor at a time.

    `told_after`: how long what may mend itself is left alone. A look younger than `fresh_for` is
    not repeated. While no delivery lives the auditor sends the most urgent notices itself, its own alarm
    among them.
    """
    now = place.clock()
    async with place.transaction() as session:
        is_alone = await lock_auditor(session)
        before = await list_standings(session)
        if not is_alone or _are_fresh(before.values(), fresh_for, now):
            return Audit(tuple(before.values()), looked=False)
        slices = await measure_slices(session)
        looks = [
            await _look(session, invariant, before.get(invariant), slices=slices, now=now)
            for invariant in Invariant
        ]
        standings = await _tell(session, looks, told_after=told_after, now=now)
        for standing in standings:
            await save_standing(session, standing)
    case_refs = {found.invariant: found.case_refs for found, _ in looks}
    audit = Audit(tuple(standings), looked=True, case_refs=case_refs)
    if any(one.invariant is Invariant.DELIVERY_LIVES and one.told_at == now for one in audit.broken):
        await send_notices(place, holder=f"auditor {socket.gethostname()} {os.getpid()}")
    return audit


def _are_fresh(standings: Collection[Standing], fresh_for: timedelta, now: datetime) -> bool:
    ages = [now - standing.checked_at for standing in standings]
    return len(ages) == len(Invariant) and all(timedelta(0) <= age < fresh_for for age in ages)


async def _look(
    session: AsyncSession, invariant: Invariant, before: Standing | None, *, slices: int, now: datetime
) -> tuple[Found, Standing]:
    span = choose_span(
        slices=slices,
        last_clean_at=None if before is None else before.broken_since or before.checked_at,
        broken=before is not None and before.violations > 0,
        now=now,
    )
    found = await look_at(session, invariant, span, patience_ms=PATIENCE_MS, now=now)
    return found, stand_after(before, found, now=now)


async def _tell(
    session: AsyncSession, looks: Sequence[tuple[Found, Standing]], *, told_after: timedelta, now: datetime
) -> list[Standing]:
    """One alarm for all that is broken, as soon as one of them is due; the standings remember it."""
    said = [look for look in looks if is_to_be_said(look[1], told_after=told_after, now=now)]
    if not any(due_alarm(standing, now=now) for _, standing in said):
        said = []
    over = [standing for _, standing in looks if due_all_clear(standing)]
    if said or over:
        await tell_invariants(session, said, over, now=now)
    names = {found.invariant for found, _ in said}
    cleared = {standing.invariant for standing in over}
    return [
        told(standing, now=now)
        if standing.invariant in names
        else told_over(standing)
        if standing.invariant in cleared
        else standing
        for _, standing in looks
    ]
