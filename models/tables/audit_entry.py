from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class AuditEntry(SQLModel, table=True):
    """One line of the audit log. `entry` are the canonical bytes (RFC 8785) that were hashed.

    `leaf_hash` is the leaf of a Merkle tree over the municipality's log (RFC 6962: SHA-256 of 0x00 and the
    bytes); `previous_case_hash` chains the entries of a case. A trigger and the role's rights refuse every
    UPDATE and DELETE.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("case_id", "case_seq"),
        Index("ix_audit_entry_fired", "recorded_at", postgresql_where=text("event = 'deadline_fired'")),
    )

    municipality_id: str = Field(primary_key=True, foreign_key="municipality.municipality_id", max_length=60)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    case_id: UUID | None = None
    case_seq: int | None = None
    event: str = Field(max_length=60)
    recorded_at: datetime = Field(sa_type=INSTANT)
    entry: bytes
    leaf_hash: bytes
    previous_case_hash: bytes | None = None
