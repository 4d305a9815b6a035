from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class AuditDraft(SQLModel, table=True):
    """An audit entry before it has its place. No row outlives the transaction that wrote it.

    At the commit a trigger takes the next number, completes the canonical bytes, hashes them and moves them
    into the log. `opening` are the bytes up to the number within the case, `middle` those from there to the
    hash of the case's previous entry.
    """

    __tablename__ = "audit_draft"

    draft_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID | None = None
    event: str = Field(max_length=60)
    recorded_at: datetime = Field(sa_type=INSTANT)
    opening: str
    middle: str
