"""Who may read the metrics."""

from __future__ import annotations

from pathlib import Path

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class MetricsSettings(BaseSettings):
    """`MELDEWEG_METRICS_TOKEN` or `MELDEWEG_METRICS_TOKEN_FILE`: what a scraper sends as Bearer token.

    Without one the metrics are for programs on this machine alone. Set one where a proxy stands before the
    API: to the API everybody behind it may look like this machine.
    """

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_METRICS_", extra="ignore", frozen=True)

    token: SecretStr | None = None
    token_file: Path | None = None

    def read_token(self) -> str | None:
        """Raises OSError when the file cannot be read: a token that is lost must not open the door."""
        if self.token_file is not None:
            return self.token_file.read_text(encoding="utf-8").strip()
        return self.token.get_secret_value() if self.token is not None else None
