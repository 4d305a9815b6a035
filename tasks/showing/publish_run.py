"""What the coordinator sees of a run in the Prefect UI: name, tags, an artifact; never personal data."""

from __future__ import annotations

from dataclasses import dataclass

from prefect.artifacts import acreate_markdown_artifact, acreate_table_artifact
from prefect.client.orchestration import get_client
from prefect.context import FlowRunContext


@dataclass(frozen=True, slots=True)
class ShownRun:
    """`key` names the artifact (small letters, digits, dashes); `markdown` is its text."""

    name: str
    tags: tuple[str, ...]
    key: str
    markdown: str
    description: str


async def publish_run(shown: ShownRun) -> None:
    """One update of the run and one artifact; nothing when no run is under way (steps without Prefect)."""
    context = FlowRunContext.get()
    if context is None or context.flow_run is None:
        return
    await acreate_markdown_artifact(key=shown.key, markdown=shown.markdown, description=shown.description)
    async with get_client() as client:
        await client.update_flow_run(
            context.flow_run.id, name=shown.name, tags=sorted({*context.flow_run.tags, *shown.tags})
        )


async def publish_table(key: str, rows: list[dict[str, str]], *, description: str) -> None:
    if FlowRunContext.get() is not None:
        await acreate_table_artifact(key=key, table=rows, description=description)
