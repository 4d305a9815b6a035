from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class SendPace(SQLModel, table=True):
    """Token bucket of one recipient or of the relay: how many mails may leave now.

    `tokens` as of `refilled_at`; `digest_sent_at` is when the last mail on deadlines left to the recipient.
    """

    __tablename__ = "send_pace"

    bucket: str = Field(primary_key=True, max_length=200)
    tokens: float
    refilled_at: datetime = Field(sa_type=INSTANT)
    digest_sent_at: datetime | None = Field(default=None, sa_type=INSTANT)
