"""The watchdog: is every deadline acted on, every case routed, every notice sent?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import MeldewegError
from models.installation import current_installation
from models.settings import WebSettings
from models.store.audiences import COORDINATION
from models.store.cases import get_case, list_unrouted
from models.store.deadlines import list_overdue
from models.store.directory import get_municipality
from models.store.dispatches import find_dispatch_of_case, list_set_aside
from models.store.notices import add_notice, list_unsent
from models.tables import CaseFile, Deadline
from models.vocabulary import DispatchFlow
from notifications import catalogue, dedupe
from tasks.step import step
from tasks.telling.compose_messages import contact_of_coordination, link_to_case
from tasks.telling.queue_notice import MOST_URGENT

# A tick comes every second or two: what waits longer than this waits for nobody.
DEADLINE_LATE = timedelta(seconds=30)
ROUTING_LATE = timedelta(minutes=2)
NOTICE_LATE = timedelta(minutes=10)
TOLD_ONCE_IN = timedelta(hours=1)


class ClockworkStands(MeldewegError):
    """Something waits that should not wait. The text says what and what to do, in both languages."""

    code = "clockwork_stands"


@step("Uhrwerk kontrollieren")
async def check_clockwork() -> str:
    """Answers "ok"; otherwise alarms the coordination by mail and raises `ClockworkStands` with the words."""
    place = current_installation()
    now = place.clock()
    async with place.transaction() as session:
        overdue = await list_overdue(session, before=now - DEADLINE_LATE)
        unrouted = await list_unrouted(session, before=now - ROUTING_LATE)
        unsent = await list_unsent(session, before=now - NOTICE_LATE)
        set_aside = await list_set_aside(session)
        await _alarm_overdue(session, overdue, now=now)
        for case in unrouted:
            await _alarm_unrouted(session, case, now=now)
    problems = []
    if overdue:
        problems.append(
            f"{len(overdue)} Fristen sind fällig und nichts geschah. Läuft der Dispatcher "
            f"(meldeweg dispatch)? / {len(overdue)} deadlines are due and nothing acted: is the dispatcher "
            "running?"
        )
    if unrouted:
        refs = ", ".join(case.case_ref for case in unrouted[:10])
        problems.append(
            f"{len(unrouted)} Meldungen sind noch nicht zugeteilt ({refs}). Dispatcher und Datenbank prüfen, "
            f"dann route_again mit dem Aktenzeichen starten. / {len(unrouted)} reports are not routed yet."
        )
    if unsent:
        problems.append(
            f"{len(unsent)} Benachrichtigungen warten zu lange. Läuft die Zustellung (meldeweg deliver), "
            f"ist der Mailserver erreichbar? / {len(unsent)} notices wait too long: is the delivery running?"
        )
    if set_aside:
        problems.append(
            f"{len(set_aside)} Läufe sind nach mehreren Versuchen zurückgestellt. Bitte die IT verständigen. "
            f"/ {len(set_aside)} runs were set aside after several tries: tell IT."
        )
    if problems:
        raise ClockworkStands(" · ".join(problems))
    return "ok"


async def _alarm_overdue(session: AsyncSession, overdue: Sequence[Deadline], *, now: datetime) -> None:
    by_municipality: dict[str, list[Deadline]] = {}
    for deadline in overdue:
        by_municipality.setdefault(deadline.municipality_id, []).append(deadline)
    for municipality_id, late in by_municipality.items():
        municipality = await get_municipality(session, municipality_id)
        refs = dict.fromkeys([(await get_case(session, row.case_id)).case_ref for row in late[:20]])
        alarm = catalogue.AlarmOverdue(
            municipality=municipality.name_de,
            timezone=municipality.timezone,
            ask=contact_of_coordination(municipality),
            overdue=len(late),
            oldest_due_at=min(row.due_at for row in late),
            link=WebSettings().prefect_ui_url,
            case_refs=tuple(refs),
        )
        await add_notice(
            session,
            alarm.name,
            alarm.to_context(),
            recipient=COORDINATION,
            dedupe_key=dedupe.alarm_overdue_key(
                municipality_id, COORDINATION.recipient_id, since=_window(now)
            ),
            municipality_id=municipality_id,
            case_id=None,
            priority=MOST_URGENT,
            now=now,
        )


async def _alarm_unrouted(session: AsyncSession, case: CaseFile, *, now: datetime) -> None:
    municipality = await get_municipality(session, case.municipality_id)
    dispatch = await find_dispatch_of_case(session, case.case_id, DispatchFlow.ROUTE_CASE)
    alarm = catalogue.AlarmUnrouted(
        municipality=municipality.name_de,
        timezone=municipality.timezone,
        ask=contact_of_coordination(municipality),
        case_ref=case.case_ref,
        received_at=case.submitted_at,
        attempts=0 if dispatch is None else dispatch.attempts,
        link=link_to_case(case.case_ref),
        problem=None if dispatch is None else dispatch.failure_code,
    )
    await add_notice(
        session,
        alarm.name,
        alarm.to_context(),
        recipient=COORDINATION,
        dedupe_key=dedupe.alarm_unrouted_key(case.case_id, COORDINATION.recipient_id, since=_window(now)),
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        priority=MOST_URGENT,
        now=now,
    )


def _window(now: datetime) -> datetime:
    """Start of the hour: the same alarm goes out once in it."""
    return now.replace(minute=0, second=0, microsecond=0)
