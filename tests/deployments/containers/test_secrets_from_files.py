"""Prefect's secrets come from files; a process gets those of its own and no other's."""

from __future__ import annotations

import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parents[3] / "deployments" / "with_secrets.sh"


def _start(directory: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603  our own script
        ["sh", str(SCRIPT), *command],  # noqa: S607
        env={"CREDENTIALS_DIRECTORY": str(directory), "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )


def _environment(directory: Path) -> dict[str, str]:
    lines = _start(directory, "env").stdout.splitlines()
    told = dict(line.split("=", 1) for line in lines)
    return {name: value for name, value in told.items() if name.startswith("PREFECT_")}


def test_a_client_gets_its_login_and_a_server_all_it_asks_for(tmp_path: Path) -> None:
    assert _environment(tmp_path) == {}
    login, url = "admin:a b$c'\"", "postgresql+asyncpg://prefect:pw@db/prefect"
    (tmp_path / "prefect_auth_string").write_text(f"{login}\n")
    assert _environment(tmp_path) == {"PREFECT_API_AUTH_STRING": login}
    (tmp_path / "prefect_database_url").write_text(f"{url}\n")
    (tmp_path / "prefect_encryption_key").write_text("key\n")
    assert _environment(tmp_path) == {
        "PREFECT_API_AUTH_STRING": login,
        "PREFECT_SERVER_API_AUTH_STRING": login,
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": url,
        "PREFECT_SERVER_ENCRYPTION_KEY": "key",
    }
    (tmp_path / "redis_url").write_text("redis://:pw@redis:6379/0")
    shared = {name for name, value in _environment(tmp_path).items() if value.startswith("redis:")}
    assert shared == {
        "PREFECT_REDIS_MESSAGING_URL",
        "PREFECT_REDIS_WORKER_CLEANUP_QUEUE_URL",
        "PREFECT_SERVER_DOCKET_URL",
    }


def test_the_command_takes_the_script_s_place(tmp_path: Path) -> None:
    """Signals have to reach the command itself, and its status counts."""
    assert _start(tmp_path, "sh", "-c", "exit 7").returncode == 7
    assert "exec" in SCRIPT.read_text().splitlines()[-1]
