"""How figures are judged and kept; measuring itself is `make bench`."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import pytest

from benchmarks.report import save_rows, to_rows
from benchmarks.result import Result, percentile, rate_of

NOW = datetime(2026, 11, 23, tzinfo=UTC)


def result(value: float, bound: Literal["<=", ">="] = "<=", figure: str = "f") -> Result:
    return Result(figure, "a figure", value, "s", bound, 0.4)


@pytest.mark.parametrize(
    ("value", "bound", "met"),
    [(0.4, "<=", True), (0.41, "<=", False), (0.4, ">=", True), (0.39, ">=", False)],
)
def test_the_limit_itself_is_met(value: float, bound: Literal["<=", ">="], met: bool) -> None:
    assert result(value, bound).met is met


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = [float(number) for number in range(1, 21)]
    assert (percentile(values, 50), percentile(values, 95), percentile(values, 100)) == (10, 19, 20)
    assert percentile([7.0], 95) == 7
    with pytest.raises(ValueError, match="nothing"):
        percentile([], 50)


def test_a_rate_leaves_the_first_batch_out() -> None:
    ends = [NOW + timedelta(seconds=second) for second in (10, 10, 11, 12, 14)]
    assert rate_of(ends, at_once=2) == 3 / 4
    with pytest.raises(ValueError, match="few"):
        rate_of(ends[:2], at_once=2)


def test_the_file_holds_what_a_reader_needs_and_keeps_other_figures(tmp_path: Path) -> None:
    path = tmp_path / "results.json"

    def save(*results: Result) -> list[dict[str, object]]:
        save_rows(path, to_rows(results, machine="m", load_before=0.5, quick=False, now=NOW))
        rows: list[dict[str, object]] = json.loads(path.read_text())
        return rows

    save(result(0.1, figure="one"), result(0.2, figure="two"))
    rows = save(result(0.9, figure="one"))
    assert {row["figure"]: row["value"] for row in rows} == {"two": 0.2, "one": 0.9}
    assert {"figure", "value", "unit", "target", "reference", "met", "machine", "date"} <= set(rows[0])
    assert rows[1]["met"] is False
