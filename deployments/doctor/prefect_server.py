"""Prefect's server by its own words: version, telemetry, retention, pool, worker, deployments.

Asked over HTTP, because importing Prefect takes seconds and starts nothing here.
"""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Sequence
from importlib.metadata import requires
from typing import Any

import httpx

import flows
from deployments.doctor.finding import Finding, fine, not_examined, problem
from deployments.doctor.prefect_access import find_prefect_access
from deployments.local.stack.parts import OPS_POOL
from models.settings import PrefectSettings
from models.vocabulary import DispatchFlow

_PATIENCE_S = 10.0
# Prefect keeps runs for ever unless these are cleaned up.
_KEPT_CLEAN = {"flow_runs", "events"}


async def examine_prefect() -> Sequence[Finding]:
    access, routing_pool = find_prefect_access(), PrefectSettings().work_pool
    user, _, password = access.login.partition(":")
    login = (user, password) if access.login else None
    async with httpx.AsyncClient(base_url=f"{access.url}/", auth=login, timeout=_PATIENCE_S) as client:
        try:
            version = await _ask(client, "GET", "admin/version")
            settings = await _ask(client, "GET", "admin/settings")
            return [
                _examine_version(version),
                _examine_telemetry(settings["server"]),
                _examine_retention(settings["server"]),
                await _examine_pool(client),
                await _examine_deployments(client),
                await _examine_routing_pool(client, routing_pool),
            ]
        except (httpx.HTTPError, ValueError) as error:
            return _unreachable(error)


def pinned_version() -> str:
    """The one version of Prefect that this version of Meldeweg was tested with."""
    for requirement in requires("meldeweg") or ():
        pin = re.match(r"prefect==([\w.]+)", requirement)
        if pin:
            return pin.group(1)
    raise LookupError("no pin of prefect")


def flow_names() -> set[str]:
    """Each module in `flows/` is one flow of its name."""
    return {module.name for module in pkgutil.iter_modules(flows.__path__)}


def _examine_version(version: str) -> Finding:
    pin = pinned_version()
    if version == pin:
        return fine("prefect", f"erreichbar, Version {version}.", f"reachable, version {version}.")
    return problem(
        "prefect",
        f"Der Server hat Version {version}, geprüft ist {pin}: `pip install -r requirements.txt` auch dort.",
        f"The server has version {version}, tested is {pin}: `pip install -r requirements.txt` there too.",
    )


def _examine_telemetry(server: dict[str, Any]) -> Finding:
    """The second UI asks an outside analytics host, whatever the settings say."""
    wrong = []
    if server["analytics_enabled"]:
        wrong.append("PREFECT_SERVER_ANALYTICS_ENABLED=false")
    if server["ui"]["enabled"] and server["ui"].get("v2_enabled"):
        wrong.append("PREFECT_SERVER_UI_V2_ENABLED=false")
    if not wrong:
        return fine("prefect_telemetry", "ausgeschaltet.", "off.")
    return problem(
        "prefect_telemetry",
        f"Der Server ruft nach außen. Setzen und neu starten: {', '.join(wrong)}.",
        f"The server calls outside. Set and restart: {', '.join(wrong)}.",
    )


def _examine_retention(server: dict[str, Any]) -> Finding:
    vacuum = server["services"]["db_vacuum"]
    missing = sorted(_KEPT_CLEAN - set(vacuum["enabled"] or ()))
    if not missing:
        return fine(
            "prefect_retention",
            f"Läufe bleiben {vacuum['retention_period']} (ISO 8601).",
            f"Runs are kept for {vacuum['retention_period']} (ISO 8601).",
        )
    return problem(
        "prefect_retention",
        f"Nie gelöscht wird: {', '.join(missing)}. "
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED=events,flow_runs,orphans "
        "und ..._RETENTION_PERIOD=P30D setzen.",
        f"Never deleted: {', '.join(missing)}. Set "
        "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED=events,flow_runs,orphans "
        "and ..._RETENTION_PERIOD=P30D.",
    )


async def _examine_pool(client: httpx.AsyncClient) -> Finding:
    pools = await _ask(client, "POST", "work_pools/filter", {"work_pools": {"name": {"any_": [OPS_POOL]}}})
    if not pools:
        return problem(
            "prefect_pool",
            f"Der Work Pool {OPS_POOL} fehlt: `meldeweg deploy`.",
            f"The work pool {OPS_POOL} is missing: `meldeweg deploy`.",
        )
    workers = await _ask(client, "POST", f"work_pools/{OPS_POOL}/workers/filter", {})
    if any(worker.get("status") == "ONLINE" for worker in workers) and not pools[0].get("is_paused"):
        return fine("prefect_pool", "da, mit einem Arbeiter.", "there, with a worker.")
    return problem(
        "prefect_pool",
        f"Kein Arbeiter für {OPS_POOL}: Läufe von Hand und die Aufsicht stehen. `prefect worker start --pool "
        f"{OPS_POOL}`.",
        f"No worker for {OPS_POOL}: runs by hand and the watchdog stand still. `prefect worker start --pool "
        f"{OPS_POOL}`.",
    )


async def _examine_deployments(client: httpx.AsyncClient) -> Finding:
    found = await _ask(client, "POST", "deployments/filter", {"limit": 200})
    missing = sorted(flow_names() - {deployment["name"] for deployment in found})
    paused = sorted(
        deployment["name"]
        for deployment in found
        if deployment["name"] in flow_names() and deployment["paused"]
    )
    if not missing and not paused:
        return fine("prefect_deployments", "alle eingetragen.", "all registered.")
    if missing:
        names = ", ".join(missing)
        return problem(
            "prefect_deployments",
            f"Nicht eingetragen: {names}. `meldeweg deploy`.",
            f"Not registered: {names}. `meldeweg deploy`.",
        )
    names = ", ".join(paused)
    return problem(
        "prefect_deployments",
        f"Angehalten: {names}. In Prefect wieder einschalten.",
        f"Paused: {names}. Switch them on in Prefect.",
    )


async def _examine_routing_pool(client: httpx.AsyncClient, pool: str | None) -> Finding:
    check = "prefect_routing_pool"
    if pool is None:
        return fine(check, "Der Verteiler führt selbst aus.", "The dispatcher executes itself.")
    found = await client.get(f"deployments/name/{DispatchFlow.ROUTE_CASE}/{pool}")
    if found.status_code == httpx.codes.NOT_FOUND:
        return problem(
            check,
            f"Der Work Pool {pool} (MELDEWEG_DISPATCH_WORK_POOL) fehlt: `meldeweg deploy`. Bis dahin werden "
            "Meldungen ohne Prefect bearbeitet.",
            f"The work pool {pool} (MELDEWEG_DISPATCH_WORK_POOL) is missing: `meldeweg deploy`. Until then "
            "reports are handled without Prefect.",
        )
    found.raise_for_status()
    workers = await _ask(client, "POST", f"work_pools/{pool}/workers/filter", {})
    paused = (await _ask(client, "GET", f"work_pools/{pool}")).get("is_paused")
    if paused or not any(worker.get("status") == "ONLINE" for worker in workers):
        return problem(
            check,
            f"Der Work Pool {pool} ist angehalten oder ohne Arbeiter: Meldungen warten vergebens "
            f"und werden dann ohne Prefect bearbeitet. `prefect worker start --pool {pool}`.",
            f"The work pool {pool} is paused or without a worker: reports wait in vain and are then handled "
            f"without Prefect. `prefect worker start --pool {pool}`.",
        )
    return fine(check, f"{pool}, mit einem Arbeiter.", f"{pool}, with a worker.")


async def _ask(client: httpx.AsyncClient, method: str, path: str, body: object = None) -> Any:
    answer = await client.request(method, path, json=body)
    answer.raise_for_status()
    return answer.json()


def _unreachable(error: Exception) -> list[Finding]:
    status = error.response.status_code if isinstance(error, httpx.HTTPStatusError) else None
    if status in {httpx.codes.UNAUTHORIZED, httpx.codes.FORBIDDEN}:
        words = (
            "Prefect weist die Anmeldung ab: PREFECT_API_AUTH_STRING prüfen.",
            "Prefect refuses the login: check PREFECT_API_AUTH_STRING.",
        )
    else:
        reason = f"Status {status}" if status else type(error).__name__
        words = (
            f"Prefect antwortet nicht ({reason}). Meldungen werden trotzdem bearbeitet; Server starten, "
            "PREFECT_API_URL prüfen.",
            f"Prefect does not answer ({reason}). Reports are handled nevertheless; start the server, check "
            "PREFECT_API_URL.",
        )
    later = (
        "prefect_telemetry",
        "prefect_retention",
        "prefect_pool",
        "prefect_deployments",
        "prefect_routing_pool",
    )
    return [
        problem("prefect", *words),
        *(
            not_examined(
                check, "nicht geprüft: Prefect antwortet nicht.", "not examined: Prefect does not answer."
            )
            for check in later
        ),
    ]
