"""What the doctor is told about the installation."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class DoctorSettings(BaseSettings):
    """`MELDEWEG_PRODUCTION=true`: people's reports come here, so examples are problems."""

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_", extra="ignore", frozen=True)

    production: bool = False
    clock_skew_s: float = Field(
        default=2.0, gt=0, description="difference to the database that is no problem"
    )
