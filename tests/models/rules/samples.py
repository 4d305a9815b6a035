"""Reports to decide: everything answered with no unless a test says otherwise."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from models.policy import shipped_policy
from models.rules.decision import TextAssessment
from models.rules.facts import ReportFacts
from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    DangerQuestion,
    IncidentKind,
    Motive,
    PartnerKind,
    Perpetrator,
    ReporterRelation,
)

RULES = shipped_policy("augsburg").ruleset
CLEAR_TEXT = TextAssessment(assessed=True)
# Monday, 10:00 in Augsburg.
_BERLIN = ZoneInfo("Europe/Berlin")
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def calm_report(
    *kinds: str,
    danger: dict[str, str] | None = None,
    motives: Iterable[str] = (),
    consent: Iterable[str] = (),
    **fields: Any,
) -> ReportFacts:
    """A report whose danger questions are all answered no, but for the ones given."""
    answers = {question: Answer((danger or {}).get(question.value, "no")) for question in DangerQuestion}
    known: dict[str, Any] = {
        "channel": Channel.PHONE,
        "affected_role": AffectedRole.RESIDENT,
        "reporter_relation": ReporterRelation.SELF,
        "perpetrator": Perpetrator.CITIZEN,
    }
    return ReportFacts(
        narrative="",
        incident_kinds=frozenset(IncidentKind(kind) for kind in kinds),
        danger=answers,
        motives=frozenset(Motive(motive) for motive in motives),
        consent=frozenset(PartnerKind(kind) for kind in consent),
        **(known | fields),
    )


def local(text: str) -> datetime:
    """The instant at which a clock in Augsburg shows `YYYY-MM-DD HH:MM[:SS]`; in October the first of two."""
    return datetime.fromisoformat(text).replace(tzinfo=_BERLIN).astimezone(UTC)


def day(text: str) -> date:
    return date.fromisoformat(text)
