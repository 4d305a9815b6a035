"""The mail relay: a real conversation with TLS and login up to QUIT; no mail is begun."""

from __future__ import annotations

from collections.abc import Sequence

from deployments.doctor.finding import Finding, fine, problem
from deployments.local.words import Words
from models.settings import MailSettings
from models.settings.mail import TlsPolicy
from notifications.mailer import open_relay
from notifications.outcomes import MailOutcome, Problem, Stage

_PATIENCE_S = 5.0
_BY_PROBLEM = {
    Problem.CERTIFICATE: Words(
        "Das Zertifikat ist nicht vertrauenswürdig oder gilt für einen anderen Namen: "
        "MELDEWEG_MAIL_RELAY__HOST "
        "und MELDEWEG_MAIL_RELAY__CA_FILE prüfen.",
        "The certificate is not trusted or is for another name: check MELDEWEG_MAIL_RELAY__HOST and "
        "MELDEWEG_MAIL_RELAY__CA_FILE.",
    ),
    Problem.NO_STARTTLS: Words(
        "Das Relay bietet kein STARTTLS an: einen anderen Port wählen oder "
        "MELDEWEG_MAIL_RELAY__TLS=implicit.",
        "The relay offers no STARTTLS: choose another port or MELDEWEG_MAIL_RELAY__TLS=implicit.",
    ),
    Problem.NO_AUTH: Words(
        "Das Relay bietet keine Anmeldung an: Port prüfen oder den Benutzernamen weglassen.",
        "The relay offers no login: check the port or leave the user name away.",
    ),
    Problem.PLAINTEXT: Words(
        "Unverschlüsselt geht keine Mail von diesem Rechner: MELDEWEG_MAIL_RELAY__TLS auf starttls oder "
        "implicit.",
        "No mail leaves this machine unencrypted: set MELDEWEG_MAIL_RELAY__TLS to starttls or implicit.",
    ),
    Problem.FILE: Words(
        "Kennwort- oder Zertifikatsdatei des Relays ist nicht lesbar.",
        "The relay's password or certificate file cannot be read.",
    ),
}
_BY_STAGE = {
    Stage.LOGIN: Words(
        "Die Anmeldung wird abgewiesen: Benutzername und Kennwort prüfen.",
        "The login is refused: check user name and password.",
    ),
    Stage.CONNECT: Words(
        "Keine Verbindung: Adresse, Port und Firewall prüfen (MELDEWEG_MAIL_RELAY__HOST, __PORT).",
        "No connection: check address, port and firewall (MELDEWEG_MAIL_RELAY__HOST, __PORT).",
    ),
    Stage.TLS: Words("TLS kommt nicht zustande.", "TLS cannot be established."),
}


async def examine_relay() -> Sequence[Finding]:
    relay = MailSettings().relay
    relay = relay.model_copy(update={"timeout_s": min(relay.timeout_s, _PATIENCE_S)})
    try:
        async with open_relay(relay):
            pass
    except MailOutcome as error:
        words = _BY_PROBLEM.get(error.problem) or _BY_STAGE.get(error.stage)
        words = words or Words("Das Gespräch bricht ab.", "The conversation breaks off.")
        return [problem("relay", f"{words.de} ({error})", f"{words.en} ({error})")]
    tls = {
        TlsPolicy.NONE: Words("unverschlüsselt, auf diesem Rechner", "unencrypted, on this machine"),
        TlsPolicy.STARTTLS: Words("mit STARTTLS", "with STARTTLS"),
        TlsPolicy.IMPLICIT: Words("mit TLS", "with TLS"),
    }[relay.tls]
    login = Words("ohne Anmeldung", "without login")
    if relay.username is not None:
        login = Words("angemeldet", "logged in")
    return [fine("relay", f"antwortet, {tls.de}, {login.de}.", f"answers, {tls.en}, {login.en}.")]
