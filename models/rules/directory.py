"""Who is there: the municipality, its offices and people, and the partners outside."""

from __future__ import annotations

from dataclasses import dataclass

from models.rules.hours import WeeklyHours
from models.vocabulary import PartnerKind, Role


@dataclass(frozen=True, slots=True)
class Municipality:
    slug: str
    name_de: str
    name_en: str


@dataclass(frozen=True, slots=True)
class Office:
    """A unit that handles cases. `hours` only when they differ from the municipality's."""

    id: str
    name_de: str
    name_en: str
    mailbox: str
    hours: WeeklyHours | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """A functional post, never a private name. `office` is None for posts of the whole municipality.

    `deputy` is the id of the person who stands in when this one cannot be reached.
    """

    id: str
    role: Role
    name_de: str
    name_en: str
    email: str
    language: str = "de"
    office: str | None = None
    deputy: str | None = None


@dataclass(frozen=True, slots=True)
class Partner:
    """An organisation outside the municipality's offices."""

    id: str
    kind: PartnerKind
    name: str
    email: str
    language: str = "de"
