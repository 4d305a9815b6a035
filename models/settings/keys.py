"""Where the master key lives."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.settings.paths import secrets_directory


class KeySettings(BaseSettings):
    """`MELDEWEG_KEY_FILE`: the file of the master key, mode 0600, outside the database and its backups."""

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_KEY_", extra="ignore", frozen=True)

    file: Path = Field(default_factory=lambda: secrets_directory() / "master.key")
