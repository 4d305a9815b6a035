from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, JSON, one_of, word
from models.vocabulary import DeadlineClock, DeadlineKind, DeadlineState, EntitledPerson, Severity


class Deadline(SQLModel, table=True):
    """What must have happened by when, for one entitled person.

    `plan` lists the steps still to come when it was made; `step_no` is the next of them and `repeat_no`
    counts the repeats of the last one. `generation` goes up each time the plan is made anew, so that no
    firing of an old plan is mistaken for one of the new. `budget_s` and `consumed_s` are seconds of the
    deadline's own clock. `replaces_id` is the deadline whose date this one corrects; that row is kept,
    superseded. `met_on` is the day a person says it was met or waived. `held_at`: since when due steps wait
    for their office to open. `beyond_calendar`: counted over days whose holidays are computed, not frozen
    with the policy version.
    """

    __tablename__ = "deadline"
    __table_args__ = (
        one_of("kind", DeadlineKind),
        one_of("clock", DeadlineClock),
        one_of("state", DeadlineState),
        one_of("entitled_person", EntitledPerson),
        one_of("severity", Severity),
        Index(
            "uq_deadline_live",
            "case_id",
            "kind",
            "entitled_person",
            unique=True,
            postgresql_where=text("state IN ('armed', 'paused', 'breached')"),
        ),
        Index(
            "ix_deadline_next_action",
            "next_action_at",
            postgresql_where=text("state IN ('armed', 'breached') AND set_aside_at IS NULL"),
        ),
        Index("ix_deadline_due", "due_at", postgresql_where=text("state IN ('armed', 'paused', 'breached')")),
        Index("ix_deadline_paused", "case_id", postgresql_where=text("state = 'paused'")),
        Index(
            "ix_deadline_asleep",
            "case_id",
            postgresql_where=text(
                "state IN ('armed', 'breached') AND next_action_at IS NULL"
                " AND (state = 'armed' OR step_no < jsonb_array_length(plan))"
            ),
        ),
        Index(
            "ix_deadline_due_legal",
            "severity",
            "next_action_at",
            postgresql_where=text(
                "state IN ('armed', 'breached') AND set_aside_at IS NULL AND clock = 'legal'"
            ),
        ),
        Index(
            "ix_deadline_due_service",
            "severity",
            "next_action_at",
            postgresql_where=text(
                "state IN ('armed', 'breached') AND set_aside_at IS NULL AND clock <> 'legal'"
            ),
        ),
        Index("ix_deadline_held", "held_at", postgresql_where=text("held_at IS NOT NULL")),
        Index("ix_deadline_set_aside", "set_aside_at", postgresql_where=text("set_aside_at IS NOT NULL")),
        Index(
            "ix_deadline_repeating",
            "next_action_at",
            postgresql_where=text("state = 'breached' AND repeat_no > 0"),
        ),
    )

    deadline_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID = Field(foreign_key="case_file.case_id", index=True)
    kind: DeadlineKind = Field(sa_column=word(DeadlineKind))
    entitled_person: EntitledPerson = Field(sa_column=word(EntitledPerson))
    clock: DeadlineClock = Field(sa_column=word(DeadlineClock))
    severity: Severity = Field(sa_column=word(Severity))
    state: DeadlineState = Field(sa_column=word(DeadlineState))
    generation: int = 1
    anchor_at: datetime | None = Field(default=None, sa_type=INSTANT)
    anchor_on: date | None = None
    due_at: datetime = Field(sa_type=INSTANT)
    due_on: date | None = None
    budget_s: int | None = None
    consumed_s: int = 0
    estimated: bool = False
    check_needed: bool = False
    beyond_calendar: bool = False
    plan: list[dict[str, Any]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    step_no: int = 0
    repeat_no: int = 0
    next_action_at: datetime | None = Field(default=None, sa_type=INSTANT)
    ended_at: datetime | None = Field(default=None, sa_type=INSTANT)
    met_on: date | None = None
    replaces_id: UUID | None = Field(default=None, index=True)
    reason: str | None = Field(default=None, max_length=60)
    set_aside_at: datetime | None = Field(default=None, sa_type=INSTANT)
    held_at: datetime | None = Field(default=None, sa_type=INSTANT)
