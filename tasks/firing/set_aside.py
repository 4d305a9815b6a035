"""A deadline that cannot be acted on: out of the way, said in the log, the audit log and by mail."""

from __future__ import annotations

from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.errors import MeldewegError
from models.store.audit_log import record_events
from models.store.due_deadlines import set_aside
from models.tables import CaseFile, Deadline, Municipality
from tasks.telling.tell_audiences import tell_set_aside

_log = structlog.get_logger(__name__)


async def set_deadline_aside(
    session: AsyncSession,
    case: CaseFile,
    deadline: Deadline,
    *,
    municipality: Municipality,
    error: Exception,
    now: datetime,
) -> None:
    code = error.code if isinstance(error, MeldewegError) else type(error).__name__
    _log.error("deadline set aside", deadline_id=str(deadline.deadline_id), code=code)
    set_aside(deadline, code=code, now=now)
    await tell_set_aside(session, case, deadline, municipality=municipality, now=now)
    event = AuditEvent(
        AuditEventName.DEADLINE_SET_ASIDE, SYSTEM, {"deadline": str(deadline.deadline_id), "code": code}
    )
    await record_events(session, [event], municipality_id=case.municipality_id, case_id=case.case_id, now=now)
