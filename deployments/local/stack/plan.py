"""Where the stack listens and lives."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from models.settings import WebSettings
from models.settings.local import LocalSettings
from models.settings.paths import home as home_of_settings

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Port:
    """A port we need, what for, and the setting that changes it."""

    number: int
    host: str
    de: str
    en: str
    setting: str


@dataclass(frozen=True)
class Plan:
    home: Path
    web: WebSettings
    local: LocalSettings
    policy: str

    @classmethod
    def from_settings(cls, policy: str) -> Plan:
        return cls(home_of_settings(), WebSettings(), LocalSettings(), policy)

    @property
    def embedded(self) -> bool:
        """Whether the database is ours; `DATABASE_URL` names the municipality's own."""
        return not (os.environ.get("DATABASE_URL") or os.environ.get("MELDEWEG_DATABASE_URL"))

    @property
    def ports(self) -> tuple[Port, ...]:
        local = self.local
        return (
            Port(self.web.port, self.web.host, "Formular und API", "form and API", "MELDEWEG_WEB_PORT"),
            Port(local.prefect_port, LOOPBACK, "Prefect", "Prefect", "MELDEWEG_PREFECT_PORT"),
            Port(local.mail_port, LOOPBACK, "Mail-Empfang", "mail catcher", "MELDEWEG_MAIL_PORT"),
            Port(local.mail_web_port, LOOPBACK, "Mail-Anzeige", "caught mails", "MELDEWEG_MAIL_WEB_PORT"),
        )

    @property
    def form_url(self) -> str:
        given = os.environ.get("MELDEWEG_WEB_PUBLIC_URL")
        return given or f"http://{self.reachable_web_host}:{self.web.port}"

    @property
    def reachable_web_host(self) -> str:
        return LOOPBACK if self.web.host in {"0.0.0.0", "::", ""} else self.web.host  # noqa: S104 (compared only)

    @property
    def prefect_url(self) -> str:
        return f"http://{LOOPBACK}:{self.local.prefect_port}"

    @property
    def mails_url(self) -> str:
        return f"http://{LOOPBACK}:{self.local.mail_web_port}"

    @property
    def logs(self) -> Path:
        return self.home / "logs"

    @property
    def secrets(self) -> Path:
        return self.home / "secrets"
