"""Some thousand texts of the kind that reach a reporting office, each with the level it must get."""

from __future__ import annotations

from itertools import groupby

import pytest

from tests.models.rules.text.levels import Example, level, read_examples

EXAMPLES = list(read_examples())
FILES = {file: list(examples) for file, examples in groupby(EXAMPLES, lambda example: example.file)}


@pytest.mark.parametrize("examples", FILES.values(), ids=FILES)
def test_every_example_gets_its_level(examples: list[Example]) -> None:
    """A test for each file, not for each of its lines: the frame around a test costs more than a text."""
    missed = {}
    for example in examples:
        found = level(example.text)
        if not example.low.rank <= found.rank <= example.high.rank:
            missed[str(example)] = f"{found}: {example.text}"
    assert missed == {}


def test_there_are_examples_of_every_level() -> None:
    counts = {
        name: sum(example.low == name for example in EXAMPLES)
        for name in ("low", "medium", "high", "critical")
    }
    assert min(counts.values()) >= 60, counts
    assert len(EXAMPLES) >= 1000
