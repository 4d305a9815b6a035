"""One message of each name, as full as it gets, for the tests of this folder."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from models.invariant import Invariant
from models.vocabulary import (
    Audience,
    DeadlineKind,
    EntitledPerson,
    MessageName,
    NoticeState,
    PartnerBecause,
    PartnerKind,
    RecipientKind,
    Severity,
    StepKind,
)
from notifications.catalogue import (
    AlarmInvariant,
    AlarmNoOffice,
    AlarmOverdue,
    AlarmUndelivered,
    AlarmUnrouted,
    CaseAssigned,
    CaseHandedAround,
    CaseResumed,
    CaseToKnow,
    DeadlineEscalation,
    DeadlineReminder,
    Message,
    PartnerAcuteDanger,
    PartnerReferral,
    SeverityRaised,
)
from notifications.parts import BrokenInvariant, Contact, DeadlineLine, OtherDeadline

CASE_REF = "MW-7K3M-9Q2X"
LINK = "https://meldeweg.augsburg.example/case/MW-7K3M-9Q2X"
RECEIVED_AT = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

PREVENTION = Contact(
    name_de="Büro für Kommunale Prävention",
    name_en="Office for Municipal Prevention",
    mailbox="praevention@augsburg.example",
    phone="+49 821 555 0101",
)
COORDINATION = Contact(
    name_de="Koordination der Meldestelle",
    name_en="Coordination of the reporting office",
    mailbox="koordination@augsburg.example",
)
ANTIDISCRIMINATION = Contact(
    name_de="Zentrale Antidiskriminierungsstelle",
    name_en="Central Antidiscrimination Office",
    mailbox="ads@augsburg.example",
)
ACKNOWLEDGE = DeadlineLine(kind=DeadlineKind.ACKNOWLEDGE, due_at=datetime(2026, 11, 23, 13, 0, tzinfo=UTC))
STRAFANTRAG = DeadlineLine(
    kind=DeadlineKind.STRAFANTRAG,
    due_at=datetime(2027, 2, 22, 22, 59, 59, tzinfo=UTC),
    due_on=date(2027, 2, 22),
    entitled_person=EntitledPerson.SUPERIOR,
    check=True,
)
AGG_CLAIM = DeadlineLine(
    kind=DeadlineKind.AGG_CLAIM,
    due_at=datetime(2027, 1, 25, 22, 59, 59, tzinfo=UTC),
    due_on=date(2027, 1, 25),
    entitled_person=EntitledPerson.AFFECTED,
    estimated=True,
)
FEEDBACK = DeadlineLine(
    kind=DeadlineKind.FEEDBACK,
    due_at=datetime(2027, 2, 23, 22, 59, 59, tzinfo=UTC),
    due_on=date(2027, 2, 23),
)
_ALL: dict[str, Any] = {"municipality": "Stadt Augsburg", "timezone": "Europe/Berlin"}

SAMPLES: dict[MessageName, Message] = {
    message.name: message
    for message in (
        CaseAssigned(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            severity=Severity.HIGH,
            danger_level=2,
            office=PREVENTION,
            link=LINK,
            received_at=RECEIVED_AT,
            deadlines=(ACKNOWLEDGE, STRAFANTRAG, AGG_CLAIM, FEEDBACK),
        ),
        CaseToKnow(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            severity=Severity.HIGH,
            danger_level=2,
            office=PREVENTION,
            informed=ANTIDISCRIMINATION,
            link=LINK,
            received_at=RECEIVED_AT,
        ),
        PartnerReferral(
            **_ALL,
            ask=PREVENTION,
            case_ref=CASE_REF,
            severity=Severity.HIGH,
            partner="Beratungsstelle Beispiel",
            partner_kind=PartnerKind.COUNSELLING,
            link=LINK,
            answer_by=datetime(2026, 11, 24, 8, 0, tzinfo=UTC),
        ),
        PartnerAcuteDanger(
            **_ALL,
            ask=PREVENTION,
            case_ref=CASE_REF,
            partner="Polizei Beispielstadt",
            because=PartnerBecause.ACUTE_DANGER,
        ),
        DeadlineReminder(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            severity=Severity.HIGH,
            danger_level=2,
            office=PREVENTION,
            link=LINK,
            deadline=STRAFANTRAG,
            step=StepKind.REMINDER,
            audience=Audience.OFFICER,
        ),
        DeadlineEscalation(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            severity=Severity.CRITICAL,
            danger_level=3,
            office=PREVENTION,
            link=LINK,
            deadline=ACKNOWLEDGE,
            step=StepKind.REPEAT,
            audience=Audience.LEADERSHIP,
            repeat_no=3,
            also=(
                OtherDeadline(case_ref="MW-1111-2222", severity=Severity.LOW, deadline=FEEDBACK, link=LINK),
            ),
        ),
        SeverityRaised(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            severity=Severity.CRITICAL,
            severity_before=Severity.MEDIUM,
            danger_level=3,
            office=PREVENTION,
            link=LINK,
            deadlines=(ACKNOWLEDGE,),
        ),
        AlarmNoOffice(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            severity=Severity.MEDIUM,
            danger_level=1,
            office=None,
            link=LINK,
            received_at=RECEIVED_AT,
            deadlines=(ACKNOWLEDGE,),
        ),
        AlarmUnrouted(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            received_at=RECEIVED_AT,
            attempts=8,
            problem="key_unavailable",
            link=LINK,
        ),
        AlarmUndelivered(
            **_ALL,
            ask=COORDINATION,
            undelivered=MessageName.CASE_ASSIGNED,
            state=NoticeState.FAILED,
            recipient_kind=RecipientKind.OFFICE,
            recipient="Büro für Kommunale Prävention",
            case_ref=CASE_REF,
            reply="550 5.1.1",
            link=LINK,
        ),
        AlarmOverdue(
            **_ALL,
            ask=COORDINATION,
            overdue=4,
            oldest_due_at=RECEIVED_AT,
            case_refs=(CASE_REF, "MW-1111-2222"),
            link=LINK,
        ),
        AlarmInvariant(
            **_ALL,
            ask=COORDINATION,
            broken=(
                BrokenInvariant(
                    invariant=Invariant.DEADLINES_ACTED_ON, rows=3, since=RECEIVED_AT, case_refs=(CASE_REF,)
                ),
                BrokenInvariant(invariant=Invariant.AUDIT_LOG_COMPLETE, rows=None, since=RECEIVED_AT),
            ),
            holds_again=(Invariant.NOTICES_SENT,),
            link=LINK,
        ),
        CaseHandedAround(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            severity=Severity.HIGH,
            danger_level=2,
            office=PREVENTION,
            link=LINK,
            hand_overs=3,
            within_h=24,
            deadlines=(ACKNOWLEDGE,),
        ),
        CaseResumed(
            **_ALL,
            ask=COORDINATION,
            case_ref=CASE_REF,
            severity=Severity.HIGH,
            danger_level=2,
            office=PREVENTION,
            link=LINK,
            by_itself=True,
            deadlines=(ACKNOWLEDGE, STRAFANTRAG),
        ),
    )
}
