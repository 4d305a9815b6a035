"""What a deadline tells everybody its steps reach, and the coordination when it cannot act."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.firing import Firing, StepTaken
from models.store.acts import ActNotice
from models.store.audiences import COORDINATION, Reached
from models.store.notices import Recipient
from models.tables import CaseFile, Deadline, Municipality, Office
from models.vocabulary import Audience, StepKind
from notifications import catalogue, dedupe
from tasks.telling.compose_messages import (
    about_case,
    contact_of_coordination,
    contact_of_office,
    line_of_deadline,
    link_to_case,
)
from tasks.telling.queue_notice import priority_of, queue_notice


def compose_notices(
    case: CaseFile,
    deadline: Deadline,
    *,
    municipality: Municipality,
    office: Office | None,
    firing: Firing,
    reached: Sequence[tuple[Audience, Reached]],
    public_url: str,
) -> list[ActNotice]:
    """One notice a recipient: of the newest step of their audience, else of the newest step of all."""
    contact = None if office is None else contact_of_office(office)
    about = about_case(case, municipality, office=contact, public_url=public_url)
    overdue = any(taken.step is StepKind.OVERDUE for taken in firing.taken)
    line = line_of_deadline(deadline, overdue=overdue)
    notices: dict[Recipient, ActNotice] = {}
    for audience, found in reversed(reached):
        taken = _newest_of(firing, audience)
        untold = [recipient for recipient in found.recipients if recipient not in notices]
        if not untold:
            continue
        message: catalogue.Message
        if taken.step is StepKind.REMINDER:
            message = catalogue.DeadlineReminder(
                **about, deadline=line, step=taken.step, audience=found.audience
            )
        else:
            message = catalogue.DeadlineEscalation(
                **about, deadline=line, step=taken.step, audience=found.audience, repeat_no=taken.repeat_no
            )
        context = message.to_context()
        for recipient in untold:
            key = dedupe.deadline_key(
                deadline.deadline_id,
                deadline.generation,
                step_no=taken.step_no,
                repeat_no=taken.repeat_no,
                recipient_id=f"{recipient.kind.value}.{recipient.recipient_id}",
            )
            notices[recipient] = ActNotice(message.name, context, recipient, key, priority_of(case.severity))
    return list(notices.values())


def _newest_of(firing: Firing, audience: Audience) -> StepTaken:
    """The newest step of an audience; a skipped one is told as what stands now."""
    own = [taken for taken in firing.taken if taken.audience is audience]
    newest = max(own, key=lambda taken: taken.planned_at)
    return newest if not newest.skipped else max(firing.taken, key=lambda taken: taken.planned_at)


async def tell_set_aside(
    session: AsyncSession,
    case: CaseFile,
    deadline: Deadline,
    *,
    municipality: Municipality,
    now: datetime,
) -> None:
    """The coordination has to watch by hand over a deadline the software cannot act on."""
    alarm = catalogue.AlarmOverdue(
        municipality=municipality.name_de,
        timezone=municipality.timezone,
        ask=contact_of_coordination(municipality),
        overdue=1,
        oldest_due_at=deadline.due_at,
        link=link_to_case(case.case_ref),
        case_refs=(case.case_ref,),
    )
    key = dedupe.alarm_overdue_key(deadline.deadline_id, COORDINATION.recipient_id, since=now)
    await queue_notice(session, case, alarm, recipient=COORDINATION, dedupe_key=key, now=now)
