"""Some thousand texts of the kind that reach a reporting office, each with the level it must get."""

from __future__ import annotations

import pytest

from tests.models.rules.text.levels import Example, level, read_examples

EXAMPLES = list(read_examples())


@pytest.mark.parametrize("example", EXAMPLES, ids=str)
def test_every_example_gets_its_level(example: Example) -> None:
    found = level(example.text)
    assert example.low.rank <= found.rank <= example.high.rank, f"{found}: {example.text}"


def test_there_are_examples_of_every_level() -> None:
    counts = {
        name: sum(example.low == name for example in EXAMPLES)
        for name in ("low", "medium", "high", "critical")
    }
    assert min(counts.values()) >= 60, counts
    assert len(EXAMPLES) >= 1000
