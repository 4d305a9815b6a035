"""English: plain and respectful."""

from __future__ import annotations

from models.vocabulary import (
    Audience,
    DeadlineKind,
    EntitledPerson,
    MessageName,
    NoticeState,
    PartnerKind,
    Severity,
)
from notifications.wording.invariants import INVARIANTS_EN
from notifications.wording.language import Wording

ENGLISH = Wording(
    severity={
        Severity.LOW: "low",
        Severity.MEDIUM: "medium",
        Severity.HIGH: "high",
        Severity.CRITICAL: "critical",
    },
    deadline={
        DeadlineKind.ACKNOWLEDGE: "Taking over",
        DeadlineKind.FIRST_CONTACT: "First contact",
        DeadlineKind.REVIEW: "Review",
        DeadlineKind.FEEDBACK: "Feedback",
        DeadlineKind.STRAFANTRAG: "Application for prosecution (Strafantrag, § 77b StGB)",
        DeadlineKind.AGG_CLAIM: "Claims under the Equal Treatment Act (§ 15(4) AGG)",
        DeadlineKind.OFFENDER_KNOWN: "Open question: since when is it known who did it?",
        DeadlineKind.DISCRIMINATION_KNOWN: "Open question: since when is the discrimination known?",
    },
    task={
        DeadlineKind.ACKNOWLEDGE: "A person of the responsible office takes the case.",
        DeadlineKind.FIRST_CONTACT: "The reporting person was contacted or has an answer in the mailbox.",
        DeadlineKind.REVIEW: "The severity is confirmed and the next step is decided.",
        DeadlineKind.FEEDBACK: "The reporting person knows the result.",
        DeadlineKind.STRAFANTRAG: "The application is filed, or it is decided not to file one.",
        DeadlineKind.AGG_CLAIM: "The claims are filed, or it is decided to waive them.",
        DeadlineKind.OFFENDER_KNOWN: "The day since when deed and person are known is entered. The time for "
        "the application for prosecution starts on it.",
        DeadlineKind.DISCRIMINATION_KNOWN: "The day since when the discrimination is known is entered. The "
        "time for claims under the Equal Treatment Act starts on it.",
    },
    entitled={
        EntitledPerson.CASE: "",
        EntitledPerson.AFFECTED: "for the affected person",
        EntitledPerson.SUPERIOR: "for the official superior",
    },
    audience={
        Audience.OFFICER: "case officer",
        Audience.DEPUTY: "deputy",
        Audience.HEAD: "head of the responsible office",
        Audience.COORDINATION: "coordination",
        Audience.LEADERSHIP: "leadership of the administration",
    },
    partner_kind={
        PartnerKind.POLICE: "police",
        PartnerKind.COUNSELLING: "counselling",
        PartnerKind.ANTIDISCRIMINATION_BODY: "antidiscrimination body",
        PartnerKind.LEGAL_AID: "legal aid",
        PartnerKind.ONLINE_HATE_UNIT: "unit against online hate",
    },
    notice_state={
        NoticeState.QUEUED: "waiting to be sent",
        NoticeState.CLAIMED: "being sent",
        NoticeState.UNCERTAIN: "uncertain: the connection broke before receipt was confirmed",
        NoticeState.RETRY: "will be tried again",
        NoticeState.SENT: "sent",
        NoticeState.FAILED: "not delivered, no further attempts",
        NoticeState.BOUNCED: "came back as undeliverable",
        NoticeState.WITHHELD: "withheld",
        NoticeState.CANCELLED: "cancelled",
        NoticeState.EXPIRED: "not delivered after all attempts",
    },
    message={
        MessageName.CASE_ASSIGNED: "New case",
        MessageName.CASE_TO_KNOW: "Case for your information",
        MessageName.PARTNER_REFERRAL: "Request to a partner organisation",
        MessageName.PARTNER_ACUTE_DANGER: "Request to call back, acute danger",
        MessageName.DEADLINE_REMINDER: "Reminder of a deadline",
        MessageName.DEADLINE_ESCALATION: "Notice of an open deadline",
        MessageName.SEVERITY_RAISED: "Higher severity",
        MessageName.ALARM_NO_OFFICE: "Alarm: no responsible office",
        MessageName.ALARM_UNROUTED: "Alarm: report not assigned",
        MessageName.ALARM_UNDELIVERED: "Alarm: notice not delivered",
        MessageName.ALARM_OVERDUE: "Alarm: deadlines nobody works on",
        MessageName.ALARM_INVARIANT: "Alarm: self-check",
        MessageName.CASE_HANDED_AROUND: "Case handed over several times",
        MessageName.CASE_RESUMED: "End of a pause",
    },
    invariant=INVARIANTS_EN,
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    months=(
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    day_format="{weekday}, {day} {month} {year}",
    moment_format="{date}, {clock}",
    end_of_day_format="{date} (end of the day)",
    zones={},
)
