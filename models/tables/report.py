from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class Report(SQLModel, table=True):
    """What a person submitted, sealed whole under the key of its case; never changed afterwards."""

    __tablename__ = "report"

    report_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID = Field(foreign_key="case_file.case_id", index=True)
    submitted_at: datetime = Field(sa_type=INSTANT)
    sealed: bytes
