"""Column kinds shared by all tables, and the constraint names migrations rely on."""

from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Column, DateTime, Enum
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import SQLModel

# Set before the first table exists: a constraint without a name cannot be dropped by a migration.
SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

INSTANT: Any = DateTime(timezone=True)
JSON: Any = JSONB


def word(words: type[StrEnum], **options: Any) -> Any:
    """A column that takes exactly the values of `words`, stored as the value (SQLModel stores the name)."""
    return Column(
        Enum(
            words,
            values_callable=lambda enum: [member.value for member in enum],
            native_enum=False,
            create_constraint=False,
            length=40,
        ),
        **({"nullable": False} | options),
    )


def one_of(column: str, words: type[StrEnum]) -> CheckConstraint:
    """The database refuses any other word too."""
    listed = ", ".join(f"'{member.value}'" for member in words)
    return CheckConstraint(f"{column} IN ({listed})", name=f"{column}_word")
