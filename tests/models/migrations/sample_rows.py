"""A row in every table there is, made from the database's own catalogue: works at every revision."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Connection, MetaData, Table, inspect, types

_WORD = re.compile(r"'([a-z_]+)'::")
_COLUMN = re.compile(r"[a-z_]+")
_DAY = date(2026, 1, 1)
# A draft becomes an audit entry at the commit: no row is ever left in its table.
_NOT_FILLED = ("alembic_version", "audit_draft")

# For a column whose CHECK the generic value does not meet: (table, column) → value of the nth row.
SPECIAL: dict[tuple[str, str], Callable[[int], Any]] = {}


def add_sample_rows(connection: Connection, number: int) -> set[str]:
    """One row more in each table, every column filled; `number` keeps it apart from the rows before."""
    metadata = MetaData()
    for schema in ("public", "keystore"):
        if inspect(connection).has_schema(schema):
            metadata.reflect(connection, schema=schema, resolve_fks=False)
    tables = [table for table in metadata.sorted_tables if table.name not in _NOT_FILLED]
    added: dict[str, dict[str, Any]] = {}
    for table in tables:
        words = _words_of(connection, table)
        row = {
            column.name: _value_of(column, words, number, added)
            for column in table.columns
            if column.computed is None
        }
        connection.execute(table.insert(), row)
        added[table.fullname] = row
    return set(added)


def _words_of(connection: Connection, table: Table) -> dict[str, str]:
    """The first word that the CHECK of a column allows."""
    checks = inspect(connection).get_check_constraints(table.name, schema=table.schema)
    found = [(_COLUMN.search(check["sqltext"]), _WORD.search(check["sqltext"])) for check in checks]
    return {column.group(): word.group(1) for column, word in found if column and word}


def _value_of(
    column: Column[Any], words: dict[str, str], number: int, added: dict[str, dict[str, Any]]
) -> object:
    special = SPECIAL.get((column.table.name, column.name))
    if special is not None:
        return special(number)
    for key in column.foreign_keys:
        target = key.column
        return added[target.table.fullname][target.name]
    return words.get(column.name) or _value_of_type(column.type, column.name, number)


def _value_of_type(kind: Any, name: str, number: int) -> object:
    match kind:
        case types.Uuid():
            return UUID(int=number)
        case types.DateTime():
            return datetime(2026, 1, 1, tzinfo=UTC) + timedelta(days=number)
        case types.Date():
            return _DAY + timedelta(days=number)
        case types.Boolean():
            return True
        case types.Integer() | types.Numeric() | types.Float():
            return number
        case types.LargeBinary():
            return f"{name} {number}".encode()
        case types.JSON():
            return {}
        case types.String():
            return f"{number} {name}"[: kind.length]
    raise NotImplementedError(f"{name}: say here what a sample of {kind!r} looks like")
