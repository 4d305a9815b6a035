"""Every verb of harm in every frame gets its level; the same verbs meant harmlessly do not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from models.vocabulary import Severity
from tests.models.rules.text.levels import level
from tests.models.rules.text.matrix import frames_de, frames_en
from tests.models.rules.text.matrix.verbs_de import read_german
from tests.models.rules.text.matrix.verbs_en import read_english

LANGUAGES: dict[str, tuple[Any, Any, Any]] = {
    "de": (frames_de, frames_de.fill_german, tuple(read_german())),
    "en": (frames_en, frames_en.fill_english, tuple(read_english())),
}
LEVELS = {
    "THREATS": (Severity.HIGH, Severity.CRITICAL),
    "PASSIVE_THREATS": (Severity.HIGH, Severity.CRITICAL),
    "CALLS_ADDRESSED": (Severity.HIGH, Severity.HIGH),
    "CALLS": (Severity.MEDIUM, Severity.HIGH),
    "PASSIVE_CALLS": (Severity.MEDIUM, Severity.HIGH),
    "TOLD": (Severity.HIGH, Severity.HIGH),
    "PASSIVE_TOLD": (Severity.HIGH, Severity.HIGH),
    "NOW": (Severity.HIGH, Severity.HIGH),
    "HARMLESS": (Severity.LOW, Severity.MEDIUM),
}
GROUPS = [
    (language, group) for language in LANGUAGES for group in LEVELS if hasattr(LANGUAGES[language][0], group)
]


def fill_frames(language: str, group: str) -> Iterator[str]:
    """The sentences of one group of frames, with every verb that can stand there."""
    frames, fill, verbs = LANGUAGES[language]
    for frame in getattr(frames, group):
        for verb in verbs:
            if not frames.is_excluded(group, frame, verb):
                yield fill(frame, verb)


@pytest.mark.parametrize(
    ("language", "group"), GROUPS, ids=[f"{language}-{group}" for language, group in GROUPS]
)
def test_every_verb_in_these_frames_gets_its_level(language: str, group: str) -> None:
    least, most = LEVELS[group]
    found = {text: level(text, language=language) for text in fill_frames(language, group)}
    assert {text: seen for text, seen in found.items() if not least.rank <= seen.rank <= most.rank} == {}


def test_the_matrix_is_large() -> None:
    assert len({text for language, group in GROUPS for text in fill_frames(language, group)}) >= 7000
