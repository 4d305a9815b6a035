"""What the way in says about the municipality when nothing else can be asked."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class IntakePageSettings(BaseSettings):
    """`MELDEWEG_PAGE_TELEPHONE`: number of the reporting office, shown also when the database is away."""

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_PAGE_", extra="ignore", frozen=True)

    telephone: str | None = Field(default=None, max_length=100)
    quick_exit_url: str = Field(
        default="https://www.wetter.de/", description="harmless page the exit link leads to"
    )
