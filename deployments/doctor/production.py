"""Examples and practice settings where people's reports come in."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from api.settings import IntakePageSettings
from deployments.doctor.finding import Finding, fine, problem
from deployments.doctor.prefect_access import find_prefect_access
from deployments.doctor.settings import DoctorSettings
from models.database import Database
from models.settings import DatabaseSettings, MailSettings, WebSettings
from models.settings.mail import TlsPolicy
from models.store.inspection import list_mail_domains

# Reserved for examples and tests (RFC 2606, RFC 6761): mail to them reaches nobody.
_RESERVED = {"example", "test", "invalid", "localhost", "example.com", "example.net", "example.org"}
_WELL_KNOWN = {
    "", "admin", "change-me", "changeme", "meldeweg", "password", "passwort", "postgres", "prefect", "secret",
}  # fmt: skip
_SHORTEST_PASSWORD = 12


def is_reserved(domain: str) -> bool:
    labels = domain.lower().rstrip(".").split(".")
    return labels[-1] in _RESERVED or ".".join(labels[-2:]) in _RESERVED


async def examine_addresses(database: Database) -> Sequence[Finding]:
    async with database.transaction() as session:
        reserved = sum(is_reserved(domain) for domain in await list_mail_domains(session))
    if not reserved:
        return [fine("addresses", "Keine Beispieladressen.", "No example addresses.")]
    if not DoctorSettings().production:
        return [
            fine(
                "addresses",
                f"{reserved} Beispieladressen, im Probebetrieb erlaubt.",
                f"{reserved} example addresses, allowed in practice.",
            )
        ]
    return [
        problem(
            "addresses",
            f"{reserved} Adressen von Stellen, Personen oder Partnern sind Beispiele und erreichen "
            "niemanden: im "
            "Regelwerk die eigenen eintragen und es in Kraft setzen.",
            f"{reserved} addresses of offices, people or partners are examples and reach nobody: put your "
            "own "
            "into the policy and activate it.",
        )
    ]


async def examine_settings() -> Sequence[Finding]:
    if not DoctorSettings().production:
        return [
            fine(
                "production",
                "Probebetrieb. Mit MELDEWEG_PRODUCTION=true wird streng geprüft.",
                "Practice. MELDEWEG_PRODUCTION=true examines strictly.",
            )
        ]
    problems = list(_find_practice_settings())
    return problems or [
        fine("production", "Keine Beispielwerte in den Einstellungen.", "No example values in the settings.")
    ]


def _find_practice_settings() -> Iterator[Finding]:
    web, mail = WebSettings(), MailSettings()
    if urlsplit(web.public_url).scheme != "https":
        yield problem(
            "production",
            "MELDEWEG_WEB_PUBLIC_URL ist keine https-Adresse: Links in Mails führten ins Leere oder "
            "ungeschützt.",
            "MELDEWEG_WEB_PUBLIC_URL is no https address: links in mails would lead nowhere or unprotected.",
        )
    if is_reserved(mail.sender.rpartition("@")[2]) or is_reserved(mail.message_id_domain):
        yield problem(
            "production",
            "MELDEWEG_MAIL_SENDER oder MELDEWEG_MAIL_MESSAGE_ID_DOMAIN ist ein Beispiel: die eigene Adresse "
            "eintragen.",
            "MELDEWEG_MAIL_SENDER or MELDEWEG_MAIL_MESSAGE_ID_DOMAIN is an example: put your own.",
        )
    if not (IntakePageSettings().telephone or "").strip():
        yield problem(
            "production",
            "MELDEWEG_PAGE_TELEPHONE fehlt: Die Nummer der Meldestelle eintragen. Ist die Datenbank nicht "
            "erreichbar, nennt die Fehlerseite sonst niemanden, der eine Meldung annimmt.",
            "MELDEWEG_PAGE_TELEPHONE is missing: put the reporting office's number. While the database is "
            "away, the error page would name nobody who takes a report.",
        )
    if mail.relay.tls is TlsPolicy.NONE:
        yield problem(
            "production",
            "Das Relay ist die Mail-Anzeige dieses Rechners: MELDEWEG_MAIL_RELAY__HOST und __TLS setzen.",
            "The relay is this machine's mail catcher: set MELDEWEG_MAIL_RELAY__HOST and __TLS.",
        )
    if is_weak(urlsplit(_database_url()).password):
        yield problem(
            "production",
            "Das Kennwort der Datenbank ist leicht zu raten: ein zufälliges setzen.",
            "The database's password is easy to guess: set a random one.",
        )
    if is_weak(find_prefect_access().login.partition(":")[2]):
        yield problem(
            "production",
            "Prefect hat kein Kennwort oder ein leicht zu ratendes: PREFECT_SERVER_API_AUTH_STRING setzen.",
            "Prefect has no password or one that is easy to guess: set PREFECT_SERVER_API_AUTH_STRING.",
        )
    if os.environ.get("PREFECT_SERVER_ENCRYPTION_KEY") == "":
        yield problem(
            "production",
            "PREFECT_SERVER_ENCRYPTION_KEY ist leer.",
            "PREFECT_SERVER_ENCRYPTION_KEY is empty.",
        )


def is_weak(password: str | None) -> bool:
    """None is no weakness of a database that knows its users otherwise (peer, certificate)."""
    return password is not None and (password.lower() in _WELL_KNOWN or len(password) < _SHORTEST_PASSWORD)


def _database_url() -> str:
    try:
        return DatabaseSettings().application_url()
    except LookupError:
        return ""
