from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, JSON, one_of, word
from models.vocabulary import MessageName, NoticeState, RecipientKind


class Notice(SQLModel, table=True):
    """One message to one recipient, written with the business change that causes it (outbox).

    `act_id` ties it to the firing that caused it. A notice that goes out inside the digest of another names
    it in `carried_by` and shares its fate. `context` holds references and classifications; the rendered
    mail is kept sealed for retries.
    """

    __tablename__ = "notice"
    __table_args__ = (
        one_of("message", MessageName),
        one_of("recipient_kind", RecipientKind),
        one_of("state", NoticeState),
        Index(
            "ix_notice_waiting",
            "priority",
            "available_at",
            postgresql_where=text("state IN ('queued', 'claimed', 'retry')"),
        ),
        Index("ix_notice_of_act", "created_at", postgresql_where=text("act_id IS NOT NULL")),
    )

    notice_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID | None = Field(default=None, foreign_key="case_file.case_id", index=True)
    message: MessageName = Field(sa_column=word(MessageName))
    language: str = Field(max_length=2)
    recipient_kind: RecipientKind = Field(sa_column=word(RecipientKind))
    recipient_id: str = Field(max_length=60)
    dedupe_key: str = Field(max_length=300, unique=True)
    context: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    priority: int = 1
    state: NoticeState = Field(sa_column=word(NoticeState))
    created_at: datetime = Field(sa_type=INSTANT)
    available_at: datetime = Field(sa_type=INSTANT)
    claimed_by: str | None = Field(default=None, max_length=120)
    attempts: int = 0
    act_id: UUID | None = Field(default=None, index=True)
    carried_by: UUID | None = Field(default=None, index=True)
    sealed_mail: bytes | None = None
    sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
    failure_code: str | None = Field(default=None, max_length=60)
