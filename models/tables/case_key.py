from datetime import datetime
from uuid import UUID

from sqlmodel import Field, SQLModel

from models.tables.columns import INSTANT


class CaseKey(SQLModel, table=True):
    """The data key of a case, wrapped by the master key.

    A schema of its own and no foreign key: it is backed up apart from the data it opens, and deleting the
    row erases the case everywhere, backups of the data included.
    """

    __tablename__ = "case_key"
    __table_args__ = ({"schema": "keystore"},)

    case_id: UUID = Field(primary_key=True)
    wrapped: bytes
    master_key_id: str = Field(max_length=32)
    created_at: datetime = Field(sa_type=INSTANT)
