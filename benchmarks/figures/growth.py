"""What routing costs when very many cases are stored already."""

from __future__ import annotations

from collections.abc import Callable
from statistics import median

from benchmarks.bulk import store_copies
from benchmarks.effort import Effort
from benchmarks.embedded_stack import EmbeddedStack
from benchmarks.result import Result
from benchmarks.routed import route_one
from models.installation import use_installation

FEW = 200
_SEED = 20
_WARM_UP = 10


async def measure_growth(stack: EmbeddedStack, effort: Effort, tell: Callable[[str], None]) -> list[Result]:
    """The two databases take turns, so that what else the machine does meets both alike."""
    places = {}
    for stored in (FEW, effort.stored):
        await stack.use_fresh_database(f"growth_{stored}")
        places[stored] = stack.open_installation()
        tell(f"storing {stored} routed cases")
        for _ in range(_SEED):
            await route_one(places[stored])
        with stack.connect() as connection:
            store_copies(connection, until=stored)
    tell(f"routing {effort.routed_each} reports into each")
    took_s: dict[int, list[float]] = {stored: [] for stored in places}
    try:
        for turn in range(_WARM_UP + effort.routed_each):
            for stored, place in places.items():
                took = await route_one(place)
                if turn >= _WARM_UP:
                    took_s[stored].append(took)
    finally:
        use_installation(None)
        for place in places.values():
            await place.close()
    few, many = median(took_s[FEW]), median(took_s[effort.stored])
    return [
        Result(
            "growth_cost", f"cost of routing at {effort.stored} stored cases against {FEW}",
            many / few, "×", "<=", 1.2,
            note=f"median of lease, four steps and closing the row: {many * 1000:.1f} ms against"
            f" {few * 1000:.1f} ms",
        )
    ]  # fmt: skip
