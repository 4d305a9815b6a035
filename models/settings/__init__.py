"""Settings by area; every value has a sensible default, secrets come from files."""

from models.settings.database import DatabaseSettings
from models.settings.intake import IntakeSettings
from models.settings.keys import KeySettings
from models.settings.mail import MailSettings, Relay, TlsPolicy
from models.settings.prefect import PrefectSettings
from models.settings.reading import read_settings
from models.settings.web import WebSettings

__all__ = [
    "DatabaseSettings",
    "IntakeSettings",
    "KeySettings",
    "MailSettings",
    "PrefectSettings",
    "Relay",
    "TlsPolicy",
    "WebSettings",
    "read_settings",
]
