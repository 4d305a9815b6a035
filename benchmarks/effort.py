"""How long and how much: the durations the figures are defined by, or short ones to see that all works."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Effort:
    latency_s: int = 60
    at_once: int = 200
    stock_one_by_one: int = 6
    stock_at_once: int = 20
    waiting: int = 1000
    urgent: int = 20
    intake_s: int = 60
    intake_reference_s: int = 30
    stored: int = 200_000
    routed_each: int = 100
    memory_s: int = 30
    audited: int = 1_000_000
    armed: int = 1_000_000
    armed_few: int = 10_000
    claims: int = 200
    due_s: int = 300
    overdue: int = 20_000
    simulated_days: int = 30


FULL = Effort()
QUICK = Effort(
    latency_s=8,
    at_once=30,
    stock_one_by_one=2,
    stock_at_once=8,
    waiting=100,
    urgent=5,
    intake_s=8,
    intake_reference_s=5,
    stored=20_000,
    routed_each=30,
    memory_s=6,
    audited=50_000,
    armed=40_000,
    armed_few=4_000,
    claims=30,
    due_s=15,
    overdue=2_000,
    simulated_days=5,
)
