from sqlmodel import Field, SQLModel

from models.tables.columns import one_of, word
from models.vocabulary import PartnerKind


class Partner(SQLModel, table=True):
    """An organisation outside the municipality's offices."""

    __tablename__ = "partner"
    __table_args__ = (one_of("kind", PartnerKind),)

    municipality_id: str = Field(primary_key=True, foreign_key="municipality.municipality_id", max_length=60)
    partner_id: str = Field(primary_key=True, max_length=60)
    kind: PartnerKind = Field(sa_column=word(PartnerKind))
    name: str = Field(max_length=200)
    email: str = Field(max_length=320)
    language: str = Field(default="de", max_length=2)
    active: bool = True
