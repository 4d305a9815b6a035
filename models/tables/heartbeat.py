from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class Heartbeat(SQLModel, table=True):
    """Last sign of life of a long-lived process."""

    __tablename__ = "heartbeat"

    process: str = Field(primary_key=True, max_length=40)
    instance: str = Field(primary_key=True, max_length=120)
    beat_at: datetime = Field(sa_type=INSTANT)
