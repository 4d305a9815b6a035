"""The application database."""

from __future__ import annotations

from pydantic import AliasChoices, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.settings.paths import secrets_directory


class DatabaseSettings(BaseSettings):
    """`DATABASE_URL` is the municipality's own PostgreSQL; empty means the embedded one.

    `owner_url` may change tables (migrations), `url` is the application's role, which cannot change or
    delete audit entries. Both may be given as files (`database_url`, `database_owner_url`) in the secrets
    directory instead; beside a given `DATABASE_URL` no file counts, for it may be the embedded server's.
    """

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_DATABASE_", extra="ignore", frozen=True)

    url: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_URL", "MELDEWEG_DATABASE_URL")
    )
    owner_url: SecretStr | None = Field(
        default=None, validation_alias=AliasChoices("DATABASE_OWNER_URL", "MELDEWEG_DATABASE_OWNER_URL")
    )
    pool_size: int = Field(default=5, ge=1, le=100)
    pool_overflow: int = Field(default=10, ge=0, le=100)
    connect_timeout_s: int = Field(default=5, ge=1)
    statement_timeout_ms: int = Field(default=15_000, ge=100)

    def application_url(self) -> str:
        """Libpq-style URL of the application role."""
        return _with_driver(self.url or _from_file("database_url"))

    def migration_url(self) -> str:
        """URL of the role that owns the tables; the application's when no other is given."""
        if self.url:
            return _with_driver(self.owner_url or self.url)
        from_file = _from_file("database_owner_url") or _from_file("database_url")
        return _with_driver(self.owner_url or from_file)

    @property
    def is_embedded(self) -> bool:
        return not self.url


def _from_file(name: str) -> SecretStr | None:
    path = secrets_directory() / name
    return SecretStr(path.read_text(encoding="utf-8").strip()) if path.is_file() else None


def _with_driver(url: SecretStr | None) -> str:
    if url is None:
        raise LookupError("no database: set DATABASE_URL or start the embedded one with `meldeweg run`")
    scheme, separator, rest = url.get_secret_value().partition("://")
    if not separator or scheme.split("+")[0] not in {"postgresql", "postgres"}:
        raise LookupError("DATABASE_URL must be a postgresql:// address; Meldeweg runs on PostgreSQL only")
    return f"postgresql+psycopg://{rest}"
