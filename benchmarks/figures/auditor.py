"""What one look of the auditor costs when a million deadlines are stored and twenty a second act."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from statistics import median

from benchmarks.bulk import store_copies
from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.reports import make_report
from benchmarks.result import Result
from benchmarks.stored import Connection
from models.actions.submit_report import submit_report
from models.clock import utc_now
from models.installation import Installation, use_installation
from models.intake import parse_report
from models.store.cases import list_cases
from models.vocabulary import CaseState
from tasks.auditing.audit_invariants import audit_invariants

_SEED = 20
_LOOKS = 9
_OFFICES = ("antidiscrimination", "integration", "prevention")
# Acts of the last five minutes at 20 a second, and of the year before.
_RECENT = 6_000
_OLDER = 100_000


async def measure_auditor(stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]) -> list[Result]:
    await stack.use_fresh_database("auditor")
    place = stack.open_installation()
    use_installation(place)
    try:
        await _route_some(place)
        with stack.connect() as connection:
            deadlines, cases = _count(connection, "deadline"), _count(connection, "case_file")
            tell(f"storing {effort.audited} deadlines")
            store_copies(connection, until=effort.audited * cases // deadlines + 1)
            _store_acts(connection)
            rows = _count(connection, "deadline")
        tell(f"{_LOOKS} looks")
        took_ms: list[float] = []
        slowest = ""
        for _ in range(_LOOKS):
            with stack.connect() as connection:
                _let_a_minute_pass(connection)
            audit = await audit_invariants(place, told_after=timedelta(hours=1), fresh_for=timedelta(0))
            if audit.broken:
                raise RuntimeError(f"broken: {', '.join(one.invariant for one in audit.broken)}")
            took_ms.append(sum(one.took_ms for one in audit.standings))
            worst = max(audit.standings, key=lambda one: one.took_ms)
            if took_ms[-1] == max(took_ms[1:], default=0):
                slowest = f"{worst.invariant.value} with {worst.took_ms:.0f} ms"
    finally:
        use_installation(None)
        await place.close()
    return [
        Result(
            "auditor", f"one look of the auditor at {rows} deadlines", max(took_ms[1:]) / 1000, "s", "<=", 1,
            note=f"the slowest of {_LOOKS - 1} looks, all invariants together; most took {slowest}; middle"
            f" {median(took_ms[1:]):.0f} ms; the very first, with a day of acts and all read from disk,"
            f" {took_ms[0]:.0f} ms",
        )
    ]  # fmt: skip


async def _route_some(place: Installation) -> None:
    from flows.route_case import route_case_plainly

    for _ in range(_SEED):
        now = utc_now()
        report = parse_report(make_report(), municipality="augsburg", offices=_OFFICES, today=now.date())
        await submit_report(place, report, now=now)
    async with place.transaction() as session:
        cases = await list_cases(session, states=[CaseState.RECEIVED], limit=_SEED)
    for case in cases:
        await route_case_plainly(str(case.case_id))


def _count(connection: Connection, table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608  a name of ours
    return int(str(row[0])) if row else 0


def _let_a_minute_pass(connection: Connection) -> None:
    """The processes live, and the last look was a minute ago: the next one takes in 2,400 acts."""
    connection.execute("UPDATE invariant_check SET checked_at = now() - interval '1 minute'")
    connection.execute(
        "INSERT INTO heartbeat"
        " SELECT process, 'bench', now() FROM unnest(ARRAY['dispatcher', 'delivery']) process"
        " ON CONFLICT (process, instance) DO UPDATE SET beat_at = excluded.beat_at"
    )


def _store_acts(connection: Connection) -> None:
    """Firings with their audit entries and notices, as the tick writes them; the queue is worked off."""
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = off")
        connection.execute("UPDATE dispatch SET state = 'done', worked_at = now() WHERE state <> 'done'")
        connection.execute("UPDATE notice SET state = 'sent' WHERE state <> 'sent'")
        connection.execute(
            "CREATE TEMP TABLE act ON COMMIT DROP AS SELECT d.*, gen_random_uuid() AS act_id,"
            " now() - n * CASE WHEN n <= %s THEN interval '50 ms' ELSE interval '5 minutes' END AS at"
            " FROM (SELECT row_number() OVER () AS n, deadline_id, case_id, municipality_id"
            "       FROM deadline LIMIT %s) d",
            (_RECENT, _RECENT + _OLDER),
        )
        connection.execute(
            "INSERT INTO deadline_firing (firing_id, municipality_id, deadline_id, generation, step_no,"
            " repeat_no, audience, step, planned_at, fired_at, skipped, act_id, audit_seq)"
            " SELECT gen_random_uuid(), a.municipality_id, deadline_id, 1, 0, 0, 'officer', 'reminder', at,"
            " at, false, act_id, h.last_seq + n FROM act a JOIN audit_head h USING (municipality_id)"
        )
        connection.execute(
            "INSERT INTO audit_entry (municipality_id, seq, event, recorded_at, entry, leaf_hash)"
            " SELECT a.municipality_id, h.last_seq + n, 'deadline_fired', at, '\\x00', '\\x00'"
            " FROM act a JOIN audit_head h USING (municipality_id)"
        )
        connection.execute(
            "INSERT INTO notice (notice_id, municipality_id, case_id, message, language, recipient_kind,"
            " recipient_id, dedupe_key, context, priority, state, created_at, available_at, attempts, act_id)"
            " SELECT gen_random_uuid(), municipality_id, case_id, 'deadline_reminder', 'de', 'coordination',"
            " 'coordination', 'bench ' || n, '{}', 1, 'sent', at, at, 1, act_id FROM act"
        )
        connection.execute(
            "UPDATE audit_head h SET last_seq = (SELECT max(seq) FROM audit_entry e"
            " WHERE e.municipality_id = h.municipality_id)"
        )
    connection.execute("VACUUM (ANALYZE)")
