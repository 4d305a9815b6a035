"""The processes of the stack, in the order in which they matter to a reporting person."""

from __future__ import annotations

import sys
from functools import partial

from deployments.local.stack.child import ChildPlan
from deployments.local.stack.environment import (
    common_environment,
    prefect_client_environment,
    prefect_server_environment,
)
from deployments.local.stack.plan import Plan

OPS_POOL = "meldeweg-ops"

# -P: the working directory is no place to import from.
_PYTHON = (sys.executable, "-P", "-m")


def upgrade_database(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "database-upgrade", "Datenbank-Schema", "database schema",
        (*_PYTHON, "deployments", "database", "upgrade"), partial(common_environment, plan), keep=False,
    )  # fmt: skip


def load_example(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "example-load", "Beispiel Augsburg", "Augsburg example",
        (*_PYTHON, "deployments", "example", "load", "--policy", plan.policy),
        partial(common_environment, plan), keep=False,
    )  # fmt: skip


def api(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "api", "Formular und API", "form and API",
        (*_PYTHON, "deployments", "serve", "--host", plan.web.host, "--port", str(plan.web.port)),
        partial(common_environment, plan),
    )  # fmt: skip


def mail_catcher(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "mail-catcher", "Mail-Anzeige", "mail catcher",
        (*_PYTHON, "deployments", "catch-mails"), partial(common_environment, plan), nice=5,
    )  # fmt: skip


def delivery(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "delivery", "Versand", "delivery",
        (*_PYTHON, "deployments", "deliver"), partial(common_environment, plan),
    )  # fmt: skip


def prefect_server(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "prefect-server", "Prefect", "Prefect",
        (*_PYTHON, "prefect", "server", "start"), partial(prefect_server_environment, plan), nice=5,
    )  # fmt: skip


def dispatcher(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "dispatcher", "Verteiler", "dispatcher",
        (*_PYTHON, "deployments", "dispatch"), partial(prefect_client_environment, plan),
    )  # fmt: skip


def deploy(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "deploy", "Abläufe in Prefect", "flows in Prefect",
        (*_PYTHON, "deployments", "deploy"), partial(prefect_client_environment, plan), keep=False,
    )  # fmt: skip


def ops_worker(plan: Plan) -> ChildPlan:
    return ChildPlan(
        "ops-worker", "Arbeiter für Aufgaben im Betrieb", "worker for operations",
        (*_PYTHON, "prefect", "worker", "start", "--pool", OPS_POOL, "--type", "process", "--limit", "1"),
        partial(prefect_client_environment, plan), nice=10,
    )  # fmt: skip
