"""What has become due in an outage is acted on, the critical first and each once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from benchmarks.armed import KINDS, Armed, settle_statistics, store_armed
from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.result import Result
from benchmarks.routed import route_one
from benchmarks.seen_acts import watch_storm
from benchmarks.stored import Connection
from models.clock import utc_now
from models.installation import use_installation

_WITHIN_S = 600.0
_MISSED_KINDS = ("acknowledge", "first_contact")
# A second act, a second entry of the log, or a step told twice to anybody: each counts.
_DOUBLED = """
SELECT (SELECT count(DISTINCT act_id) - count(DISTINCT deadline_id) FROM deadline_firing)
    + (SELECT count(*) FROM audit_entry WHERE event = 'deadline_fired')
    - (SELECT count(DISTINCT act_id) FROM deadline_firing)
    + (SELECT count(*) - count(DISTINCT (act_id, recipient_kind, recipient_id)) FROM notice
       WHERE act_id IS NOT NULL)
"""


async def measure_outage(stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]) -> list[Result]:
    """They appear in one commit before a running dispatcher: the database was away, not the process."""
    await stack.provide_prefect()
    await stack.use_fresh_database("outage")
    place = stack.open_installation()
    await route_one(place)
    use_installation(None)
    await place.close()
    with stack.connect() as connection:
        tomorrow = utc_now() + timedelta(days=1)
        store_armed(connection, Armed(effort.overdue, tomorrow, timedelta(seconds=1), KINDS))
        settle_statistics(connection)
        async with stack.running("dispatcher"):
            tell(f"{effort.overdue} overdue at once")
            began_at = utc_now()
            missed = Armed(
                effort.overdue // len(_MISSED_KINDS),
                began_at - timedelta(hours=5),
                timedelta(0),
                _MISSED_KINDS,
                missed=True,
            )
            store_armed(connection, missed)
            first_s, all_s = await watch_storm(connection, before=began_at, within_s=_WITHIN_S)
            acted, doubled = _count_acts(connection)
    if acted != effort.overdue:
        raise RuntimeError(f"{acted} of {effort.overdue} deadlines acted")
    what = f"{effort.overdue} overdue after an outage"
    goalert_s = effort.overdue / 500 * 5
    return [
        Result("outage_first", f"{what}: first critical", first_s, "s", "<=", 5),
        Result(
            "outage_all", f"{what}: all acted on", all_s, "s", "<=", 60,
            note=f"three steps each, two of them skipped. GoAlert, for comparison, claims 500 every 5 s:"
            f" {goalert_s:.0f} s.",
        ),
        Result("outage_doubled", f"{what}: doubled", doubled, "", "<=", 0),
    ]  # fmt: skip


def _count_acts(connection: Connection) -> tuple[int, int]:
    acted = connection.execute("SELECT count(DISTINCT deadline_id) FROM deadline_firing").fetchone()
    doubled = connection.execute(_DOUBLED).fetchone()
    return int(str(acted[0])) if acted else 0, int(str(doubled[0])) if doubled else -1
