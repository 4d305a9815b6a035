from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Index, text
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, JSON, one_of, word
from models.vocabulary import CaseState, NextStep, Severity


class CaseFile(SQLModel, table=True):
    """The work on a report: references and classifications only, nothing a person wrote.

    `decision_no` and `assignment_no` count the decisions on the severity and the assignments to an office:
    what is told again after a change has a dedupe key of its own. `decision` names rules, offices and
    partners; the words of the text that matched are in `sealed_findings`. `classified_at`, `assigned_at`,
    `notified_at` and `scheduled_at` say which step of routing is done; the case is routed when the last is.
    A raise by the rules takes `severity_confirmed_at` back: nobody has looked at the new level yet.
    `paused_from` is the state a paused case goes back to; the three fields of a pause are set together.
    """

    __tablename__ = "case_file"
    __table_args__ = (
        one_of("state", CaseState),
        one_of("severity", Severity),
        one_of("severity_proposed", Severity),
        one_of("next_step", NextStep),
        one_of("paused_from", CaseState),
        Index("ix_case_file_pause_ends", "pause_ends_at", postgresql_where=text("pause_ends_at IS NOT NULL")),
        Index("ix_case_file_unrouted", "submitted_at", postgresql_where=text("routed_at IS NULL")),
        Index("ix_case_file_listing", "municipality_id", "submitted_at"),
    )

    case_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_ref: str = Field(max_length=20, unique=True)
    state: CaseState = Field(sa_column=word(CaseState))
    policy_version_id: UUID = Field(foreign_key="policy_version.policy_version_id")
    receipt_digest: bytes = Field(unique=True)
    submitted_at: datetime = Field(sa_type=INSTANT)
    urgent: bool = False

    severity_proposed: Severity | None = Field(default=None, sa_column=word(Severity, nullable=True))
    severity: Severity | None = Field(default=None, sa_column=word(Severity, nullable=True))
    danger_level: int | None = None
    decision_no: int = 1
    decision: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    sealed_findings: bytes | None = None
    assignment_no: int = 1
    office_id: str | None = Field(default=None, max_length=60)

    classified_at: datetime | None = Field(default=None, sa_type=INSTANT)
    assigned_at: datetime | None = Field(default=None, sa_type=INSTANT)
    notified_at: datetime | None = Field(default=None, sa_type=INSTANT)
    scheduled_at: datetime | None = Field(default=None, sa_type=INSTANT)
    routed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    acknowledged_at: datetime | None = Field(default=None, sa_type=INSTANT)
    acknowledged_by: str | None = Field(default=None, max_length=60)
    severity_confirmed_at: datetime | None = Field(default=None, sa_type=INSTANT)
    severity_confirmed_by: str | None = Field(default=None, max_length=60)
    next_step: NextStep | None = Field(default=None, sa_column=word(NextStep, nullable=True))
    first_contact_at: datetime | None = Field(default=None, sa_type=INSTANT)
    paused_at: datetime | None = Field(default=None, sa_type=INSTANT)
    pause_ends_at: datetime | None = Field(default=None, sa_type=INSTANT)
    paused_from: CaseState | None = Field(default=None, sa_column=word(CaseState, nullable=True))
    closed_at: datetime | None = Field(default=None, sa_type=INSTANT)
