"""Very many deadlines at once: one routed case copied by SQL, with as many live deadlines as it may have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg import sql

from benchmarks.bulk import columns_of
from benchmarks.stored import Connection

KINDS = ("acknowledge", "first_contact", "review", "feedback")
_SEVERITIES = ("low", "medium", "high", "critical")
_CHUNK = 50_000
_DEADLINES = """
INSERT INTO deadline (deadline_id, municipality_id, case_id, kind, entitled_person, clock, severity, state,
    generation, anchor_at, due_at, consumed_s, estimated, check_needed, beyond_calendar, plan, step_no,
    repeat_no, next_action_at)
SELECT gen_random_uuid(), t.municipality_id, c.case_id, kind, 'case',
    CASE kind WHEN 'feedback' THEN 'legal' ELSE 'elapsed' END, c.severity, 'armed',
    1, c.due_at - interval '100 minutes', c.due_at, 0, false, false, false,
    jsonb_build_array(
        jsonb_build_object('at', c.due_at - interval '50 minutes', 'audience', 'officer',
            'step', 'reminder', 'repeat_every_s', NULL),
        jsonb_build_object('at', c.due_at - interval '20 minutes', 'audience', 'officer',
            'step', 'reminder', 'repeat_every_s', NULL),
        jsonb_build_object('at', c.due_at, 'audience', 'head', 'step', 'due', 'repeat_every_s', NULL),
        jsonb_build_object('at', c.due_at + interval '10 days', 'audience', 'coordination',
            'step', 'escalation', 'repeat_every_s', 86400)),
    %s, 0, CASE WHEN %s THEN c.due_at - interval '50 minutes' ELSE c.due_at END
FROM copy c, unnest(%s::text[]) kind, (SELECT municipality_id FROM case_file LIMIT 1) t
"""


@dataclass(frozen=True, slots=True)
class Armed:
    """`cases` copies with a deadline of each of `kinds`; their due steps lie `apart` from `first_at` on.

    With `missed` the two reminders before were not taken either; otherwise the due step is the next one.
    """

    cases: int
    first_at: datetime
    apart: timedelta = timedelta(0)
    kinds: tuple[str, ...] = KINDS
    missed: bool = False


def store_armed(connection: Connection, armed: Armed) -> None:
    """In one commit; the severities take turns. Needs one routed case in the database."""
    columns = columns_of(connection, "case_file")
    new = {
        "case_id": "c.case_id",
        "case_ref": "'MW-' || upper(left(c.case_id::text, 8)) || '-' || c.n",
        "receipt_digest": "sha256(uuid_send(c.case_id))",
        "severity": "c.severity",
    }
    values = [sql.SQL(new[column]) if column in new else sql.Identifier("t", column) for column in columns]
    with connection.transaction():
        connection.execute("SET LOCAL synchronous_commit = off")
        for begin in range(0, armed.cases, _CHUNK):
            end = min(begin + _CHUNK, armed.cases) - 1
            connection.execute(
                "CREATE TEMP TABLE copy ON COMMIT DROP AS SELECT n, gen_random_uuid() AS case_id,"
                " (%s::text[])[1 + n %% 4] AS severity, %s::timestamptz + n * %s::interval AS due_at"
                " FROM generate_series(%s::int, %s::int) n",
                (list(_SEVERITIES), armed.first_at, armed.apart, begin, end),
            )
            connection.execute(
                sql.SQL(
                    "INSERT INTO case_file ({}) SELECT {} FROM copy c, (SELECT * FROM case_file LIMIT 1) t"
                ).format(sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(", ").join(values))
            )
            connection.execute(_DEADLINES, (0 if armed.missed else 2, armed.missed, list(armed.kinds)))
            connection.execute("DROP TABLE copy")


def settle_statistics(connection: Connection) -> None:
    connection.execute("VACUUM (ANALYZE)")
    connection.execute("CHECKPOINT")
