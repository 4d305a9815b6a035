"""What is stored, as metrics in Prometheus' words. Every name begins with `meldeweg_` and is said here alone.

Read from the database at each scrape: every API process tells the same, and a restart loses nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from sqlmodel.ext.asyncio.session import AsyncSession

from models.store.heartbeats import find_last_heartbeat
from models.store.invariants import Standing, list_standings
from models.store.queue_depths import (
    Postponed,
    QueueDepth,
    SetAside,
    count_postponed,
    count_set_aside,
    measure_queues,
)
from models.store.totals import (
    RoutingTimes,
    count_live_deadlines,
    count_notices,
    count_overdue,
    measure_lateness,
    measure_routing,
)
from models.vocabulary import DeadlineState, NoticeState

# Seconds. Finer ones would say nothing: submissions are kept to the second.
BOUNDS_S = (1, 2, 5, 10, 30, 60, 120, 300, 900, 3600)
PROCESSES = ("dispatcher", "delivery")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the metrics tell, of one moment. `heartbeats`: last sign of life, None without one."""

    now: datetime
    routing: RoutingTimes
    queues: Sequence[QueueDepth]
    set_aside: SetAside
    notices: Mapping[NoticeState, int]
    postponed: Mapping[Postponed, int]
    deadlines: Mapping[DeadlineState, int]
    overdue: int
    heartbeats: Mapping[str, datetime | None]
    standings: Sequence[Standing]
    lateness_s: Mapping[str, float]


async def take_snapshot(session: AsyncSession, *, now: datetime) -> Snapshot:
    return Snapshot(
        now=now,
        routing=await measure_routing(session, BOUNDS_S),
        queues=await measure_queues(session, now=now),
        set_aside=await count_set_aside(session),
        notices=await count_notices(session),
        postponed=await count_postponed(session, now=now),
        deadlines=await count_live_deadlines(session),
        overdue=await count_overdue(session, now=now),
        heartbeats={process: await find_last_heartbeat(session, process, now=now) for process in PROCESSES},
        standings=tuple((await list_standings(session)).values()),
        lateness_s=await measure_lateness(session, now=now),
    )


def render_metrics(snapshot: Snapshot) -> bytes:
    """Prometheus' text format."""
    registry = CollectorRegistry()
    registry.register(_Stored(snapshot))
    return generate_latest(registry)


class _Stored(Collector):
    def __init__(self, snapshot: Snapshot) -> None:
        self._of = snapshot

    def collect(self) -> Iterator[Metric]:
        yield CounterMetricFamily(
            "meldeweg_reports", "Reports taken in since the beginning.", value=self._of.routing.received
        )
        yield self._routing()
        yield from self._queues()
        yield from self._deadlines()
        yield from self._auditor()
        yield self._labelled(
            "meldeweg_notices",
            "Notices by state.",
            "state",
            {s.value: n for s, n in self._of.notices.items()},
        )
        yield self._labelled(
            "meldeweg_notices_postponed",
            "Waiting notices that may not leave yet: held by the pace of mails, or tried before.",
            "reason",
            {reason.value: count for reason, count in self._of.postponed.items()},
        )
        aside = {"runs": self._of.set_aside.runs, "deadlines": self._of.set_aside.deadlines}
        yield self._labelled(
            "meldeweg_set_aside", "Rows that failed too often: a person has to look.", "what", aside
        )
        yield self._labelled(
            "meldeweg_heartbeat_age_seconds",
            "Since the last sign of life; missing when there was never one.",
            "process",
            {process: self._age_s(at) for process, at in self._of.heartbeats.items() if at is not None},
        )

    def _auditor(self) -> Iterator[Metric]:
        standings = self._of.standings
        yield self._labelled(
            "meldeweg_invariant_broken",
            "1 when what must hold does not, or when it could not be looked at; 0 otherwise.",
            "invariant",
            {one.invariant.value: float(one.broken_since is not None) for one in standings},
        )
        yield self._labelled(
            "meldeweg_invariant_violations",
            "Rows that break an invariant, counted up to 1000.",
            "invariant",
            {one.invariant.value: one.violations for one in standings},
        )
        yield self._labelled(
            "meldeweg_invariant_look_seconds",
            "How long the last look took.",
            "invariant",
            {one.invariant.value: one.took_ms / 1000 for one in standings},
        )
        yield self._labelled(
            "meldeweg_invariant_look_age_seconds",
            "Since the last look; they are a minute apart.",
            "invariant",
            {one.invariant.value: self._age_s(one.checked_at) for one in standings},
        )
        yield self._labelled(
            "meldeweg_firing_lateness_seconds",
            "Between plan and act of the last hour's steps of deadlines; missing without any.",
            "of",
            self._of.lateness_s,
        )

    def _routing(self) -> Metric:
        times = self._of.routing
        bounds = [*(f"{bound:.1f}" for bound in BOUNDS_S), "+Inf"]
        buckets = list(zip(bounds, map(float, accumulate(times.counts)), strict=True))
        return HistogramMetricFamily(
            "meldeweg_routing_seconds",
            "From submission (kept to the second) to the last step of routing.",
            buckets=buckets,
            sum_value=times.sum_s,
        )

    def _queues(self) -> Iterator[Metric]:
        depths = self._of.queues
        yield self._labelled(
            "meldeweg_queue_waiting", "Rows that wait.", "queue", {d.queue.value: d.waiting for d in depths}
        )
        yield self._labelled(
            "meldeweg_queue_oldest_seconds",
            "How long the oldest row waits; 0 when none does.",
            "queue",
            {d.queue.value: 0 if d.oldest_at is None else self._age_s(d.oldest_at) for d in depths},
        )

    def _deadlines(self) -> Iterator[Metric]:
        by_state = {state.value: count for state, count in self._of.deadlines.items()}
        yield self._labelled("meldeweg_deadlines", "Live deadlines by state.", "state", by_state)
        yield GaugeMetricFamily(
            "meldeweg_deadlines_overdue",
            "Live deadlines past their due time that nobody has met.",
            value=self._of.overdue,
        )

    def _age_s(self, at: datetime) -> float:
        return max(0.0, (self._of.now - at).total_seconds())

    @staticmethod
    def _labelled(name: str, text: str, label: str, values: Mapping[str, float]) -> Metric:
        family = GaugeMetricFamily(name, text, labels=[label])
        for value, count in values.items():
            family.add_metric([value], count)
        return family
