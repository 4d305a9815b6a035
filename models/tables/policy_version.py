from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT, JSON


class PolicyVersion(SQLModel, table=True):
    """A policy as it was activated. Immutable: the application's role may insert and read, nothing else."""

    __tablename__ = "policy_version"
    __table_args__ = (UniqueConstraint("municipality_id", "policy_id", "version"),)

    policy_version_id: UUID = Field(primary_key=True)
    municipality_id: str = Field(max_length=60)
    policy_id: str = Field(max_length=60)
    version: str = Field(max_length=40)
    sha256: str = Field(max_length=64)
    source: str
    holidays: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    activated_at: datetime = Field(sa_type=INSTANT)
    activated_by: str = Field(max_length=120)
