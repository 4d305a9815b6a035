from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class AddedAnswersRow(SQLModel, table=True):
    """Answers that came after the report, sealed whole under the key of the case; never changed afterwards.

    `number` counts the additions of a case from 1: the order in which they are merged with the report.
    """

    __tablename__ = "added_answers"
    __table_args__ = (UniqueConstraint("case_id", "number"),)

    added_answers_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID = Field(foreign_key="case_file.case_id")
    number: int
    added_at: datetime = Field(sa_type=INSTANT)
    added_by: str = Field(max_length=60)
    sealed: bytes
