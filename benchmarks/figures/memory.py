"""Memory of everything `meldeweg run` starts, when nothing is to do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from statistics import median

from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.process_memory import read_pss_mb
from benchmarks.result import Result
from deployments.local.stack import parts

_SAMPLE_EVERY_S = 2


async def measure_memory(stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]) -> list[Result]:
    await stack.use_fresh_database("memory")
    await stack.provide_prefect()
    async with stack.running("api", "delivery", "dispatcher"):
        stack.start(parts.ops_worker(stack.plan))
        try:
            tell(f"idle for {effort.memory_s} s")
            await asyncio.sleep(effort.memory_s / 2)
            samples = []
            for _ in range(max(1, effort.memory_s // 2 // _SAMPLE_EVERY_S)):
                samples.append(_read_all(stack))
                await asyncio.sleep(_SAMPLE_EVERY_S)
        finally:
            stack.stop("ops-worker")
    by_part = {name: median(sample[name] for sample in samples) for name in samples[0]}
    return [
        Result(
            "memory_pss", "memory of all processes idle (PSS)",
            median(sum(sample.values()) for sample in samples), "MB", "<=", 800,
            reference=by_part["prefect-server"] + by_part["ops-worker"],
            reference_is="Prefect's server and its stock process worker alone, without their database",
            note=", ".join(f"{name} {size:.0f}" for name, size in sorted(by_part.items())),
        )
    ]  # fmt: skip


def _read_all(stack: EmbeddedStack) -> dict[str, float]:
    names = ("api", "delivery", "dispatcher", "ops-worker", "prefect-server", "mail-catcher")
    sizes = {name: read_pss_mb(stack.process_of(name)) for name in names}
    return sizes | {"postgresql": read_pss_mb(stack.postgres.pid)}
