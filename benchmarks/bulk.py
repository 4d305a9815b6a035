"""Very many routed cases at once: the real ones copied by SQL, every table of a case with them."""

from __future__ import annotations

from psycopg import sql

from benchmarks.stored import Connection

# Parents before children. What is copied gets a new id; audit entries also a new place in their sequence.
_TABLES = ("case_file", "keystore.case_key", "report", "referral", "dispatch", "deadline", "notice")
_NEW_VALUE = {
    "case_file": {
        "case_ref": "'MW-' || n || '-' || right(t.case_ref, 4)",
        "receipt_digest": "sha256(t.receipt_digest || int8send(n))",
    },
    "report": {"report_id": "gen_random_uuid()"},
    "referral": {"referral_id": "gen_random_uuid()"},
    "dispatch": {"dispatch_id": "gen_random_uuid()"},
    "deadline": {"deadline_id": "gen_random_uuid()"},
    "notice": {"notice_id": "gen_random_uuid()", "dedupe_key": "t.dedupe_key || n", "state": "'sent'"},
}
_CHUNK = 20_000


def store_copies(connection: Connection, *, until: int) -> None:
    """Copy the stored cases in turn until there are `until`; statistics and pages are fresh afterwards."""
    row = connection.execute("SELECT count(*) FROM case_file").fetchone()
    stored = int(str(row[0])) if row else 0
    connection.execute("CREATE TEMP TABLE seed AS SELECT case_id, row_number() OVER () AS no FROM case_file")
    for begin in range(stored, until, _CHUNK):
        end = min(begin + _CHUNK, until)
        with connection.transaction():
            connection.execute("SET LOCAL synchronous_commit = off")
            connection.execute(
                "CREATE TEMP TABLE copy ON COMMIT DROP AS"
                " SELECT n, s.case_id AS old_id, gen_random_uuid() AS new_id"
                " FROM generate_series(%s::bigint, %s::bigint) n JOIN seed s ON s.no = 1 + n %% %s",
                (begin, end - 1, stored),
            )
            for table in _TABLES:
                connection.execute(_copy_statement(connection, table))
            _copy_audit_entries(connection)
    connection.execute("DROP TABLE seed")
    connection.execute("VACUUM (ANALYZE)")


def _copy_statement(connection: Connection, table: str) -> sql.Composed:
    name = sql.Identifier(*table.split("."))
    columns = columns_of(connection, table)
    new = {"case_id": "c.new_id"} | _NEW_VALUE.get(table, {})
    values = [sql.SQL(new[column]) if column in new else sql.Identifier("t", column) for column in columns]
    return sql.SQL("INSERT INTO {} ({}) SELECT {} FROM copy c JOIN {} t ON t.case_id = c.old_id").format(
        name, sql.SQL(", ").join(map(sql.Identifier, columns)), sql.SQL(", ").join(values), name
    )


def _copy_audit_entries(connection: Connection) -> None:
    """As many entries a case as it has; their bytes are those of the case they were copied from."""
    connection.execute(
        "INSERT INTO audit_entry SELECT t.municipality_id,"
        " h.last_seq + row_number() OVER (ORDER BY c.n, t.case_seq), c.new_id, t.case_seq, t.event,"
        " t.recorded_at, t.entry, t.leaf_hash, t.previous_case_hash"
        " FROM copy c JOIN audit_entry t ON t.case_id = c.old_id JOIN audit_head h USING (municipality_id)"
    )
    connection.execute(
        "UPDATE audit_head h SET last_seq = (SELECT max(seq) FROM audit_entry e"
        " WHERE e.municipality_id = h.municipality_id)"
    )


def columns_of(connection: Connection, table: str) -> list[str]:
    found = connection.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " ORDER BY attnum",
        (table,),
    )
    return [str(name) for (name,) in found]
