"""A deadline's plan as it lies in its row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from models.rules.decision import PlannedStep
from models.vocabulary import Audience, StepKind


def plan_to_row(steps: Sequence[PlannedStep]) -> list[dict[str, Any]]:
    return [
        {
            "at": step.at.isoformat(),
            "audience": step.audience.value,
            "step": step.step.value,
            "repeat_every_s": step.repeat_every_s,
        }
        for step in steps
    ]


def plan_from_row(plan: Sequence[dict[str, Any]]) -> tuple[PlannedStep, ...]:
    return tuple(
        PlannedStep(
            at=datetime.fromisoformat(step["at"]),
            audience=Audience(step["audience"]),
            step=StepKind(step["step"]),
            repeat_every_s=step["repeat_every_s"],
        )
        for step in plan
    )
