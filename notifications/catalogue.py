"""Every message that leaves the house, as frozen values of references and classifications.

No field takes report content or personal data: names are names of units, addresses are shared mailboxes.
The outbox keeps `name` and `to_context()`; `message_from_context` brings the same value back.
"""

from __future__ import annotations

import json
from functools import cache
from typing import Annotated, Any, ClassVar, Self

from annotated_types import Ge, Le
from pydantic import JsonValue, TypeAdapter, ValidationError, model_validator
from pydantic.dataclasses import dataclass

from models.errors import MeldewegError
from models.invariant import Invariant
from models.vocabulary import (
    Audience,
    MessageName,
    NoticeState,
    PartnerBecause,
    PartnerKind,
    RecipientKind,
    Severity,
    StepKind,
)
from notifications.fields import Instant, Line, Link, Reference, ZoneName
from notifications.parts import STRICT, BrokenInvariant, Contact, DeadlineLine, OtherDeadline

DangerLevel = Annotated[int, Ge(0), Le(3)]
Count = Annotated[int, Ge(0)]


class MessageRefused(MeldewegError):
    """A stored context is no message of that name; says which keys, never their values."""

    code = "message_refused"


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Message:
    """`municipality` is its name; `timezone` that of its clocks; `ask` who answers questions."""

    name: ClassVar[MessageName]

    municipality: Line
    timezone: ZoneName
    ask: Contact

    def to_context(self) -> dict[str, JsonValue]:
        """Plain JSON for the outbox row; instants end in Z."""
        context: dict[str, JsonValue] = _adapter(self.name).dump_python(self, mode="json")
        return context


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CaseMessage(Message):
    """About one case, for people of the municipality. `office` is responsible, None when no office is."""

    case_ref: Reference
    severity: Severity
    danger_level: DangerLevel
    office: Contact | None
    link: Link


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CaseAssigned(CaseMessage):
    """The office is responsible now. `handed_over`: it comes from another office."""

    name = MessageName.CASE_ASSIGNED

    received_at: Instant
    deadlines: tuple[DeadlineLine, ...]
    handed_over: bool = False


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CaseToKnow(CaseMessage):
    """`informed` is told that a case of its field lies with `office`; nothing is asked of it."""

    name = MessageName.CASE_TO_KNOW

    informed: Contact
    received_at: Instant


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PartnerReferral(Message):
    """A partner is asked, with consent. `ask` is the responsible office; `answer_by` may be left open."""

    name = MessageName.PARTNER_REFERRAL

    case_ref: Reference
    severity: Severity
    partner: Line
    partner_kind: PartnerKind
    link: Link
    answer_by: Instant | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class PartnerAcuteDanger(Message):
    """Content-free call to the police unit; `ask` is the office to call back. A link only with consent."""

    name = MessageName.PARTNER_ACUTE_DANGER

    case_ref: Reference
    partner: Line
    because: PartnerBecause
    link: Link | None = None

    @model_validator(mode="after")
    def _check_link_has_consent(self) -> Self:
        if self.link is not None and self.because is not PartnerBecause.CONSENT:
            raise ValueError("without consent no link leaves the house")
        return self


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeadlineMessage(CaseMessage):
    """One step of one deadline. `also` makes it a digest: what else the recipient has to hear now."""

    deadline: DeadlineLine
    step: StepKind
    audience: Audience
    also: tuple[OtherDeadline, ...] = ()

    @model_validator(mode="after")
    def _check_statutes_stand_alone(self) -> Self:
        if self.also and any(
            line.is_statute for line in (self.deadline, *(one.deadline for one in self.also))
        ):
            raise ValueError("a statutory deadline is never merged into a digest")
        return self


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeadlineReminder(DeadlineMessage):
    name = MessageName.DEADLINE_REMINDER


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeadlineEscalation(DeadlineMessage):
    """`repeat_no` counts from 1 in repeats and is 0 otherwise."""

    name = MessageName.DEADLINE_ESCALATION

    repeat_no: Count = 0


@dataclass(frozen=True, kw_only=True, config=STRICT)
class SeverityRaised(CaseMessage):
    """`severity` is the new one, `deadlines` those planned anew."""

    name = MessageName.SEVERITY_RAISED

    severity_before: Severity
    deadlines: tuple[DeadlineLine, ...]


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AlarmNoOffice(CaseMessage):
    """No office may have the case; the coordination has to find somebody."""

    name = MessageName.ALARM_NO_OFFICE

    received_at: Instant
    deadlines: tuple[DeadlineLine, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AlarmUnrouted(Message):
    """A case waits unrouted. `problem` is an error code, never an error text."""

    name = MessageName.ALARM_UNROUTED

    case_ref: Reference
    received_at: Instant
    attempts: Count
    link: Link
    problem: Reference | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AlarmUndelivered(Message):
    """A notice reached nobody. `recipient` names a unit, None for a person (then `audience` says who).

    `reply` is what the relay answered: reply code and enhanced status code, nothing else.
    """

    name = MessageName.ALARM_UNDELIVERED

    undelivered: MessageName
    state: NoticeState
    recipient_kind: RecipientKind
    link: Link
    case_ref: Reference | None = None
    recipient: Line | None = None
    audience: Audience | None = None
    reply: Line | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AlarmOverdue(Message):
    """Deadline steps are due and nothing acted on them: the clockwork itself stands still."""

    name = MessageName.ALARM_OVERDUE

    overdue: Annotated[int, Ge(1)]
    oldest_due_at: Instant
    link: Link
    case_refs: tuple[Reference, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CaseHandedAround(CaseMessage):
    """A case goes from office to office; the coordination settles who has it.

    `hand_overs` counts those of the last `within_h` hours, this one included.
    """

    name = MessageName.CASE_HANDED_AROUND

    hand_overs: Annotated[int, Ge(1)]
    within_h: Annotated[int, Ge(1)]
    deadlines: tuple[DeadlineLine, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class CaseResumed(CaseMessage):
    """A pause is over. `by_itself`: its agreed end has come; `deadlines` are those that go on."""

    name = MessageName.CASE_RESUMED

    by_itself: bool
    deadlines: tuple[DeadlineLine, ...] = ()


@dataclass(frozen=True, kw_only=True, config=STRICT)
class AlarmInvariant(Message):
    """What must hold at every moment does not, or holds again. References are in the software, not here."""

    name = MessageName.ALARM_INVARIANT

    broken: tuple[BrokenInvariant, ...]
    holds_again: tuple[Invariant, ...]
    link: Link

    @model_validator(mode="after")
    def _check_says_something(self) -> Self:
        if not self.broken and not self.holds_again:
            raise ValueError("an alarm about nothing")
        return self


MESSAGES: dict[MessageName, type[Message]] = {
    message.name: message
    for message in (
        CaseAssigned,
        CaseToKnow,
        PartnerReferral,
        PartnerAcuteDanger,
        DeadlineReminder,
        DeadlineEscalation,
        SeverityRaised,
        AlarmNoOffice,
        AlarmUnrouted,
        AlarmUndelivered,
        AlarmOverdue,
        AlarmInvariant,
        CaseHandedAround,
        CaseResumed,
    )
}


def message_from_context(name: MessageName, context: dict[str, JsonValue]) -> Message:
    """The message kept in an outbox row; `MessageRefused` on unknown or missing keys and wrong values."""
    try:
        message: Message = _adapter(name).validate_json(json.dumps(context))
    except ValidationError as error:
        places = sorted({".".join(str(part) for part in problem["loc"]) for problem in error.errors()})
        raise MessageRefused(f"{name}: {', '.join(places)}") from None
    return message


@cache
def _adapter(name: MessageName) -> TypeAdapter[Any]:
    return TypeAdapter(MESSAGES[name])
