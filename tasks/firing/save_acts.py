"""Write acts: rows moved, runs that show them, the audit log, firings and notices."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.rearm_acknowledge import rearm_acknowledge
from models.audit import AuditEvent
from models.store.acts import RecordedAct, add_acts
from models.store.audit_log import record_events_of_cases
from models.store.deadlines import add_steps, move_deadline
from models.store.dispatches import ORDINARY, URGENT, add_dispatch
from models.vocabulary import DispatchFlow, Severity
from tasks.firing.prepare_act import Act
from tasks.firing.surroundings import Surroundings

# Up to this many acts of one tick are shown as a run each; a storm is shown in runs of many firings.
SHOWN_SINGLY = 10
FIRINGS_A_RUN = 500
# While more is due than one batch takes, acting goes before showing.
SHOWN_AFTER = timedelta(minutes=1)
NO_WAIT = timedelta(0)


def group_by_run(acts: Sequence[Act], *, is_backed_up: bool) -> Iterator[Sequence[Act]]:
    """The acts in order, those together that one run shows."""
    most = 1 if len(acts) <= SHOWN_SINGLY and not is_backed_up else FIRINGS_A_RUN
    group: list[Act] = []
    firings = 0
    for act in acts:
        firings += len(act.firing.taken)
        if group and firings > most:
            yield group
            group, firings = [], len(act.firing.taken)
        group.append(act)
    if group:
        yield group


async def save_acts(
    session: AsyncSession,
    acts: Sequence[Act],
    around: Surroundings,
    *,
    shown_in: UUID | None = None,
    now: datetime,
) -> UUID | None:
    """Write acts of one municipality, none of them held or empty; answers the run that shows them, if any.

    A period that is over without a step tells nobody yet and is shown in no run. Raises `FiredBefore` when a
    step is recorded already.
    """
    telling = [act for act in acts if act.event is not None]
    if shown_in is None and telling:
        wait = SHOWN_AFTER if around.is_storm else NO_WAIT
        shown_in = await _add_run(session, telling, wait=wait, now=now)
    events: list[tuple[UUID, AuditEvent]] = []
    places: list[int] = []
    for act in acts:
        if act.breach is not None:
            add_steps(act.deadline, act.after_end)
            events.append((act.case.case_id, act.breach))
        move_deadline(act.deadline, act.firing, now=now)
        if act.event is None:
            continue
        places.append(len(events))
        events.append((act.case.case_id, act.event))
        if act.ends_first_contact:
            ruleset = around.get_ruleset(act.case)
            armed = await rearm_acknowledge(session, act.case, ruleset=ruleset, now=now)
            events += [(act.case.case_id, armed)] if armed is not None else []
    await session.flush()
    seqs = await record_events_of_cases(
        session, events, municipality_id=around.municipality.municipality_id, now=now
    )
    recorded = [
        RecordedAct(
            act_id=act.act_id,
            deadline=act.deadline,
            taken=act.firing.taken,
            notices=act.notices,
            dispatch_id=shown_in,
            audit_seq=seqs[place],
        )
        for act, place in zip(telling, places, strict=True)
        if shown_in is not None
    ]
    if recorded:
        await add_acts(session, recorded, now=now)
    return shown_in


async def _add_run(session: AsyncSession, acts: Sequence[Act], *, wait: timedelta, now: datetime) -> UUID:
    first = acts[0].deadline
    is_urgent = len(acts) == 1 and first.severity in {Severity.CRITICAL, Severity.HIGH}
    row = await add_dispatch(
        session,
        DispatchFlow.ESCALATE_DEADLINE,
        municipality_id=first.municipality_id,
        case_id=first.case_id,
        now=now,
        # The tick has acted: of a storm the run is shown after the reports that wait to be routed.
        priority=URGENT if is_urgent else ORDINARY,
        wait=wait,
    )
    return row.dispatch_id
