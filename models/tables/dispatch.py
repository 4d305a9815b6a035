from datetime import datetime
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, one_of, word
from models.vocabulary import DispatchFlow, DispatchState


class Dispatch(SQLModel, table=True):
    """One flow run to be started; the row is the queue.

    `available_at` is when the row may be taken: now, after a failure later, while leased the lease's end.
    `attempts` counts failures, not leases: a killed process is not the row's fault. `worked_at` is set when
    the steps are done, also without Prefect; the row is done when the run is shown too.
    """

    __tablename__ = "dispatch"
    __table_args__ = (
        one_of("flow", DispatchFlow),
        one_of("state", DispatchState),
        Index(
            "ix_dispatch_waiting",
            "priority",
            "created_at",
            postgresql_where=text("state IN ('pending', 'leased')"),
        ),
        Index("ix_dispatch_set_aside", "created_at", postgresql_where=text("state = 'set_aside'")),
    )

    dispatch_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID | None = Field(default=None, foreign_key="case_file.case_id", index=True)
    flow: DispatchFlow = Field(sa_column=word(DispatchFlow))
    priority: int = 1
    state: DispatchState = Field(sa_column=word(DispatchState))
    created_at: datetime = Field(sa_type=INSTANT)
    available_at: datetime = Field(sa_type=INSTANT)
    leased_by: str | None = Field(default=None, max_length=120)
    attempts: int = 0
    flow_run_id: UUID | None = None
    worked_at: datetime | None = Field(default=None, sa_type=INSTANT)
    done_at: datetime | None = Field(default=None, sa_type=INSTANT)
    failure_code: str | None = Field(default=None, max_length=60)
