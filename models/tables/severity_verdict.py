from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, one_of, word
from models.vocabulary import Severity


class SeverityVerdict(SQLModel, table=True):
    """What a person said on the severity of a case; the words of the reason are sealed.

    `number` counts the verdicts of a case from 1. `second_by` stood by the lowering from critical.
    """

    __tablename__ = "severity_verdict"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        one_of("proposed", Severity),
        one_of("before", Severity),
        one_of("severity", Severity),
    )

    verdict_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID = Field(foreign_key="case_file.case_id")
    number: int
    proposed: Severity = Field(sa_column=word(Severity))
    before: Severity = Field(sa_column=word(Severity))
    severity: Severity = Field(sa_column=word(Severity))
    given_at: datetime = Field(sa_type=INSTANT)
    given_by: str = Field(max_length=60)
    second_by: str | None = Field(default=None, max_length=60)
    sealed_reason: bytes | None = None
