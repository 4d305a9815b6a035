"""Shortcuts for tests that need a routed case or the mails that left."""

from __future__ import annotations

from sqlmodel import col, select

from flows.route_case import route_case_plainly
from models.actions.submit_report import submit_report
from models.installation import Installation
from models.intake import ReportIn
from models.store.cases import get_case_by_ref
from models.tables import CaseFile, Notice
from notifications.recording import RecordedMail, RecordingRelay
from tasks.delivery.send_notices import send_notices
from tasks.fire_deadlines import fire_deadlines
from tests.reports import report


async def submit(place: Installation, sent: ReportIn | None = None) -> CaseFile:
    receipt = await submit_report(place, sent or report(), now=place.clock())
    return await reload(place, receipt.case_ref)


async def submit_and_route(place: Installation, sent: ReportIn | None = None) -> CaseFile:
    """The four steps as plain functions, without Prefect."""
    case = await submit(place, sent)
    await route_case_plainly(str(case.case_id))
    return await reload(place, case.case_ref)


async def reload(place: Installation, case_ref: str) -> CaseFile:
    async with place.transaction() as session:
        return await get_case_by_ref(session, case_ref)


async def tick(place: Installation) -> int:
    """Act on all that is due now; how many deadlines acted."""
    acted = 0
    while now_acted := await fire_deadlines.fn():
        acted += now_acted
    return acted


async def send_all(place: Installation, relay: RecordingRelay) -> list[RecordedMail]:
    """Deliver what waits and give back what newly left the house."""
    before = len(relay.mails)
    while await send_notices(place, holder="test", via=relay.open_relay):
        pass
    return relay.mails[before:]


async def notices_of(place: Installation, case: CaseFile) -> list[tuple[str, str]]:
    """Message and recipient of every notice of a case, in the order they were queued."""
    async with place.transaction() as session:
        rows = await session.exec(
            select(Notice)
            .where(Notice.case_id == case.case_id)
            .order_by(col(Notice.created_at), col(Notice.recipient_id))
        )
        return [(row.message.value, row.recipient_id) for row in rows]
