"""Many rows of a table in one statement with one parameter, however many they are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlmodel import SQLModel, text
from sqlmodel.ext.asyncio.session import AsyncSession


async def insert_rows(session: AsyncSession, table: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> int:
    """How many came in; a row that meets one of the table's unique keys is left out.

    Every row names the same columns. Not for bytes. Read as JSON by the server: a statement with a parameter
    for each value takes the driver longer to write than the server to execute.
    """
    if not rows:
        return 0
    name = str(table.__tablename__)
    columns = ", ".join(rows[0])
    statement = text(
        f"INSERT INTO {name} ({columns}) SELECT {columns}"  # noqa: S608  names from the table classes
        f" FROM jsonb_populate_recordset(NULL::{name}, CAST(:rows AS jsonb)) ON CONFLICT DO NOTHING"
    )
    connection = await session.connection()
    inserted = await connection.execute(
        statement, {"rows": json.dumps([dict(row) for row in rows], default=str)}
    )
    return int(inserted.rowcount)
