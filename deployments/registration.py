"""Prefect's side of the flows: a deployment each, the work pool they run in, and their schedules.

The dispatcher's own runs need none of it. Deployments are there so that a coordinator can start a flow by
hand, and so that the watchdog runs without the dispatcher.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.orchestration import PrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate, WorkPoolCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.schedules import IntervalSchedule
from prefect.exceptions import ObjectAlreadyExists
from prefect.utilities.callables import parameter_schema

from flows.deliver_notices import deliver_notices
from flows.escalate_deadline import escalate_deadline
from flows.route_again import route_again
from flows.route_case import route_case
from flows.watch_deadlines import watch_deadlines
from models.vocabulary import DispatchFlow

OPS_POOL = "meldeweg-ops"
ROOT = Path(__file__).resolve().parent.parent
# The flows are installed wherever a worker is. Without such a step a worker first copies a whole directory
# for every run: the deployment's, which a container does not have, or its own.
IMPORT_FROM_THE_INSTALLATION = [{"prefect.deployments.steps.set_working_directory": {"directory": "/"}}]


@dataclass(frozen=True, slots=True)
class Deployment:
    """`every` is empty for flows that are started by hand or by the dispatcher alone."""

    flow: Flow[Any, Any]
    description: str
    every: timedelta | None = None
    tags: tuple[str, ...] = ("meldeweg",)
    parameters: Mapping[str, Any] = field(default_factory=dict)

    @property
    def entrypoint(self) -> str:
        """A module path: a file path would load the flow a second time under another name."""
        return f"flows.{self.flow.fn.__name__}.{self.flow.fn.__name__}"


DEPLOYMENTS = (
    Deployment(
        route_case,
        "Leitet einen Vorgang weiter (Kennung als `case_id`). Meldungen werden von selbst weitergeleitet; "
        "mit dem Aktenzeichen hilft `route_again`. / Routes one case by its id.",
    ),
    Deployment(
        route_again,
        "Entscheidet einen Vorgang erneut (Aktenzeichen als `case_ref`): Fehlendes wird nachgeholt, die "
        "Dringlichkeit kann nur steigen. Bitte nur das Aktenzeichen eingeben, nie Namen: Prefect bewahrt die "
        "Eingabe auf. / Decides a case again by its reference; may only raise. Prefect keeps what is typed: "
        "the reference alone, never names.",
    ),
    Deployment(
        escalate_deadline,
        "Bearbeitet sofort alle fälligen Fristen. Das Feld `dispatch_id` leer lassen. / "
        "Acts on every deadline due now; leave `dispatch_id` empty.",
    ),
    Deployment(
        deliver_notices,
        "Stellt wartende Benachrichtigungen zu, wenn die Zustellung steht. / Sends waiting notices.",
        every=timedelta(minutes=15),
    ),
    Deployment(
        watch_deadlines,
        "Prüft alle fünf Minuten, ob etwas liegen geblieben ist, und zeigt die nächsten 48 Stunden. / "
        "Checks that nothing was left lying and shows the next 48 hours.",
        every=timedelta(minutes=5),
    ),
)

# Without a tag of its own: the run carries the dispatcher's alone, wherever it is executed.
HANDED_OVER = tuple(
    replace(deployment, tags=())
    for deployment in DEPLOYMENTS
    if deployment.flow.name in set(map(str, DispatchFlow))
)


async def register_deployments(routing_pool: str | None = None) -> list[str]:
    """Create or update pools and deployments; safe to repeat. Answers the deployments' names.

    With `routing_pool` the flows of the dispatcher get a deployment for that pool too, named like it. A pool
    that is there already keeps its type (`process`, `docker`, `kubernetes`) and settings.
    """
    async with get_client() as client:
        await _keep_pool(client, OPS_POOL, "Läufe von Hand und nach Zeitplan / by hand and by schedule", 1)
        names = [await _register(client, deployment) for deployment in DEPLOYMENTS]
        if routing_pool is not None:
            await _keep_pool(client, routing_pool, "Weiterleitung der Meldungen / routing of reports", None)
            names += [await _register(client, handed, pool=routing_pool) for handed in HANDED_OVER]
    return names


async def _keep_pool(client: PrefectClient, name: str, description: str, limit: int | None) -> None:
    try:
        await client.create_work_pool(
            WorkPoolCreate(name=name, type="process", description=description, concurrency_limit=limit)
        )
    except ObjectAlreadyExists:
        return


async def _register(client: PrefectClient, deployment: Deployment, *, pool: str = OPS_POOL) -> str:
    name = deployment.flow.fn.__name__ if pool == OPS_POOL else pool
    flow_id = await client.create_flow(deployment.flow)
    schedules = []
    if deployment.every is not None:
        schedules.append(DeploymentScheduleCreate(schedule=IntervalSchedule(interval=deployment.every)))
    await client.create_deployment(
        flow_id=flow_id,
        name=name,
        entrypoint=deployment.entrypoint,
        pull_steps=IMPORT_FROM_THE_INSTALLATION,
        work_pool_name=pool,
        description=deployment.description,
        tags=list(deployment.tags),
        schedules=schedules,
        parameters=dict(deployment.parameters),
        # Schedules that were missed while the server was away would all catch up at once.
        concurrency_limit=1 if deployment.every is not None else None,
        concurrency_options=(
            ConcurrencyOptions(collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW)
            if deployment.every is not None
            else None
        ),
        parameter_openapi_schema=parameter_schema(deployment.flow.fn).model_dump_for_openapi(),
    )
    return f"{deployment.flow.name}/{name}"
