"""Ports and bounds of the local stack (`meldeweg run`); everything listens on loopback only."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class LocalSettings(BaseSettings):
    """`MELDEWEG_PREFECT_PORT`, `MELDEWEG_MAIL_PORT`, `MELDEWEG_MAIL_WEB_PORT` and so on.

    The port of the form and the API is `MELDEWEG_WEB_PORT` (WebSettings).
    """

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_", extra="ignore", frozen=True)

    prefect_port: int = Field(default=4200, ge=1, le=65535)
    mail_port: int = Field(default=8025, ge=1, le=65535, description="where the mail catcher takes mail")
    mail_web_port: int = Field(default=8026, ge=1, le=65535, description="where caught mails are read")
    mails_kept: int = Field(default=500, ge=1, le=100_000)
    free_disk_mb: int = Field(default=500, ge=0, description="refuse to start with less room than this")
    prefect_retention_days: int = Field(default=30, ge=1, description="history of runs in Prefect")
