"""Whom the auditor tells outside the municipality's own mailboxes."""

from __future__ import annotations

from typing import Literal

from pydantic import SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict


class AlarmSettings(BaseSettings):
    """`MELDEWEG_OUTSIDE_ALARM_MAILBOX` and so on; all of them may be left out.

    The dead-man address is asked for (GET) once a minute while all is well. Whoever watches it alarms when
    it falls silent, which works also when this machine is gone. It is a secret: who knows it can pretend.
    """

    model_config = SettingsConfigDict(env_prefix="MELDEWEG_", extra="ignore", frozen=True)

    outside_alarm_mailbox: str | None = None
    outside_alarm_language: Literal["de", "en"] = "de"
    dead_man_url: SecretStr | None = None
