"""What a database is made of, as its own catalogue spells it."""

from __future__ import annotations

from sqlalchemy import Connection, text

_COLUMNS = """
SELECT format('%s.%s.%s', n.nspname, c.relname, a.attname),
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), CASE WHEN a.attnotnull THEN 'not null' END,
                 'default ' || pg_get_expr(d.adbin, d.adrelid), nullif(a.attidentity, ''),
                 nullif(a.attgenerated, ''))
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
WHERE c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
  AND n.nspname IN ('public', 'keystore') AND c.relname <> 'alembic_version'
"""

# Without the NOT NULL constraints (PostgreSQL 18 lists them too): the columns say it. Triggers are made by
# migrations alone, those listed as constraints too.
_CONSTRAINTS = """
SELECT format('%s.%s constraint %s', n.nspname, c.relname, k.conname), pg_get_constraintdef(k.oid)
FROM pg_constraint k
JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE k.contype NOT IN ('n', 't') AND n.nspname IN ('public', 'keystore') AND c.relname <> 'alembic_version'
"""

_INDEXES = """
SELECT format('%s.%s index %s', n.nspname, c.relname, x.relname), pg_get_indexdef(i.indexrelid)
FROM pg_index i
JOIN pg_class x ON x.oid = i.indexrelid
JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname IN ('public', 'keystore') AND c.relname <> 'alembic_version'
"""


def describe_schema(connection: Connection) -> dict[str, str]:
    """Every column, constraint and index by its full name, with its definition."""
    return {
        str(name): str(definition)
        for query in (_COLUMNS, _CONSTRAINTS, _INDEXES)
        for name, definition in connection.execute(text(query))
    }


def list_tables(connection: Connection) -> set[str]:
    """Full names, without Alembic's own table."""
    columns = describe_schema(connection)
    return {name.rsplit(".", 1)[0] for name in columns if " " not in name}
