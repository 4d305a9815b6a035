"""The templates of work pools: rendered by Prefect, known to its worker types, without a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, cast
from uuid import uuid4

import httpx
import pytest
from prefect.client.orchestration import PrefectClient
from prefect.client.schemas.objects import FlowRun
from prefect.workers.base import BaseJobConfiguration
from pydantic import ConfigDict

from deployments.registration import register_deployments
from tests import PREFECT_LOGIN
from tests.prefect_server import PrefectServer

POOLS = Path(__file__).parents[3] / "deployments" / "pools"
TYPES = ("docker", "kubernetes")
# prefect-docker 0.7.4 knows it; the list of worker types that comes with Prefect is older.
NEWER = {"docker": {"container_create_kwargs"}, "kubernetes": set[str]()}
SECRETS = ("database_url", "master.key", "prefect_auth_string")


class Rendered(BaseJobConfiguration):
    """What Prefect makes of a template, with the fields of the worker's type as they come."""

    model_config = ConfigDict(extra="allow")


def template_of(kind: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((POOLS / f"{kind}.json").read_text())
    return found


def shipped_template_of(kind: str) -> dict[str, Any]:
    """As the worker's own package gives it, in the list Prefect ships."""
    listed = files("prefect") / "server/api/collections_data/views/aggregate-worker-metadata.json"
    found: dict[str, Any] = json.loads(listed.read_text())[f"prefect-{kind}"][kind]
    configuration: dict[str, Any] = found["default_base_job_configuration"]
    return configuration


async def render(kind: str, **values: Any) -> dict[str, Any]:
    # No block and no variable is referred to, so nobody is asked.
    nobody = cast("PrefectClient", object())
    rendered: Rendered = await Rendered.from_template_and_values(template_of(kind), values, client=nobody)
    rendered.prepare_for_flow_run(FlowRun(flow_id=uuid4(), name="MW-1234-5678"))
    dumped: dict[str, Any] = rendered.model_dump(mode="json")
    return dumped


def paths(tree: object, above: str = "") -> Iterator[str]:
    if isinstance(tree, dict):
        for name, below in tree.items():
            yield f"{above}/{name}"
            yield from paths(below, f"{above}/{name}")
    elif isinstance(tree, list):
        for below in tree:
            yield from paths(below, f"{above}/-")


@pytest.mark.parametrize("kind", TYPES)
def test_a_template_sets_what_the_worker_type_knows(kind: str) -> None:
    ours, shipped = template_of(kind), shipped_template_of(kind)
    known = set(shipped["job_configuration"]) | NEWER[kind]
    assert set(ours["job_configuration"]) <= known
    assert set(BaseJobConfiguration.model_fields) <= set(ours["job_configuration"])
    same = set(ours["variables"]["properties"]) & set(shipped["variables"]["properties"])
    for name in same:
        assert ours["variables"]["properties"][name].get("type") == (
            shipped["variables"]["properties"][name].get("type")
        )
    assert len(same) >= 7


def test_the_job_of_kubernetes_has_all_the_worker_asks_for() -> None:
    manifest = template_of("kubernetes")["job_configuration"]["job_manifest"]
    needed = shipped_template_of("kubernetes")["job_configuration"]["job_manifest"]
    needed["spec"]["template"]["spec"]["containers"][0]["resources"]["limits"].pop("cpu")  # none is set
    assert set(paths(needed)) <= set(paths(manifest))


@pytest.mark.parametrize("kind", TYPES)
async def test_a_run_gets_its_secrets_as_files_and_no_other_way(kind: str) -> None:
    """This process has Prefect's login in its settings, as a worker has."""
    rendered = await render(kind, env={"MELDEWEG_WEB_PUBLIC_URL": "https://melden.stadt.de"})
    written = json.dumps(rendered)
    assert "{{" not in written
    assert PREFECT_LOGIN not in written
    assert rendered["env"]["MELDEWEG_WEB_PUBLIC_URL"] == "https://melden.stadt.de"
    assert rendered["env"]["PREFECT_API_URL"]
    directory = rendered["env"]["CREDENTIALS_DIRECTORY"]
    assert directory in json.dumps(rendered.get("volumes") or rendered["job_manifest"])
    described = json.dumps(template_of(kind)["variables"])
    assert all(name in described for name in SECRETS)


async def test_containers_have_neither_root_nor_rights_nor_a_writable_disk() -> None:
    docker = await render("docker")
    assert docker["privileged"] is False
    assert docker["container_create_kwargs"]["cap_drop"] == ["ALL"]
    assert docker["container_create_kwargs"]["read_only"] is True
    pod = (await render("kubernetes"))["job_manifest"]["spec"]["template"]["spec"]
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["automountServiceAccountToken"] is False
    (container,) = pod["containers"]
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    mounted = {mount["name"] for mount in container["volumeMounts"]}
    assert mounted == {volume["name"] for volume in pod["volumes"]}


@pytest.mark.prefect
@pytest.mark.database
@pytest.mark.parametrize("kind", TYPES)
async def test_a_real_server_takes_the_pool_and_registers_the_flows_into_it(
    prefect_server: PrefectServer, kind: str
) -> None:
    pool = f"routing-{kind}"
    login = httpx.BasicAuth(*PREFECT_LOGIN.split(":"))
    async with httpx.AsyncClient(base_url=f"{prefect_server.url}/", auth=login, timeout=20) as client:
        body = {"name": pool, "type": kind, "base_job_template": template_of(kind)}
        (await client.post("work_pools/", json=body)).raise_for_status()
        assert f"route_case/{pool}" in await register_deployments(pool)
        kept = (await client.get(f"work_pools/{pool}")).raise_for_status().json()
        shown = (await client.get(f"deployments/name/route_case/{pool}")).raise_for_status().json()
    assert (kept["type"], kept["base_job_template"]) == (kind, template_of(kind))
    assert shown["work_pool_name"] == pool
    # An import path: what is at a place on this machine is nothing to a container.
    assert shown["entrypoint"] == "flows.route_case.route_case"
