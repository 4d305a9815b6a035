"""Take in a report: from the commit on it cannot be lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from models.audit import REPORTER, AuditEvent, AuditEventName
from models.errors import PolicyRefused
from models.installation import Installation
from models.intake import ReportIn
from models.sealing import MasterKey, digest_receipt_code, new_case_ref, new_receipt_code
from models.settings import IntakeSettings
from models.store.audit_log import record_events
from models.store.case_keys import add_case_key
from models.store.cases import find_case_by_ref
from models.store.directory import get_municipality
from models.store.dispatches import ORDINARY, URGENT, add_dispatch
from models.store.remembered_answers import Memory, add_answer, find_answer, forget_answers
from models.store.reports import seal_report
from models.tables import CaseFile, Report
from models.vocabulary import Answer, CaseState, DangerQuestion, DispatchFlow, IncidentKind

_URGENT_QUESTIONS = (DangerQuestion.DANGER_NOW, DangerQuestion.WEAPON, DangerQuestion.INJURED)


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the reporting person gets. `receipt_code` is the secret to come back with: shown once."""

    case_ref: str
    receipt_code: str
    submitted_at: datetime
    repeated: bool = False

    def to_answer(self) -> dict[str, str]:
        return {
            "case_ref": self.case_ref,
            "receipt_code": self.receipt_code,
            "submitted_at": self.submitted_at.isoformat(),
        }

    @classmethod
    def from_answer(cls, answer: Mapping[str, str]) -> Receipt:
        submitted_at = datetime.fromisoformat(answer["submitted_at"])
        return cls(answer["case_ref"], answer["receipt_code"], submitted_at, repeated=True)


async def submit_report(
    place: Installation,
    report: ReportIn,
    *,
    now: datetime,
    idempotency_key: str | None = None,
    fingerprint: bytes = b"",
) -> Receipt:
    """Store report, case, key, audit entry and dispatch row in one transaction, and wake the dispatchers.

    `fingerprint` is the body as it was sent: with the same `idempotency_key` and the same body the first
    answer comes back. Raises `IdempotencyConflict` for another body, `StoreUnavailable` when nothing was
    kept.
    """
    now = now.replace(microsecond=0)
    async with place.transaction() as session:
        memory = None
        if idempotency_key is not None:
            memory = Memory.of(place.master_key, report.municipality, idempotency_key, fingerprint)
            remembered = await find_answer(session, memory, now=now)
            if remembered is not None:
                return Receipt.from_answer(remembered)
        receipt, case = await _store(session, place.master_key, report, now)
        if memory is not None:
            kept_for = timedelta(hours=IntakeSettings().answer_kept_h)
            add_answer(session, memory, receipt.to_answer(), case_id=case.case_id, now=now, kept_for=kept_for)
    return receipt


async def _store(
    session: AsyncSession, master: MasterKey, report: ReportIn, now: datetime
) -> tuple[Receipt, CaseFile]:
    municipality = await get_municipality(session, report.municipality)
    if municipality.policy_version_id is None:
        problem = (
            "hat kein Regelwerk in Kraft; bitte zuerst eines in Kraft setzen / "
            "has no policy in force; activate one first"
        )
        raise PolicyRefused([("municipality", problem)])
    receipt = Receipt(await _free_case_ref(session), new_receipt_code(), now)
    case = CaseFile(
        case_id=uuid4(),
        municipality_id=municipality.municipality_id,
        case_ref=receipt.case_ref,
        state=CaseState.RECEIVED,
        policy_version_id=municipality.policy_version_id,
        receipt_digest=digest_receipt_code(master, receipt.receipt_code),
        submitted_at=now,
        urgent=_is_urgent(report),
    )
    session.add(case)
    await session.flush()
    case_key = add_case_key(session, case.case_id, master=master, now=now)
    report_id = uuid4()
    session.add(
        Report(
            report_id=report_id,
            municipality_id=case.municipality_id,
            case_id=case.case_id,
            submitted_at=now,
            sealed=seal_report(case_key, report.to_stored(), report_id=report_id),
        )
    )
    await add_dispatch(
        session,
        DispatchFlow.ROUTE_CASE,
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        now=now,
        priority=URGENT if case.urgent else ORDINARY,
    )
    event = AuditEvent(AuditEventName.REPORT_RECEIVED, REPORTER, {"case_ref": case.case_ref})
    await record_events(
        session,
        [event],
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        now=now,
    )
    return receipt, case


def _is_urgent(report: ReportIn) -> bool:
    """Answers that put a report before all others in the queue, before anything is decided."""
    return IncidentKind.ARSON in report.incident_kinds or any(
        report.danger[question] is Answer.YES for question in _URGENT_QUESTIONS
    )


async def _free_case_ref(session: AsyncSession) -> str:
    """With 40 random bits a second try is rare; the unique constraint has the last word."""
    while True:
        case_ref = new_case_ref()
        if await find_case_by_ref(session, case_ref) is None:
            return case_ref


async def forget_expired_answers(place: Installation, *, now: datetime) -> int:
    """Delete what was kept for repeated requests once its day is over; how many rows went."""
    async with place.transaction() as session:
        return await forget_answers(session, now=now)
