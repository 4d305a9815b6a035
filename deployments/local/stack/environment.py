"""What each process of the stack gets to know: no more than it needs."""

from __future__ import annotations

import os
from pathlib import Path

from cryptography.fernet import Fernet

from deployments.local.secret_file import find_secret, keep_secret, make_secret_directory, write_secret
from deployments.local.stack.plan import LOOPBACK, Plan

Environment = dict[str, str]
# Its deadlines last minutes: in the ordinary five, a digest would swallow the reminders it is there to show.
_DIGEST_OF_DEMO_S = "20"


def common_environment(plan: Plan) -> Environment:
    """Ours without any `PREFECT_…`: a developer's own Prefect profile must not be met by accident."""
    given = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    local = {
        "MELDEWEG_HOME": str(plan.home),
        "MELDEWEG_WEB_PUBLIC_URL": plan.form_url,
        "MELDEWEG_WEB_PREFECT_UI_URL": plan.prefect_url,
        "MELDEWEG_MAIL_RELAY__HOST": LOOPBACK,
        "MELDEWEG_MAIL_RELAY__PORT": str(plan.local.mail_port),
        "MELDEWEG_MAIL_RELAY__TLS": "none",
    }
    if any(name.startswith("MELDEWEG_MAIL_RELAY__") for name in given):
        local = {name: value for name, value in local.items() if "MAIL_RELAY" not in name}
    if plan.policy == "demo" and "MELDEWEG_MAIL_DIGEST_EVERY_S" not in given:
        local["MELDEWEG_MAIL_DIGEST_EVERY_S"] = _DIGEST_OF_DEMO_S
    return given | local | {"PYTHONUNBUFFERED": "1", "DO_NOT_TRACK": "1"}


def prefect_client_environment(plan: Plan) -> Environment:
    """For processes that talk to the Prefect server."""
    return common_environment(plan) | {
        "PREFECT_HOME": str(plan.home / "prefect"),
        "PREFECT_API_URL": f"{plan.prefect_url}/api",
        "PREFECT_API_AUTH_STRING": prefect_login(plan.secrets),
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",
        "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
        "PREFECT_TELEMETRY_ENABLE_RESOURCE_METRICS": "false",
        "PREFECT_RESULTS_PERSIST_BY_DEFAULT": "false",
        "PREFECT_LOGGING_COLORS": "false",
        "PREFECT_CLI_COLORS": "false",
        "PREFECT_CLI_PROMPT": "false",
    }


def prefect_server_environment(plan: Plan) -> Environment:
    retention = f"P{plan.local.prefect_retention_days}D"  # ISO 8601
    origins = [f"http://{name}:{plan.local.prefect_port}" for name in (LOOPBACK, "localhost")]
    return prefect_client_environment(plan) | {
        "PREFECT_SERVER_API_HOST": LOOPBACK,
        "PREFECT_SERVER_API_PORT": str(plan.local.prefect_port),
        "PREFECT_SERVER_API_AUTH_STRING": prefect_login(plan.secrets),
        "PREFECT_SERVER_API_CORS_ALLOWED_ORIGINS": ",".join(origins),
        "PREFECT_SERVER_DATABASE_CONNECTION_URL": _prefect_database(plan),
        "PREFECT_SERVER_ENCRYPTION_KEY": _encryption_key(plan.secrets),
        # The second UI asks an outside analytics host, whatever the settings say.
        "PREFECT_SERVER_UI_V2_ENABLED": "false",
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Without it runs and logs are kept for ever.
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs,orphans",
        "PREFECT_SERVER_SERVICES_DB_VACUUM_RETENTION_PERIOD": retention,
        "PREFECT_SERVER_EVENTS_RETENTION_PERIOD": retention,
        # A step has three events. Recorded one by one they are half of the server's work (decision 11); the
        # interval counts in whole seconds, less than one would never rest.
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "25",
        "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
        "PREFECT_SERVER_SERVICES_EVENT_PERSISTER_BATCH_SIZE": "200",
        # Nothing here is an automation of Prefect's; looking for one at every event costs as much as a step.
        "PREFECT_SERVER_SERVICES_TRIGGERS_ENABLED": "false",
    }


def prefect_login(secrets: Path) -> str:
    """`user:password` of Prefect's UI and API; typed into its login page as a whole."""
    make_secret_directory(secrets)
    return f"admin:{keep_secret(secrets / 'prefect_password', length=12)}"


def _prefect_database(plan: Plan) -> str:
    given = os.environ.get("PREFECT_SERVER_DATABASE_CONNECTION_URL")
    return given or find_secret(plan.secrets / "prefect_database_url") or ""


def _encryption_key(secrets: Path) -> str:
    path = secrets / "prefect_encryption_key"
    if not find_secret(path):
        write_secret(path, Fernet.generate_key().decode("ascii"))
    return find_secret(path) or ""
