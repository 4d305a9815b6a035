"""Every German verb of harm in every frame gets its level; the same verbs meant harmlessly do not."""

from __future__ import annotations

import pytest

from models.vocabulary import Severity
from tests.models.rules.text.levels import level
from tests.models.rules.text.matrix import frames_de
from tests.models.rules.text.matrix.frames_de import fill_german, is_excluded
from tests.models.rules.text.matrix.verbs_de import read_german

VERBS = tuple(read_german())
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
FRAMES = [(group, frame) for group in LEVELS for frame in getattr(frames_de, group)]


@pytest.mark.parametrize(("group", "frame"), FRAMES, ids=[f"{group}-{frame}" for group, frame in FRAMES])
def test_every_verb_in_this_frame_gets_its_level(group: str, frame: str) -> None:
    least, most = LEVELS[group]
    missed = {}
    for verb in VERBS:
        if is_excluded(group, frame, verb):
            continue
        text = fill_german(frame, verb)
        found = level(text)
        if not least.rank <= found.rank <= most.rank:
            missed[text] = found.value
    assert not missed


def test_the_matrix_is_large() -> None:
    filled = {
        fill_german(frame, verb)
        for group, frame in FRAMES
        for verb in VERBS
        if not is_excluded(group, frame, verb)
    }
    assert len(filled) >= 5000
