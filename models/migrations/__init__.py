"""The history of the schema (Alembic) and how a database is brought along it."""

from models.migrations.upgrade import alembic_config, current_revision, head_revision, upgrade

__all__ = ["alembic_config", "current_revision", "head_revision", "upgrade"]
