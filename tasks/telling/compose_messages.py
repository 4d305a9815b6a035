"""Messages about a case, composed of references and classifications."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import StepOutOfOrder
from models.rules.decision import PlannedDeadline
from models.settings import WebSettings, read_settings
from models.store.directory import find_office
from models.tables import CaseFile, Deadline, Municipality, Office
from models.vocabulary import Severity
from notifications.parts import Contact, DeadlineLine


def read_public_url() -> str:
    return read_settings(WebSettings).public_url.rstrip("/")


def link_to_case(case_ref: str, *, public_url: str | None = None) -> str:
    """`public_url` spares reading the settings again for each of many."""
    return f"{public_url or read_public_url()}/case/{case_ref}"


def severity_of(case: CaseFile) -> Severity:
    """Raises `StepOutOfOrder` before the case is classified."""
    if case.severity is None:
        raise StepOutOfOrder("the case is not classified yet")
    return case.severity


def contact_of_office(office: Office) -> Contact:
    return Contact(name_de=office.name_de, name_en=office.name_en, mailbox=office.mailbox)


def contact_of_coordination(municipality: Municipality) -> Contact:
    return Contact(name_de="Koordination", name_en="Coordination", mailbox=municipality.coordination_mailbox)


async def find_contact(session: AsyncSession, case: CaseFile) -> Contact | None:
    """The responsible office, None when no office is."""
    if case.office_id is None:
        return None
    office = await find_office(session, case.municipality_id, case.office_id)
    return None if office is None else contact_of_office(office)


def about_case(
    case: CaseFile, municipality: Municipality, *, office: Contact | None, public_url: str | None = None
) -> dict[str, Any]:
    """What every message on a case begins with."""
    return {
        "municipality": municipality.name_de,
        "timezone": municipality.timezone,
        "ask": contact_of_coordination(municipality),
        "case_ref": case.case_ref,
        "severity": severity_of(case),
        "danger_level": case.danger_level or 0,
        "office": office,
        "link": link_to_case(case.case_ref, public_url=public_url),
    }


def lines_of_plan(deadlines: Iterable[PlannedDeadline]) -> tuple[DeadlineLine, ...]:
    return tuple(
        DeadlineLine(
            kind=deadline.kind,
            due_at=deadline.due_at,
            due_on=deadline.due_on,
            entitled_person=deadline.entitled_person,
            estimated=deadline.estimated,
            check=deadline.check,
            overdue=deadline.overdue,
        )
        for deadline in deadlines
    )


def line_of_deadline(deadline: Deadline, *, overdue: bool) -> DeadlineLine:
    return DeadlineLine(
        kind=deadline.kind,
        due_at=deadline.due_at,
        due_on=deadline.due_on,
        entitled_person=deadline.entitled_person,
        estimated=deadline.estimated,
        check=deadline.check_needed,
        overdue=overdue,
    )
