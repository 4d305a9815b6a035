"""What has to hold before the first word to a relay: encryption it must offer, secrets from files."""

from __future__ import annotations

import ipaddress
import ssl

from models.settings.mail import Relay, TlsPolicy
from notifications.outcomes import Problem, RelayMisconfigured, Stage


def check_plaintext_allowed(relay: Relay) -> None:
    """Unencrypted mail never leaves this machine, whatever the settings say."""
    if relay.tls is TlsPolicy.NONE and not _is_loopback(relay.host):
        raise RelayMisconfigured(Stage.CHECK, Problem.PLAINTEXT)


def build_tls_context(relay: Relay) -> ssl.SSLContext:
    """Certificate and host name are always checked, with `ca_file` by that authority alone. Blocks."""
    try:
        context = ssl.create_default_context(cafile=str(relay.ca_file) if relay.ca_file else None)
    except OSError:
        problem = RelayMisconfigured(Stage.CHECK, Problem.FILE)
    else:
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context
    raise problem


def read_password(relay: Relay) -> str:
    """Blocks. An empty password stands for none given."""
    if relay.password_file is None:
        return relay.password.get_secret_value() if relay.password else ""
    try:
        return relay.password_file.read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeError):
        problem = RelayMisconfigured(Stage.CHECK, Problem.FILE)
    raise problem


def _is_loopback(host: str) -> bool:
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
