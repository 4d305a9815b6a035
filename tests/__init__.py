"""The tests' own environment, set before anything reads it: Prefect and the settings read theirs on import.

A developer's installation, Prefect profile or database must never be met by a test.
"""

import atexit
import os
import shutil
import socket
import tempfile
from pathlib import Path

PREFECT_LOGIN = "admin:prefect-test"

for _name in list(os.environ):
    if _name.startswith(("PREFECT_", "MELDEWEG_")) and not _name.startswith("MELDEWEG_REQUIRE_"):
        del os.environ[_name]
for _name in ("DATABASE_URL", "DATABASE_OWNER_URL", "CREDENTIALS_DIRECTORY"):
    os.environ.pop(_name, None)

# The database server's own user has to reach it, also when the tests run as root.
HOME = Path(tempfile.mkdtemp(prefix="meldeweg-test-"))
HOME.chmod(0o711)
atexit.register(shutil.rmtree, HOME, ignore_errors=True)

with socket.socket() as _probe:
    _probe.bind(("127.0.0.1", 0))
    PREFECT_PORT: int = _probe.getsockname()[1]

os.environ |= {
    "MELDEWEG_HOME": str(HOME),
    "PREFECT_HOME": str(HOME / "prefect"),
    "PREFECT_API_URL": f"http://127.0.0.1:{PREFECT_PORT}/api",
    "PREFECT_API_AUTH_STRING": PREFECT_LOGIN,
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
    "PREFECT_CLIENT_MAX_RETRIES": "1",
    "PREFECT_API_REQUEST_TIMEOUT": "10",
    "DO_NOT_TRACK": "1",
}
