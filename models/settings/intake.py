"""Bounds of what a report may bring."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IntakeSettings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="MELDEWEG_INTAKE_", extra="ignore", frozen=True)

    max_body_bytes: int = Field(default=512 * 1024, ge=1024, description="30,000 escaped emoji fit")
    answer_kept_h: int = Field(default=24, ge=1, description="how long an Idempotency-Key is remembered")
