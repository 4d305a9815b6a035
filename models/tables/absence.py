from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from models.tables import columns as columns


class Absence(SQLModel, table=True):
    """Days (both included, local) on which a person gets no notice and the deputy stands in."""

    __tablename__ = "absence"
    __table_args__ = (
        ForeignKeyConstraint(
            ["municipality_id", "officer_id"], ["officer.municipality_id", "officer.officer_id"]
        ),
        CheckConstraint("until_on >= from_on", name="until_after_from"),
    )

    absence_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(max_length=60, index=True)
    officer_id: str = Field(max_length=60)
    from_on: date
    until_on: date
