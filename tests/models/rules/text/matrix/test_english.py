"""Every English verb of harm in every frame gets its level; the same verbs meant harmlessly do not."""

from __future__ import annotations

import pytest

from models.vocabulary import Severity
from tests.models.rules.text.levels import level
from tests.models.rules.text.matrix import frames_en
from tests.models.rules.text.matrix.frames_en import fill_english, is_excluded
from tests.models.rules.text.matrix.verbs_en import read_english

VERBS = tuple(read_english())
LEVELS = {
    "THREATS": (Severity.HIGH, Severity.CRITICAL),
    "CALLS_ADDRESSED": (Severity.HIGH, Severity.HIGH),
    "CALLS": (Severity.MEDIUM, Severity.HIGH),
    "TOLD": (Severity.HIGH, Severity.HIGH),
    "HARMLESS": (Severity.LOW, Severity.MEDIUM),
}
FRAMES = [(group, frame) for group in LEVELS for frame in getattr(frames_en, group)]


@pytest.mark.parametrize(("group", "frame"), FRAMES, ids=[f"{group}-{frame}" for group, frame in FRAMES])
def test_every_verb_in_this_frame_gets_its_level(group: str, frame: str) -> None:
    least, most = LEVELS[group]
    missed = {}
    for verb in VERBS:
        if is_excluded(group, frame, verb):
            continue
        text = fill_english(frame, verb)
        found = level(text, language="en")
        if not least.rank <= found.rank <= most.rank:
            missed[text] = found.value
    assert not missed
