from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class Bias(SQLModel, table=True):
    """A person with a conflict of interest in a case: never sees it, never gets its mail."""

    __tablename__ = "bias"
    __table_args__ = (
        ForeignKeyConstraint(
            ["municipality_id", "officer_id"], ["officer.municipality_id", "officer.officer_id"]
        ),
    )

    case_id: UUID = Field(primary_key=True, foreign_key="case_file.case_id")
    officer_id: str = Field(primary_key=True, max_length=60)
    municipality_id: str = Field(max_length=60)
    marked_at: datetime = Field(sa_type=INSTANT)
    marked_by: str = Field(max_length=60)
