from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, one_of, word
from models.vocabulary import NoticeState


class NoticeAttempt(SQLModel, table=True):
    """One try to hand a notice to the relay; `reply_code` is the SMTP code, never its text."""

    __tablename__ = "notice_attempt"
    __table_args__ = (one_of("outcome", NoticeState),)

    attempt_id: UUID = Field(primary_key=True)
    notice_id: UUID = Field(foreign_key="notice.notice_id", index=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    attempt_no: int
    started_at: datetime = Field(sa_type=INSTANT)
    finished_at: datetime = Field(sa_type=INSTANT)
    outcome: NoticeState = Field(sa_column=word(NoticeState))
    reply_code: int | None = None
    failure_code: str | None = Field(default=None, max_length=60)
