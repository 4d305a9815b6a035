"""Results as a table for people and as a file for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.result import Result

RESULTS = Path(__file__).parent / "results.json"


def to_rows(
    results: Sequence[Result], *, machine: str, load_before: float, quick: bool, now: datetime
) -> list[dict[str, Any]]:
    """`load_before`: other work on the machine when the run began (one minute's load average)."""
    return [
        {
            "figure": result.figure,
            "describes": result.describes,
            "value": round(result.value, 3),
            "unit": result.unit,
            "target": result.target,
            "reference": None if result.reference is None else round(result.reference, 3),
            "reference_is": result.reference_is,
            "met": result.met,
            "note": result.note,
            "quick": quick,
            "machine": machine,
            "load_before": round(load_before, 2),
            "date": now.date().isoformat(),
        }
        for result in results
    ]


def save_rows(path: Path, rows: Sequence[dict[str, Any]]) -> None:
    """Figures that were not measured this time stay as they are in the file."""
    before = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else []
    measured = {row["figure"] for row in rows}
    kept = [row for row in before if row["figure"] not in measured]
    text = json.dumps([*kept, *rows], ensure_ascii=False, indent=2) + "\n"
    path.write_text(text, encoding="utf-8")


def show_rows(console: Console, rows: Sequence[dict[str, Any]]) -> None:
    table = Table("figure", "value", "target", "reference in the same run", "met")
    for row in rows:
        reference = "–"
        if row["reference"] is not None:
            reference = f"{row['reference']:g}\n[dim]{row['reference_is']}[/dim]"
        table.add_row(
            f"{row['describes']}\n[dim]{row['figure']}[/dim]",
            f"{row['value']:g} {row['unit']}\n[dim]{row['note']}[/dim]",
            f"{row['target']} {row['unit']}",
            reference,
            "[green]yes[/green]" if row["met"] else "[red]no[/red]",
        )
    console.print(table)
