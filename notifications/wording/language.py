"""What a language must have a word for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.invariant import Invariant
from models.vocabulary import (
    Audience,
    DeadlineKind,
    EntitledPerson,
    MessageName,
    NoticeState,
    PartnerKind,
    Severity,
)


class Language(StrEnum):
    DE = "de"
    EN = "en"


@dataclass(frozen=True, slots=True)
class InvariantWords:
    """`is_so`: what is wrong, a whole sentence; `to_do`: what somebody in charge does about it."""

    is_so: str
    to_do: str


@dataclass(frozen=True, slots=True)
class Wording:
    """`deadline` names it, `task` says what has to be done; the sentences go on behind "You get this as"."""

    severity: Mapping[Severity, str]
    deadline: Mapping[DeadlineKind, str]
    task: Mapping[DeadlineKind, str]
    entitled: Mapping[EntitledPerson, str]
    audience: Mapping[Audience, str]
    partner_kind: Mapping[PartnerKind, str]
    notice_state: Mapping[NoticeState, str]
    message: Mapping[MessageName, str]
    invariant: Mapping[Invariant, InvariantWords]
    weekdays: tuple[str, ...]
    months: tuple[str, ...]
    day_format: str
    moment_format: str
    end_of_day_format: str
    zones: Mapping[str, str]
