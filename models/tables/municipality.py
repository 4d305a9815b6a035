from uuid import UUID

from sqlmodel import Field, SQLModel

from models.tables import columns as columns


class Municipality(SQLModel, table=True):
    """One municipality of the installation; every row of a case names it."""

    __tablename__ = "municipality"

    municipality_id: str = Field(primary_key=True, max_length=60)
    name_de: str = Field(max_length=200)
    name_en: str = Field(max_length=200)
    timezone: str = Field(max_length=60)
    coordination_mailbox: str = Field(max_length=320)
    policy_version_id: UUID | None = Field(default=None, foreign_key="policy_version.policy_version_id")
