from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKeyConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class OfficerToken(SQLModel, table=True):
    """Lets a person act through the API. Only the SHA-256 of the secret is kept (32 bytes of randomness)."""

    __tablename__ = "officer_token"
    __table_args__ = (
        ForeignKeyConstraint(
            ["municipality_id", "officer_id"], ["officer.municipality_id", "officer.officer_id"]
        ),
    )

    token_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(foreign_key="municipality.municipality_id", max_length=60)
    officer_id: str = Field(max_length=60)
    digest: bytes = Field(unique=True)
    issued_at: datetime = Field(sa_type=INSTANT)
    expires_at: datetime = Field(sa_type=INSTANT)
    revoked_at: datetime | None = Field(default=None, sa_type=INSTANT)
