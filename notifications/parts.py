"""Parts that several messages share."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from annotated_types import Ge
from pydantic import ConfigDict
from pydantic.dataclasses import dataclass

from models.invariant import Invariant
from models.vocabulary import STATUTORY, DeadlineKind, EntitledPerson, Severity
from notifications.fields import Instant, Line, Link, Reference

# hide_input_in_errors: an error text goes to logs, what was refused must not.
STRICT = ConfigDict(strict=True, extra="forbid", hide_input_in_errors=True)


@dataclass(frozen=True, kw_only=True, config=STRICT)
class Contact:
    """A unit to ask, never a person: its name in both languages, shared mailbox and telephone."""

    name_de: Line
    name_en: Line
    mailbox: Line | None = None
    phone: Line | None = None


@dataclass(frozen=True, kw_only=True, config=STRICT)
class DeadlineLine:
    """What is expected by when. `due_on` is set when the deadline ends with that local day.

    `check`: whether the deed is prosecuted on application alone needs checking; `estimated`: counted from a
    day the law does not name; `overdue`: already over.
    """

    kind: DeadlineKind
    due_at: Instant
    due_on: date | None = None
    entitled_person: EntitledPerson = EntitledPerson.CASE
    estimated: bool = False
    check: bool = False
    overdue: bool = False

    @property
    def is_statute(self) -> bool:
        """A statute sets it (§ 77b StGB, § 15(4) AGG): the mail says that a person decides."""
        return self.kind in STATUTORY


@dataclass(frozen=True, kw_only=True, config=STRICT)
class OtherDeadline:
    """One more deadline in a digest: of another case, or another one of the same case."""

    case_ref: Reference
    severity: Severity
    deadline: DeadlineLine
    link: Link


@dataclass(frozen=True, kw_only=True, config=STRICT)
class BrokenInvariant:
    """`rows` break it since `since`; None when the query itself failed or took too long.

    `case_refs` are some of the cases."""

    invariant: Invariant
    rows: Annotated[int, Ge(1)] | None
    since: Instant
    case_refs: tuple[Reference, ...] = ()
