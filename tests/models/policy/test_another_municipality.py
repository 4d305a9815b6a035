"""An invented town in another Land: nothing of Augsburg stands in the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import models.policy
import models.rules
from models.policy import shipped_policy
from models.rules.deadlines import plan_deadlines
from models.rules.routing import choose_office
from models.vocabulary import Severity
from tests.models.rules.samples import calm_report, local

TOWN = shipped_policy("nordhaven").ruleset


def due(kind: str, severity: str, at: str, *, office: str | None = "respect") -> str:
    planned = plan_deadlines(
        calm_report(), Severity(severity), office=office, ruleset=TOWN, submitted_at=local(at)
    )
    return next(f"{deadline.due_at:%Y-%m-%dT%H:%M:%SZ}" for deadline in planned if deadline.kind == kind)


@pytest.mark.parametrize(
    ("kinds", "excluded", "office"),
    [
        (("threat",), (), "protection"),
        (("discrimination",), (), "respect"),
        (("threat",), ("protection",), "respect"),
        (("insult",), ("respect",), "protection"),
        (("insult",), ("respect", "protection"), None),
    ],
)
def test_two_offices(kinds: tuple[str, ...], excluded: tuple[str, ...], office: str | None) -> None:
    facts = calm_report(*kinds, not_to_offices=frozenset(excluded))
    decided = choose_office(facts, Severity.LOW, ruleset=TOWN)
    assert (decided.office, decided.also_inform) == (office, ())


@pytest.mark.parametrize(
    ("kind", "severity", "at", "office", "expected"),
    [
        # Monday 10:00: 2 + 2 hours on Monday, 2 on Tuesday at the town hall; straight on at the other office.
        ("acknowledge", "medium", "2026-11-23 10:00", "respect", "2026-11-24T10:00:00Z"),
        ("acknowledge", "medium", "2026-11-23 10:00", "protection", "2026-11-23T15:00:00Z"),
        ("acknowledge", "medium", "2026-11-23 10:00", None, "2026-11-24T10:00:00Z"),
        ("acknowledge", "critical", "2026-11-22 03:00", "protection", "2026-11-22T02:30:00Z"),
        # Tuesday: the town hall is closed on Wednesdays, the other office is open on Saturdays.
        ("review", "critical", "2026-11-24 10:00", "respect", "2026-11-26T17:00:00Z"),
        ("review", "critical", "2026-11-27 10:00", "protection", "2026-11-28T12:00:00Z"),
        # Reformation Day is a holiday here, Epiphany and 8 August are not.
        ("review", "critical", "2025-10-30 10:00", "protection", "2025-11-01T12:00:00Z"),
        ("review", "critical", "2028-08-07 10:00", "protection", "2028-08-08T16:00:00Z"),
        ("review", "critical", "2027-05-05 10:00", "protection", "2027-05-08T11:00:00Z"),
        ("feedback", "low", "2026-10-06 10:00", "respect", "2027-01-06T22:59:59Z"),
    ],
)
def test_other_hours_and_holidays(
    kind: str, severity: str, at: str, office: str | None, expected: str
) -> None:
    assert due(kind, severity, at, office=office) == expected


def test_the_code_names_no_municipality() -> None:
    rooms = [Path(package.__path__[0]) for package in (models.rules, models.policy)]
    words = re.compile(r"prevention|antidiscrimination\"|\"integration|Schwaben|Friedensfest", re.IGNORECASE)
    for room in rooms:
        for path in room.rglob("*.py"):
            code = re.sub(r'""".*?"""|#.*', "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert not words.search(code), path
