"""Reports as people of a town hall send them: answers and short texts in German, drawn."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from models.intake import ReportIn, parse_report
from models.vocabulary import DangerQuestion, PartnerKind

_CONSENTS = 0.55
_DAY_KNOWN = 0.6


@dataclass(frozen=True, slots=True)
class Pattern:
    """One kind of incident; `yes` and `unknown` are the chances of an answer, no otherwise."""

    weight: float
    kinds: tuple[str, ...]
    channels: tuple[str, ...]
    perpetrators: tuple[str, ...]
    roles: tuple[str, ...]
    motives: tuple[str, ...]
    texts: tuple[str, ...]
    yes: Mapping[str, float]
    unknown: float


@cache
def read_patterns() -> tuple[tuple[Pattern, ...], Mapping[str, tuple[str, ...]]]:
    """The patterns, and the words their texts are filled with."""
    data = tomllib.loads(files(__package__).joinpath("reports.toml").read_text(encoding="utf-8"))
    patterns = tuple(
        Pattern(
            weight=pattern["weight"],
            kinds=tuple(pattern["kinds"]),
            channels=tuple(pattern["channels"]),
            perpetrators=tuple(pattern["perpetrators"]),
            roles=tuple(pattern["roles"]),
            motives=tuple(pattern["motives"]),
            texts=tuple(pattern["texts"]),
            yes=pattern.get("yes", {}),
            unknown=pattern.get("unknown", 0.08),
        )
        for pattern in data["patterns"]
    )
    return patterns, {name: tuple(words) for name, words in data["words"].items()}


def draw_report(chance: Random, *, municipality: str, offices: Collection[str], today: date) -> ReportIn:
    patterns, words = read_patterns()
    (pattern,) = chance.choices(patterns, [pattern.weight for pattern in patterns])
    occurred_on = today - timedelta(days=min(60, int(chance.expovariate(0.3))))
    days_known = {"offender_known_on": occurred_on.isoformat()} if chance.random() < _DAY_KNOWN else {}
    if "discrimination" in pattern.kinds and chance.random() < _DAY_KNOWN:
        days_known["discrimination_known_on"] = occurred_on.isoformat()
    text = chance.choice(pattern.texts).format(
        **{name: chance.choice(choice) for name, choice in words.items()}
    )
    body: dict[str, Any] = {
        "narrative": text,
        "language": "de",
        "occurred_on": occurred_on.isoformat(),
        "channel": chance.choice(pattern.channels),
        "incident_kinds": [pattern.kinds[0], *(kind for kind in pattern.kinds[1:] if chance.random() < 0.5)],
        "motives": [chance.choice(pattern.motives)],
        "affected_role": chance.choice(pattern.roles),
        "reporter_relation": chance.choice(("self", "self", "self", "witness", "on_behalf")),
        "perpetrator": chance.choice(pattern.perpetrators),
        "danger": _draw_answers(chance, pattern),
        "consent": [kind.value for kind in PartnerKind if chance.random() < _CONSENTS],
        **days_known,
    }
    return parse_report(body, municipality=municipality, offices=offices, today=today)


def _draw_answers(chance: Random, pattern: Pattern) -> dict[str, str]:
    answers = {}
    for question in DangerQuestion:
        drawn = chance.random()
        yes = pattern.yes.get(question.value, 0.03 if question is not DangerQuestion.AFRAID else 0.25)
        sure_no = 1 - pattern.unknown
        answers[question.value] = "yes" if drawn < yes else "no" if drawn < max(yes, sure_no) else "unknown"
    return answers
