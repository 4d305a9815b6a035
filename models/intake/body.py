"""The report as it comes in: fixed JSON names, strict types, nothing unknown, nothing cut.

Checks that need to know the municipality (its offices, its local day) read them from the validation context.
`null` counts as left out wherever there is no default word; elsewhere it is a wrong word.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Annotated, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from models.intake.email_address import EmailAddress
from models.intake.language_tag import LanguageTag
from models.intake.texts import ExactWords, Narrative, PersonName, PhoneNumber, Place
from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    Identity,
    IncidentKind,
    Motive,
    PartnerKind,
    Perpetrator,
    ReporterRelation,
)

# A repeated word is harmless in a set, a hundred thousand of them are not.
MAX_WORDS = 100
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Word = TypeVar("Word")
Words = Annotated[list[Annotated[Word, Field(strict=False)]], Field(max_length=MAX_WORDS)]
One = Annotated[Word, Field(strict=False)]  # strict pydantic would want enum members, JSON has words


@dataclass(frozen=True, slots=True)
class IntakeContext:
    """What a report is checked against. `today` is the local day of the municipality at submission."""

    municipality: str
    offices: Collection[str]
    today: date


def _read_day(value: object) -> date:
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise PydanticCustomError("day_format", "no day")
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise PydanticCustomError("day_missing", "no such day") from None


def _refuse_future(day: date, info: ValidationInfo[IntakeContext]) -> date:
    if day > info.context.today:
        raise PydanticCustomError("day_future", "future")
    return day


Day = Annotated[
    date,
    BeforeValidator(_read_day, json_schema_input_type=str),
    AfterValidator(_refuse_future),
    Field(json_schema_extra={"format": "date"}),
]


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)


class Danger(_Strict):
    """Nine questions on how dangerous it is; each is yes, no or unknown."""

    danger_now: One[Answer] = Field(default=Answer.UNKNOWN, description="Somebody is in danger right now.")
    weapon: One[Answer] = Field(
        default=Answer.UNKNOWN, description="A weapon or dangerous object was shown, used or announced."
    )
    injured: One[Answer] = Field(default=Answer.UNKNOWN, description="Somebody was hurt.")
    home_affected: One[Answer] = Field(
        default=Answer.UNKNOWN,
        description="It happened at the home, or the home address was used or published.",
    )
    family_affected: One[Answer] = Field(default=Answer.UNKNOWN, description="Relatives were included.")
    threat_concrete: One[Answer] = Field(
        default=Answer.UNKNOWN, description="A time, a place or a deed was named."
    )
    repeated: One[Answer] = Field(default=Answer.UNKNOWN, description="The same source before.")
    coordinated: One[Answer] = Field(
        default=Answer.UNKNOWN, description="Several senders or a call to others."
    )
    afraid: One[Answer] = Field(default=Answer.UNKNOWN, description="The affected person feels unsafe.")


class Contact(_Strict):
    """How the reporting person can be reached; every part is optional."""

    name: PersonName | None = None
    email: EmailAddress | None = None
    phone: PhoneNumber | None = None

    @property
    def is_given(self) -> bool:
        return any(value and value.strip() for value in (self.name, self.email, self.phone))


class ReportBody(_Strict):
    """A report to the municipal reporting office. Only `narrative` is mandatory."""

    municipality: str | None = Field(
        default=None, description="Slug of the municipality; left out: the installation's only one."
    )
    language: LanguageTag = Field(default="de", description="BCP 47 tag of the narrative's language.")
    narrative: Narrative = Field(description="What happened.")
    exact_words: ExactWords | None = Field(
        default=None, description="What was said or written, word for word."
    )
    occurred_on: Day | None = Field(default=None, description="Day of the incident, not in the future.")
    place: Place | None = Field(default=None, description="Where it happened.")
    channel: One[Channel] = Field(default=Channel.UNKNOWN, description="How it reached the affected person.")
    incident_kinds: Words[IncidentKind] = Field(default=[], description="What it was; several are possible.")
    motives: Words[Motive] = Field(default=[], description="What it was probably about.")
    affected_role: One[AffectedRole] = Field(
        default=AffectedRole.UNKNOWN, description="In which role the affected person was hit."
    )
    reporter_relation: One[ReporterRelation] = Field(
        default=ReporterRelation.UNKNOWN, description="How the reporting person stands to the incident."
    )
    perpetrator: One[Perpetrator] = Field(default=Perpetrator.UNKNOWN, description="Who did it.")
    danger: Danger = Field(default=Danger())
    offender_known_on: Day | None = Field(
        default=None,
        description="Day on which the affected person knew the deed and the offender.",
    )
    discrimination_known_on: Day | None = Field(
        default=None, description="Day on which the affected person learned of the disadvantage."
    )
    identity: One[Identity] | None = Field(
        default=None, description="Left out: confidential when a contact is given, else anonymous."
    )
    contact: Contact | None = Field(default=None, description="Refused when identity is anonymous.")
    consent: Words[PartnerKind] = Field(default=[], description="Partner kinds that may be shown the case.")
    not_to_offices: Words[str] = Field(
        default=[], description="Ids of offices that must not see the report (conflict of interest)."
    )

    @field_validator("municipality")
    @classmethod
    def check_municipality(cls, slug: str | None, info: ValidationInfo[IntakeContext]) -> str | None:
        if slug is not None and slug != info.context.municipality:
            raise PydanticCustomError("municipality_other", "other municipality")
        return slug

    @field_validator("offender_known_on")
    @classmethod
    def check_after_deed(cls, day: date | None, info: ValidationInfo[IntakeContext]) -> date | None:
        """Nobody knows the offender of a deed before it happened.

        A disadvantage, though, can be known before it takes effect (a notice of dismissal): so
        discrimination_known_on is free to lie before occurred_on, and its clock starts with the knowledge.
        """
        occurred_on: date | None = info.data.get("occurred_on")
        if day is not None and occurred_on is not None and day < occurred_on:
            raise PydanticCustomError("day_before_deed", "before the deed")
        return day

    @field_validator("contact")
    @classmethod
    def refuse_anonymous_contact(
        cls, contact: Contact | None, info: ValidationInfo[IntakeContext]
    ) -> Contact | None:
        if contact is not None and contact.is_given and info.data.get("identity") is Identity.ANONYMOUS:
            raise PydanticCustomError("contact_anonymous", "anonymous")
        return contact

    @field_validator("not_to_offices")
    @classmethod
    def check_offices(cls, offices: list[str], info: ValidationInfo[IntakeContext]) -> list[str]:
        known = info.context.offices
        if not all(office in known for office in offices):
            raise PydanticCustomError("office_unknown", "{words}", {"words": ", ".join(sorted(known))})
        return offices
