from datetime import datetime

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class InvariantCheck(SQLModel, table=True):
    """Last result of one invariant: how many rows break it, since when, and how long the look took.

    `failure_code`: the look itself failed. `told_at` is when somebody was last told that it is broken,
    `told_over` that since then somebody was also told that it holds again.
    """

    __tablename__ = "invariant_check"

    name: str = Field(primary_key=True, max_length=60)
    checked_at: datetime = Field(sa_type=INSTANT)
    violations: int
    broken_since: datetime | None = Field(default=None, sa_type=INSTANT)
    took_ms: float
    failure_code: str | None = Field(default=None, max_length=60)
    told_at: datetime | None = Field(default=None, sa_type=INSTANT)
    told_over: bool = True
