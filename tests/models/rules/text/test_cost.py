"""Hostile text costs no more than other text, and thousands of reports are read in a second.

What is measured to the millisecond is left to `make soak`: other work on a machine must not fail a test.
"""

from __future__ import annotations

import random
import time

import pytest

from tests.models.rules.text.levels import assess, read_examples

LENGTH = 20_000
HOSTILE = {
    "one letter": "a",
    "letters apart": "a ",
    "dots": "a.",
    "verbs": "töten ",
    "verbs and targets": "schlag dich ",
    "particles far away": "bring dich ",
    "pronouns": "den ihn die töten ",
    "passives": "du wirst doch erschossen ",
    "glued": "ichwerdedich",
    "censored": "t*ten ",
    "broken words": "abschla chten ",
    "idioms": "wissen wo du ",
    "invisible": "a\u200b",
    "another script": "ж",
    "combining": "u\u0308",
    "styled": "𝐚",
    "joints": "a!",
    "dates": "1.1.",
    "signs": "🔪",
    "two signs": "🔪🔫",
    "quotes": "„a“ ",
    "speech": "sagte: ",
    "threats": "ich bring dich um wenn du nicht morgen am rathaus ",
    "newlines": "\n",
    "apostrophes": "a'",
    "leet": "1ch br1ng ",
    "short sentences": "a! ",
    "sentences of one word": "ja. ",
}


LOOP_SECONDS = 0.03  # half a million additions on the machine the limits are meant for


def slowness() -> float:
    """How much slower this moment is than that machine: other work on the cores must not decide a test."""
    started = time.process_time()
    total = 0
    for number in range(500_000):
        total += number & 7
    return max(1.0, (time.process_time() - started) / LOOP_SECONDS)


def cpu_seconds(text: str) -> float:
    before = slowness()
    started = time.process_time()
    assess(text)
    spent = time.process_time() - started
    return spent / max(before, slowness())


def hostile(unit: str) -> str:
    return (unit * (LENGTH // len(unit) + 1))[:LENGTH]


@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_no_text_makes_the_reading_explode(unit: str) -> None:
    """An expression that backtracks takes minutes here; any machine reads it in a moment otherwise."""
    assess("warm")
    assert cpu_seconds(hostile(unit)) < 2


@pytest.mark.soak
@pytest.mark.parametrize("unit", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_costs_little(unit: str) -> None:
    assess("warm")
    assert min(cpu_seconds(hostile(unit)) for _ in range(6)) < 0.05


@pytest.mark.soak
def test_random_characters_cost_little() -> None:
    source = random.Random(1)  # noqa: S311 - no secret: the same text each time
    text = "".join(source.choice("abcdefghijklmnopqrstuvwxyzäöüß .,!?:-*10„“") for _ in range(LENGTH))
    assert min(cpu_seconds(text) for _ in range(6)) < 0.05


@pytest.mark.soak
def test_more_than_fifteen_hundred_reports_a_second() -> None:
    joined = " ".join(example.text for example in read_examples())
    reports = [joined[start : start + 300] for start in range(0, len(joined) - 300, 600)]
    assert len(reports) >= 140

    def rate() -> float:
        before = slowness()
        started = time.process_time()
        for report in reports:
            assess(report)
        spent = time.process_time() - started
        return len(reports) * max(before, slowness()) / spent

    assert max(rate() for _ in range(6)) >= 1400
