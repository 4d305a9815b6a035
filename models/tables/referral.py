from datetime import datetime
from uuid import UUID

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, one_of, word
from models.vocabulary import PartnerBecause, PartnerKind, ReferralState


class Referral(SQLModel, table=True):
    """One hand-over to one partner and why it was allowed."""

    __tablename__ = "referral"
    __table_args__ = (
        UniqueConstraint("case_id", "partner_id"),
        one_of("kind", PartnerKind),
        one_of("because", PartnerBecause),
        one_of("state", ReferralState),
    )

    referral_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    case_id: UUID = Field(foreign_key="case_file.case_id")
    partner_id: str = Field(max_length=60)
    kind: PartnerKind = Field(sa_column=word(PartnerKind))
    because: PartnerBecause = Field(sa_column=word(PartnerBecause))
    rule: str = Field(max_length=60)
    state: ReferralState = Field(sa_column=word(ReferralState))
    created_at: datetime = Field(sa_type=INSTANT)
