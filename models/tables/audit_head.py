from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from models.tables import columns as columns


class AuditHead(SQLModel, table=True):
    """The last sequence number given in a municipality; its row lock keeps the sequence free of gaps."""

    __tablename__ = "audit_head"

    municipality_id: str = Field(primary_key=True, foreign_key="municipality.municipality_id", max_length=60)
    last_seq: int = Field(default=0, sa_type=BigInteger)
