"""One file a measurement; `FIGURES` names them all in the order in which they are shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.figures.auditor import measure_auditor
from benchmarks.figures.claim_cost import measure_claim_cost
from benchmarks.figures.growth import measure_growth
from benchmarks.figures.intake import measure_intake
from benchmarks.figures.latency import measure_latency
from benchmarks.figures.lateness import measure_lateness
from benchmarks.figures.memory import measure_memory
from benchmarks.figures.outage import measure_outage
from benchmarks.figures.simulated_year import measure_simulated_year
from benchmarks.figures.slow_connections import measure_slow_connections
from benchmarks.figures.throughput import measure_throughput
from benchmarks.figures.urgent_first import measure_urgent_first
from benchmarks.result import Result

Measure = Callable[[EmbeddedStack, Effort, Callable[[str], None]], Awaitable[list[Result]]]

FIGURES: dict[str, Measure] = {
    "latency": measure_latency,
    "throughput": measure_throughput,
    "urgent": measure_urgent_first,
    "intake": measure_intake,
    "slow": measure_slow_connections,
    "growth": measure_growth,
    "claim": measure_claim_cost,
    "lateness": measure_lateness,
    "outage": measure_outage,
    "memory": measure_memory,
    "auditor": measure_auditor,
    "year": measure_simulated_year,
}
