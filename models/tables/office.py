from sqlmodel import Field, SQLModel

from models.tables import columns as columns


class Office(SQLModel, table=True):
    """A responsible unit of a municipality with the mailbox that notices go to."""

    __tablename__ = "office"

    municipality_id: str = Field(primary_key=True, foreign_key="municipality.municipality_id", max_length=60)
    office_id: str = Field(primary_key=True, max_length=60)
    name_de: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    mailbox: str = Field(max_length=320)
    language: str = Field(default="de", max_length=2)
    active: bool = True
