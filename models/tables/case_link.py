from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class CaseLink(SQLModel, table=True):
    """Two cases that belong together; kept once, the smaller id first."""

    __tablename__ = "case_link"
    case_id: UUID = Field(primary_key=True, foreign_key="case_file.case_id")
    linked_case_id: UUID = Field(primary_key=True, foreign_key="case_file.case_id", index=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    linked_at: datetime = Field(sa_type=INSTANT)
    linked_by: str = Field(max_length=60)
