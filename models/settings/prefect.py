"""How the dispatcher reaches and uses Prefect."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class PrefectSettings(BaseSettings):
    """Bounds of the dispatcher; the address itself is Prefect's own `PREFECT_API_URL`."""

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_DISPATCH_", extra="ignore", frozen=True)

    runs_at_once: int = Field(default=4, ge=1, le=64)
    # Well below the queue's longest wait: a longer lease would look like a row of a clock that ran ahead.
    lease_s: int = Field(default=30, ge=5, le=300)
    poll_s: float = Field(default=1.0, gt=0, le=60)
    prefect_patience_s: float = Field(default=30, ge=0)
    attempts: int = Field(default=8, ge=1)
    work_pool: str | None = Field(default=None, description="hand routing to this work pool instead")
