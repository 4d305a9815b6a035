"""Read the figures out of the database when the simulated time is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any

import psycopg

from deployments.simulation.course import Course
from deployments.simulation.outages import Outage
from deployments.simulation.plan import SimulationPlan, local_instant
from deployments.simulation.result import (
    DeadlineTally,
    EscalationTally,
    OfficerTally,
    SimulationResult,
    Week,
)
from deployments.simulation.staff import Away, Staff
from models.policy import Policy
from models.rules.calendar import office_calendar

Connection = psycopg.AsyncConnection[tuple[object, ...]]

_WEEK = timedelta(days=7)

_BY_SEVERITY = "SELECT severity, count(*) FROM case_file WHERE severity IS NOT NULL GROUP BY 1 ORDER BY 1"
_BY_OFFICE = "SELECT coalesce(office_id, ''), count(*) FROM case_file GROUP BY 1 ORDER BY 1"
_BY_MESSAGE = "SELECT message, count(*) FROM notice GROUP BY 1 ORDER BY 1"
_TOTALS = """
SELECT (SELECT count(*) FROM case_file), (SELECT count(*) FROM case_file WHERE routed_at IS NOT NULL),
       (SELECT count(*) FROM notice), (SELECT count(*) FROM deadline_firing)
"""
# Steps that go out at any hour: none of them waits for an office to open, so what is late is an outage's.
_LATENESS = """
SELECT coalesce(percentile_disc(0.5) WITHIN GROUP (ORDER BY lateness_s), 0),
       coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY lateness_s), 0),
       coalesce(max(lateness_s), 0)
FROM deadline_firing f JOIN deadline d USING (deadline_id)
WHERE d.severity IN ('critical', 'high') AND f.step <> 'reminder'
"""
# Cancelled before the due time counts for nobody: it was not needed any more.
_DEADLINES = """
WITH judged AS (
    SELECT d.kind, d.severity, d.anchor_at, d.ended_at, d.state, d.due_at,
           coalesce(d.ended_at, %(end)s) > d.due_at AS is_late,
           extract(epoch FROM coalesce(d.ended_at, %(end)s) - d.due_at) / 3600 AS late_h,
           extract(epoch FROM d.ended_at - coalesce(d.anchor_at, c.submitted_at)) / 3600 AS taken_h
    FROM deadline d JOIN case_file c USING (case_id)
    WHERE d.state <> 'superseded'
      AND (d.state = 'met' OR coalesce(d.ended_at, %(end)s) > d.due_at)
)
SELECT kind, severity, count(*), count(*) FILTER (WHERE is_late),
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY late_h) FILTER (WHERE is_late), 0),
       coalesce(percentile_cont(0.9) WITHIN GROUP (ORDER BY late_h) FILTER (WHERE is_late), 0),
       coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY taken_h) FILTER (WHERE state = 'met'), 0)
FROM judged GROUP BY 1, 2 ORDER BY 1, 2
"""
_ESCALATIONS = """
SELECT f.step, f.audience, d.severity, count(*)
FROM deadline_firing f JOIN deadline d USING (deadline_id) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
_TAKEN = "SELECT acknowledged_by, count(*) FROM case_file WHERE acknowledged_by IS NOT NULL GROUP BY 1"
_MAILS = "SELECT recipient_id, count(*) FROM notice WHERE recipient_kind = 'person' GROUP BY 1"
_IN_WEEK = """
SELECT (SELECT count(*) FROM case_file WHERE submitted_at >= %(begin)s AND submitted_at < %(end)s),
       (SELECT count(*) FROM notice WHERE created_at >= %(begin)s AND created_at < %(end)s),
       (SELECT count(*) FROM deadline_firing WHERE fired_at >= %(begin)s AND fired_at < %(end)s
                                               AND step <> 'reminder')
"""
_OPEN_AT = """
SELECT coalesce(CASE WHEN acknowledged_at <= %(at)s THEN acknowledged_by END, ''), count(*) FROM case_file
WHERE submitted_at <= %(at)s AND (closed_at IS NULL OR closed_at > %(at)s) GROUP BY 1 ORDER BY 1
"""


async def measure(
    looking: Connection,
    *,
    plan: SimulationPlan,
    policy: Policy,
    staff: Staff,
    outages: Sequence[Outage],
    away: Sequence[Away],
    course: Course,
    mails: int,
) -> SimulationResult:
    zone = office_calendar(policy.ruleset, None).zone
    end_at = local_instant(plan.end_on, time(0), zone)
    ((reports, routed, notices, firings),) = await _read(looking, _TOTALS)
    ((p50, p99, latest),) = await _read(looking, _LATENESS)
    weeks = await _list_weeks(
        looking,
        plan,
        begins_at=local_instant(plan.start_on, time(0), zone),
        ends_at=end_at,
        outages=outages,
    )
    return SimulationResult(
        policy=policy.id,
        policy_version=policy.version,
        reports_per_day=plan.reports_per_day,
        days=plan.days,
        start_on=plan.start_on.isoformat(),
        seed=plan.seed,
        reports=reports,
        routed=routed,
        by_severity=dict(await _read(looking, _BY_SEVERITY)),
        by_office=dict(await _read(looking, _BY_OFFICE)),
        notices=notices,
        mails=mails,
        notices_by_message=dict(await _read(looking, _BY_MESSAGE)),
        firings=firings,
        firing_lateness_s={"p50": round(p50, 1), "p99": round(p99, 1), "max": round(latest, 1)},
        deadlines=[
            DeadlineTally(kind, severity, total, late, *(round(float(hours), 1) for hours in spans))
            for kind, severity, total, late, *spans in await _read(looking, _DEADLINES, end=end_at)
        ],
        escalations=[EscalationTally(*row) for row in await _read(looking, _ESCALATIONS)],
        officers=await _list_officers(looking, staff, away, weeks, plan),
        weeks=weeks,
        absences=sum(not absence.ill for absence in away),
        illnesses=sum(absence.ill for absence in away),
        outages=len(outages),
        outage_h=round(sum((one.ends_at - one.begins_at).total_seconds() for one in outages) / 3600, 1),
        done=dict(sorted(course.done.items())),
        refused=dict(sorted(course.refused.items())),
    )


async def _list_officers(
    looking: Connection, staff: Staff, away: Sequence[Away], weeks: Sequence[Week], plan: SimulationPlan
) -> list[OfficerTally]:
    taken = dict(await _read(looking, _TAKEN))
    mails = dict(await _read(looking, _MAILS))
    days_away: Counter[str] = Counter()
    for absence in away:
        last = min(absence.until_on, plan.end_on - timedelta(days=1))
        days_away[absence.officer_id] += (last - absence.from_on).days + 1
    offices = dict(staff.names())
    everybody = [*offices, *sorted(set(mails) - set(offices))]
    return [
        OfficerTally(
            officer=officer,
            office=offices.get(officer, ""),
            taken=taken.get(officer, 0),
            mails=mails.get(officer, 0),
            most_open=max((week.open_cases.get(officer, 0) for week in weeks), default=0),
            days_away=days_away[officer],
        )
        for officer in everybody
    ]


async def _list_weeks(
    looking: Connection,
    plan: SimulationPlan,
    *,
    begins_at: datetime,
    ends_at: datetime,
    outages: Sequence[Outage],
) -> list[Week]:
    weeks: list[Week] = []
    begin = begins_at
    while begin < ends_at:
        end = min(begin + _WEEK, ends_at)
        ((reports, notices, escalations),) = await _read(looking, _IN_WEEK, begin=begin, end=end)
        lost = sum(
            max(0.0, (min(end, one.ends_at) - max(begin, one.begins_at)).total_seconds()) for one in outages
        )
        weeks.append(
            Week(
                begins_on=(plan.start_on + _WEEK * len(weeks)).isoformat(),
                reports=reports,
                notices=notices,
                escalations=escalations,
                outage_h=round(lost / 3600, 1),
                open_cases=dict(await _read(looking, _OPEN_AT, at=end)),
            )
        )
        begin = end
    return weeks


async def _read(looking: Connection, query: str, **values: Any) -> list[tuple[Any, ...]]:
    return list(await (await looking.execute(query.encode(), values or None)).fetchall())
