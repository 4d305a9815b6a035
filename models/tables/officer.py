from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import one_of, word
from models.vocabulary import Role


class Officer(SQLModel, table=True):
    """A person of the municipality in one role; `office_id` is empty for municipality-wide roles."""

    __tablename__ = "officer"
    __table_args__ = (
        ForeignKeyConstraint(
            ["municipality_id", "office_id"], ["office.municipality_id", "office.office_id"]
        ),
        one_of("role", Role),
    )

    municipality_id: str = Field(primary_key=True, foreign_key="municipality.municipality_id", max_length=60)
    officer_id: str = Field(primary_key=True, max_length=60)
    office_id: str | None = Field(default=None, max_length=60)
    role: Role = Field(sa_column=word(Role))
    name: str = Field(max_length=200)
    email: str = Field(max_length=320)
    language: str = Field(default="de", max_length=2)
    deputy_id: str | None = Field(default=None, max_length=60)
    active: bool = True
