from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class RememberedAnswer(SQLModel, table=True):
    """The answer to a request that carried an Idempotency-Key, for a day.

    Neither the key nor the body is kept: both only as keyed digests, the answer sealed under a key that is
    derived from the Idempotency-Key itself.
    """

    __tablename__ = "remembered_answer"

    municipality_id: str = Field(primary_key=True, foreign_key="municipality.municipality_id", max_length=60)
    key_digest: bytes = Field(primary_key=True)
    body_digest: bytes
    case_id: UUID = Field(foreign_key="case_file.case_id")
    sealed: bytes
    created_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT, index=True)
