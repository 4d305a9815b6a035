"""The words of the domain: every closed set of values, named once.

The JSON words of a report are fixed; the German labels live with the texts that people read.
"""

from __future__ import annotations

from enum import StrEnum


class Severity(StrEnum):
    """Urgency of handling (Dringlichkeit), not probability. Ordered by `rank`."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 (low) to 3 (critical); compare severities by it, never as text."""
        return list(Severity).index(self)


class Answer(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Channel(StrEnum):
    IN_PERSON = "in_person"
    PHONE = "phone"
    LETTER = "letter"
    EMAIL = "email"
    MESSENGER = "messenger"
    SOCIAL_MEDIA = "social_media"
    GRAFFITI = "graffiti"
    OTHER = "other"
    UNKNOWN = "unknown"


class IncidentKind(StrEnum):
    INSULT = "insult"
    THREAT = "threat"
    COERCION = "coercion"
    STALKING = "stalking"
    DOXXING = "doxxing"
    PHYSICAL_ATTACK = "physical_attack"
    ARSON = "arson"
    PROPERTY_DAMAGE = "property_damage"
    HATE_SYMBOLS = "hate_symbols"
    INCITEMENT = "incitement"
    SEXUAL_HARASSMENT = "sexual_harassment"
    DISCRIMINATION = "discrimination"
    EXCLUSION = "exclusion"
    HOSTILE_CAMPAIGN = "hostile_campaign"
    OTHER = "other"


class Motive(StrEnum):
    RACISM = "racism"
    ANTISEMITISM = "antisemitism"
    ANTI_MUSLIM = "anti_muslim"
    ANTIZIGANISM = "antiziganism"
    SEXISM = "sexism"
    QUEER_HOSTILITY = "queer_hostility"
    DISABILITY = "disability"
    POLITICAL = "political"
    RELIGION = "religion"
    SOCIAL_STATUS = "social_status"
    OTHER = "other"
    UNKNOWN = "unknown"


class AffectedRole(StrEnum):
    EMPLOYEE = "employee"
    MANAGER = "manager"
    ELECTED_OFFICIAL = "elected_official"
    CANDIDATE = "candidate"
    VOLUNTEER = "volunteer"
    RESIDENT = "resident"
    GROUP = "group"
    UNKNOWN = "unknown"


class ReporterRelation(StrEnum):
    SELF = "self"
    WITNESS = "witness"
    ON_BEHALF = "on_behalf"
    UNKNOWN = "unknown"


class Perpetrator(StrEnum):
    COLLEAGUE = "colleague"
    SUPERIOR = "superior"
    ELECTED_OFFICIAL = "elected_official"
    CITIZEN = "citizen"
    GROUP = "group"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"

    @property
    def is_internal(self) -> bool:
        """Colleague and superior count as internal (policy: perpetrator internal)."""
        return self in {Perpetrator.COLLEAGUE, Perpetrator.SUPERIOR}


class DangerQuestion(StrEnum):
    DANGER_NOW = "danger_now"
    WEAPON = "weapon"
    INJURED = "injured"
    HOME_AFFECTED = "home_affected"
    FAMILY_AFFECTED = "family_affected"
    THREAT_CONCRETE = "threat_concrete"
    REPEATED = "repeated"
    COORDINATED = "coordinated"
    AFRAID = "afraid"


class Identity(StrEnum):
    ANONYMOUS = "anonymous"
    CONFIDENTIAL = "confidential"
    NAMED = "named"


class PartnerKind(StrEnum):
    POLICE = "police"
    COUNSELLING = "counselling"
    ANTIDISCRIMINATION_BODY = "antidiscrimination_body"
    LEGAL_AID = "legal_aid"
    ONLINE_HATE_UNIT = "online_hate_unit"


class PartnerBecause(StrEnum):
    """Why a partner is told at all."""

    CONSENT = "consent"
    ACUTE_DANGER = "acute_danger"


class ReasonSource(StrEnum):
    ANSWERS = "answers"
    TEXT = "text"


class CaseState(StrEnum):
    RECEIVED = "received"
    ROUTED = "routed"
    ACKNOWLEDGED = "acknowledged"
    IN_PROGRESS = "in_progress"
    PAUSED = "paused"
    CLOSED = "closed"
    ERASED = "erased"


class NextStep(StrEnum):
    """What an officer has decided to do next: a word of classification, never free text."""

    TALK = "talk"
    PROTECT = "protect"
    REFER = "refer"
    CRIMINAL_COMPLAINT = "criminal_complaint"
    CLEARING = "clearing"
    OBSERVE = "observe"
    CLOSE = "close"


class DeadlineKind(StrEnum):
    ACKNOWLEDGE = "acknowledge"
    FIRST_CONTACT = "first_contact"
    REVIEW = "review"
    FEEDBACK = "feedback"
    STRAFANTRAG = "strafantrag"
    AGG_CLAIM = "agg_claim"
    # Questions, not periods: the day a legal period starts from is not known yet and somebody has to ask.
    OFFENDER_KNOWN = "offender_known"
    DISCRIMINATION_KNOWN = "discrimination_known"


# Periods a statute sets (§ 77b StGB, § 15 (4) AGG): started by a day a person learned something, never merged
# with other deadlines, never ended unnoticed.
STATUTORY = frozenset({DeadlineKind.STRAFANTRAG, DeadlineKind.AGG_CLAIM})


class CaseActionKind(StrEnum):
    """What a person does to a case or one of its deadlines, beside judging its severity."""

    CONTACT = "contact"
    PAUSE = "pause"
    RESUME = "resume"
    EXTEND = "extend"
    HAND_OVER = "hand_over"
    CLOSE = "close"
    REOPEN = "reopen"
    LINK = "link"
    SET_DEADLINE = "set_deadline"
    CORRECT_DEADLINE = "correct_deadline"
    SUSPEND_DEADLINE = "suspend_deadline"
    WAIVE_DEADLINE = "waive_deadline"
    MEET_DEADLINE = "meet_deadline"


class DeadlineClock(StrEnum):
    ELAPSED = "elapsed"
    OFFICE_HOURS = "office_hours"
    OFFICE_DAYS = "office_days"
    LEGAL = "legal"


class DeadlineState(StrEnum):
    ARMED = "armed"
    PAUSED = "paused"
    MET = "met"
    BREACHED = "breached"
    CANCELLED = "cancelled"
    SUPERSEDED = "superseded"

    @property
    def is_live(self) -> bool:
        return self in {DeadlineState.ARMED, DeadlineState.PAUSED, DeadlineState.BREACHED}


class EntitledPerson(StrEnum):
    """Whose right the deadline guards: § 77a StGB gives the superior of an office holder an own clock."""

    CASE = "case"
    AFFECTED = "affected"
    SUPERIOR = "superior"


class Audience(StrEnum):
    """Who is told by an escalation step; from the case outwards."""

    OFFICER = "officer"
    DEPUTY = "deputy"
    HEAD = "head"
    COORDINATION = "coordination"
    LEADERSHIP = "leadership"


class StepKind(StrEnum):
    REMINDER = "reminder"
    DUE = "due"
    ESCALATION = "escalation"
    REPEAT = "repeat"
    OVERDUE = "overdue"


class Role(StrEnum):
    """Role of a person of the municipality."""

    OFFICER = "officer"
    DEPUTY = "deputy"
    HEAD = "head"
    COORDINATOR = "coordinator"
    LEADERSHIP = "leadership"


class NoticeState(StrEnum):
    QUEUED = "queued"
    CLAIMED = "claimed"
    UNCERTAIN = "uncertain"
    RETRY = "retry"
    SENT = "sent"
    FAILED = "failed"
    BOUNCED = "bounced"
    WITHHELD = "withheld"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class RecipientKind(StrEnum):
    OFFICE = "office"
    PERSON = "person"
    PARTNER = "partner"
    COORDINATION = "coordination"
    OUTSIDE = "outside"


class MessageName(StrEnum):
    """Every message that leaves the house; notifications/templates has a folder for each."""

    CASE_ASSIGNED = "case_assigned"
    CASE_TO_KNOW = "case_to_know"
    PARTNER_REFERRAL = "partner_referral"
    PARTNER_ACUTE_DANGER = "partner_acute_danger"
    DEADLINE_REMINDER = "deadline_reminder"
    DEADLINE_ESCALATION = "deadline_escalation"
    SEVERITY_RAISED = "severity_raised"
    ALARM_NO_OFFICE = "alarm_no_office"
    ALARM_UNROUTED = "alarm_unrouted"
    ALARM_UNDELIVERED = "alarm_undelivered"
    ALARM_OVERDUE = "alarm_overdue"
    ALARM_INVARIANT = "alarm_invariant"
    CASE_HANDED_AROUND = "case_handed_around"
    CASE_RESUMED = "case_resumed"


class ReferralState(StrEnum):
    SENT = "sent"
    SEEN = "seen"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DONE = "done"
    REVOKED = "revoked"


class DispatchFlow(StrEnum):
    """Flows whose runs the dispatcher starts."""

    ROUTE_CASE = "route_case"
    ESCALATE_DEADLINE = "escalate_deadline"


class DispatchState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    DONE = "done"
    SET_ASIDE = "set_aside"


class ActorKind(StrEnum):
    """Who did what an audit entry says."""

    REPORTER = "reporter"
    SYSTEM = "system"
    OFFICER = "officer"
    COMMAND_LINE = "command_line"
