from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Column, Computed, Double, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, one_of, word
from models.vocabulary import Audience, StepKind


class DeadlineFiring(SQLModel, table=True):
    """One step of a deadline that was taken, once: the unique key is what makes twice impossible.

    Steps of one deadline taken together share an `act_id`, as do the notices they cause, and the audit entry
    `audit_seq`. `lateness_s` is in seconds, computed by the database. `skipped` marks a step an outage
    passed over: its audience was told together with the newest one.
    """

    __tablename__ = "deadline_firing"
    __table_args__ = (
        UniqueConstraint("deadline_id", "generation", "step_no", "repeat_no"),
        one_of("audience", Audience),
        one_of("step", StepKind),
        Index("ix_deadline_firing_of_act", "fired_at", postgresql_where=text("act_id IS NOT NULL")),
        Index("ix_deadline_firing_without_act", "fired_at", postgresql_where=text("act_id IS NULL")),
    )

    firing_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    deadline_id: UUID = Field(foreign_key="deadline.deadline_id")
    dispatch_id: UUID | None = Field(default=None, index=True)
    generation: int
    step_no: int
    repeat_no: int = 0
    audience: Audience = Field(sa_column=word(Audience))
    step: StepKind = Field(sa_column=word(StepKind))
    planned_at: datetime = Field(sa_type=INSTANT)
    fired_at: datetime = Field(sa_type=INSTANT)
    skipped: bool = False
    act_id: UUID | None = Field(default=None, index=True)
    audit_seq: int | None = Field(default=None, sa_type=BigInteger)
    lateness_s: float | None = Field(
        default=None,
        sa_column=Column(
            Double, Computed("EXTRACT(EPOCH FROM fired_at - planned_at)::double precision", persisted=True)
        ),
    )
