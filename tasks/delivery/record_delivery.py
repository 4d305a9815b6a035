"""What follows from the end of an attempt: sent, tried again, or work for a person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.errors import MeldewegError
from models.settings import WebSettings
from models.store.audiences import COORDINATION
from models.store.audit_log import record_events, record_events_of_cases
from models.store.digests import ON_DEADLINES, share_fate
from models.store.directory import find_office, find_partner, get_municipality
from models.store.notices import add_notice, save_attempt
from models.tables import CaseFile, Notice, NoticeAttempt
from models.vocabulary import MessageName, NoticeState, RecipientKind
from notifications import catalogue, dedupe
from notifications.outcomes import MailOutcome, MailRefused, MailUncertain
from tasks.telling.compose_messages import contact_of_coordination, link_to_case
from tasks.telling.queue_notice import MOST_URGENT

FIRST_WAIT = timedelta(seconds=15)
LONGEST_WAIT = timedelta(minutes=30)
TRIES_OF_THE_UNFORESEEN = 5
GIVEN_UP_AFTER = timedelta(hours=24)
_NEEDS_A_PERSON = (NoticeState.FAILED, NoticeState.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an attempt ended. `reply` is reply code and enhanced status code at most."""

    state: NoticeState
    code: str = ""
    reply: str = ""

    @property
    def reply_code(self) -> int | None:
        return int(self.reply[:3]) if self.reply[:3].isdecimal() else None


SENT = Outcome(NoticeState.SENT)
RECIPIENT_GONE = Outcome(NoticeState.FAILED, "recipient_gone")


def judge_failure(error: MeldewegError) -> Outcome:
    """Named by what to do next (the mailer's own distinction); anything unforeseen is tried again."""
    reply = error.reply if isinstance(error, MailOutcome) else ""
    if isinstance(error, MailUncertain):
        return Outcome(NoticeState.UNCERTAIN, error.code, reply)
    if isinstance(error, MailRefused):
        return Outcome(NoticeState.FAILED, error.code, reply)
    return Outcome(NoticeState.RETRY, error.code, reply)


def judge_unforeseen(error: Exception, *, attempt_no: int) -> Outcome:
    """A mail that cannot even be made: a few tries, then work for a person. Keeps the kind of error alone."""
    state = NoticeState.RETRY if attempt_no < TRIES_OF_THE_UNFORESEEN else NoticeState.FAILED
    return Outcome(state, type(error).__name__[:60])


def wait_before(attempt_no: int) -> timedelta:
    """15 s, 30 s, 1 min … at most half an hour."""
    doublings = min(attempt_no - 1, 12)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


async def record_delivery(
    session: AsyncSession,
    notice: Notice,
    outcome: Outcome,
    *,
    holder: str,
    attempt_no: int,
    started_at: datetime,
    now: datetime,
) -> None:
    """Keep the attempt, move the notice, write the audit log; what reached nobody alarms the coordination.

    `notice` as it was when claimed: nothing read of it here changes.
    """
    if outcome.state is NoticeState.RETRY and now - notice.created_at >= GIVEN_UP_AFTER:
        outcome = Outcome(NoticeState.FAILED, "given_up", outcome.reply)
    attempt = NoticeAttempt(
        attempt_id=uuid4(),
        notice_id=notice.notice_id,
        municipality_id=notice.municipality_id,
        attempt_no=attempt_no,
        started_at=started_at,
        finished_at=now,
        outcome=outcome.state,
        reply_code=outcome.reply_code,
        failure_code=outcome.code or None,
    )
    available_at = now + wait_before(attempt_no)
    moved = await save_attempt(session, attempt, holder=holder, available_at=available_at)
    carried: Sequence[Notice] = []
    if moved and notice.message in ON_DEADLINES:
        carried = await share_fate(session, notice, state=outcome.state, available_at=available_at, now=now)
    if outcome.state is NoticeState.RETRY:
        return
    if outcome.state in _NEEDS_A_PERSON and notice.message is not MessageName.ALARM_UNDELIVERED:
        await _alarm(session, notice, outcome, now=now)
    await record_events(
        session,
        [_describe(notice, outcome)],
        municipality_id=notice.municipality_id,
        case_id=notice.case_id,
        now=now,
    )
    if carried:
        await record_events_of_cases(
            session,
            [(one.case_id, _describe(one, outcome)) for one in carried if one.case_id is not None],
            municipality_id=notice.municipality_id,
            now=now,
        )


def _describe(notice: Notice, outcome: Outcome) -> AuditEvent:
    name = AuditEventName.NOTICE_SENT if outcome.state is NoticeState.SENT else AuditEventName.NOTICE_FAILED
    details = {
        "notice": str(notice.notice_id),
        "message": notice.message.value,
        "recipient": f"{notice.recipient_kind.value} {notice.recipient_id}",
        "state": outcome.state.value,
        "code": outcome.code,
    }
    if notice.carried_by is not None:
        details["digest"] = str(notice.carried_by)
    return AuditEvent(name, SYSTEM, details)


async def _alarm(session: AsyncSession, notice: Notice, outcome: Outcome, *, now: datetime) -> None:
    """A notice nobody could be given is work for a person at once."""
    municipality = await get_municipality(session, notice.municipality_id)
    case = None if notice.case_id is None else await session.get(CaseFile, notice.case_id)
    alarm = catalogue.AlarmUndelivered(
        municipality=municipality.name_de,
        timezone=municipality.timezone,
        ask=contact_of_coordination(municipality),
        undelivered=notice.message,
        state=outcome.state,
        recipient_kind=notice.recipient_kind,
        link=WebSettings().public_url if case is None else link_to_case(case.case_ref),
        case_ref=None if case is None else case.case_ref,
        recipient=await _find_unit_name(session, notice),
        reply=outcome.reply or None,
    )
    await add_notice(
        session,
        alarm.name,
        alarm.to_context(),
        recipient=COORDINATION,
        dedupe_key=dedupe.alarm_undelivered_key(notice.notice_id, COORDINATION.recipient_id),
        municipality_id=notice.municipality_id,
        case_id=notice.case_id,
        priority=MOST_URGENT,
        now=now,
    )


async def _find_unit_name(session: AsyncSession, notice: Notice) -> str | None:
    """Name of the office or partner; None for people, whom the mail names by their part alone."""
    if notice.recipient_kind is RecipientKind.OFFICE:
        office = await find_office(session, notice.municipality_id, notice.recipient_id)
        return None if office is None else office.name_de
    if notice.recipient_kind is RecipientKind.PARTNER:
        partner = await find_partner(session, notice.municipality_id, notice.recipient_id)
        return None if partner is None else partner.name
    return None
