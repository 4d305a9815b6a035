"""Prefect's settings for this process; they count only before Prefect is imported."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from models.settings.paths import home

_DEFAULTS = {
    # A server that is away is our business (routing goes on without it), not that of a waiting client.
    "PREFECT_CLIENT_MAX_RETRIES": "1",
    "PREFECT_API_REQUEST_TIMEOUT": "10",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    # "Beginning" and "finished" of every run and step: the states say so already. What fails is still told.
    "PREFECT_LOGGING_LOGGERS_PREFECT_FLOW_RUNS_LEVEL": "WARNING",
    "PREFECT_LOGGING_LOGGERS_PREFECT_TASK_RUNS_LEVEL": "WARNING",
    # Prefect's own lines beside ours, one JSON object each.
    "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json",
    "PREFECT_LOGGING_COLORS": "false",
    "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "false",
}


def prepare_prefect_environment() -> None:
    """Set what is not set. Each in-process run builds two clients that load the whole CA bundle; over plain
    http none is ever used, so they get a bundle of one small certificate (measured: 107 to 22 ms a run).
    """
    for name, value in _DEFAULTS.items():
        os.environ.setdefault(name, value)
    if os.environ.get("PREFECT_API_URL", "").startswith("http://"):
        os.environ.setdefault("PREFECT_API_SSL_CERT_FILE", str(_keep_small_bundle(home() / "prefect")))


def _keep_small_bundle(directory: Path) -> Path:
    path = directory / "no-authority.pem"
    if not path.is_file():
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = path.with_suffix(f".{os.getpid()}")
        draft.write_bytes(_make_certificate())
        draft.replace(path)
    return path


def _make_certificate() -> bytes:
    """A certificate nobody trusts anything with: its key is thrown away here."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "no authority")])
    start = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + timedelta(days=36500))
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM)
