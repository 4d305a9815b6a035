"""The relays mail leaves by, each with its own TLS policy."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class TlsPolicy(StrEnum):
    """`none` is refused for any host that is not this machine."""

    NONE = "none"
    STARTTLS = "starttls"
    IMPLICIT = "implicit"


class Relay(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = "127.0.0.1"
    port: int = Field(default=8025, ge=1, le=65535)
    tls: TlsPolicy = TlsPolicy.STARTTLS
    ca_file: Path | None = None
    username: str | None = None
    password: SecretStr | None = None
    password_file: Path | None = None
    timeout_s: float = Field(default=20, gt=0)


class MailSettings(BaseSettings):
    """`MELDEWEG_MAIL_RELAY__HOST` and so on; `MELDEWEG_MAIL_SENDER` is the address notices come from.

    The pace of mails: at most `…_burst` at once and `…_per_minute` in the long run, for the relay and for
    each recipient; critical cases never wait for it.
    """

    model_config = SettingsConfigDict(
        env_prefix="MELDEWEG_MAIL_", env_nested_delimiter="__", extra="ignore", frozen=True
    )

    relay: Relay = Relay()
    sender: str = "meldeweg@augsburg.example"
    sender_name: str = "Meldeweg"
    message_id_domain: str = "meldeweg.example"
    # A flood must not make the relay refuse everything, nor fill one person's mailbox at once.
    relay_burst: int = Field(default=600, ge=1)
    relay_per_minute: int = Field(default=1200, ge=1)
    recipient_burst: int = Field(default=300, ge=1)
    recipient_per_minute: int = Field(default=300, ge=1)
    # One mail on deadlines a recipient within this time; what comes meanwhile waits for the next one.
    digest_every_s: int = Field(default=300, ge=1, le=1800)
