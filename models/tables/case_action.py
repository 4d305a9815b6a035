from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, one_of, word
from models.vocabulary import CaseActionKind


class CaseAction(SQLModel, table=True):
    """What a person did to a case, with the words of the reason sealed.

    `number` counts the actions of a case from 1. `office_before` and `office_id` are those of a hand-over,
    `deadline_id` the deadline it is about.
    """

    __tablename__ = "case_action"
    __table_args__ = (UniqueConstraint("case_id", "number"), one_of("kind", CaseActionKind))

    action_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID = Field(foreign_key="case_file.case_id")
    number: int
    kind: CaseActionKind = Field(sa_column=word(CaseActionKind))
    taken_at: datetime = Field(sa_type=INSTANT)
    taken_by: str = Field(max_length=60)
    second_by: str | None = Field(default=None, max_length=60)
    office_before: str | None = Field(default=None, max_length=60)
    office_id: str | None = Field(default=None, max_length=60)
    deadline_id: UUID | None = Field(default=None, foreign_key="deadline.deadline_id")
    sealed_reason: bytes | None = None
