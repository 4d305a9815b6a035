"""One look at one invariant: run its query, say who breaks it, and never fail silently."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from time import perf_counter
from typing import Any
from uuid import UUID

from sqlalchemy.exc import DBAPIError
from sqlmodel import text
from sqlmodel.ext.asyncio.session import AsyncSession

from models.invariant import Invariant

# More are not counted one by one: a thousand or a million is the same alarm.
MOST = 1000
NAMED = 5
# Live deadlines of one slice; what a look costs grows with it.
_SLICE = 25_000
# Not multiples of five: a look every five minutes comes past every slice too.
_SLICES = (1, 2, 3, 7, 13, 29, 61, 127, 251)
_OVERLAP = timedelta(minutes=1)
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_TOO_SLOW = "57014"


@dataclass(frozen=True, slots=True)
class Span:
    """What a look takes in: acts from `since` on, and of the cases and entries slice number `part`."""

    since: datetime
    part: int = 0
    slices: int = 1

    @property
    def cases(self) -> tuple[UUID, UUID]:
        """First and last case id of the slice. Ids are random, so slices are of one size."""
        width = 1 << 128
        return (
            UUID(int=width * self.part // self.slices),
            UUID(int=width * (self.part + 1) // self.slices - 1),
        )


EVERYTHING = Span(since=_BEGINNING)


@dataclass(frozen=True, slots=True)
class Found:
    """`by_municipality` counts rows; None stands for the installation.

    `case_refs` names some cases it is about, `subjects` some rows that belong to no case.

    `failure`: why there is no answer; then nothing is known, which is as bad as a broken invariant.
    """

    invariant: Invariant
    by_municipality: Mapping[str | None, int]
    case_refs: tuple[str, ...]
    subjects: tuple[str, ...]
    took_ms: float
    failure: str | None = None

    @property
    def rows(self) -> int:
        return sum(self.by_municipality.values())

    @property
    def holds(self) -> bool:
        return self.failure is None and not self.by_municipality


async def measure_slices(session: AsyncSession) -> int:
    """How many slices the cases are looked at in, by the database's own estimate of the live deadlines."""
    found = await session.exec(
        text("SELECT reltuples FROM pg_class WHERE oid = 'uq_deadline_live'::regclass")  # type: ignore[call-overload]
    )
    estimate = max(0.0, found.scalar_one())
    return next((count for count in _SLICES if estimate <= count * _SLICE), _SLICES[-1])


def choose_span(*, slices: int, last_clean_at: datetime | None, broken: bool, now: datetime) -> Span:
    """Acts since the last clean look (a day back at the first), one slice of the cases after the other.

    What is broken is looked at whole until it holds again, else it would seem mended in the next slice.
    What cannot be mended (a firing is written once) is told for a day; a whole look goes on naming it.
    """
    yesterday = now - timedelta(days=1)
    since = yesterday if last_clean_at is None else max(yesterday, min(last_clean_at, now) - _OVERLAP)
    if broken:
        return Span(since)
    return Span(since, int(now.timestamp() // 60) % slices, slices)


async def look_at(
    session: AsyncSession, invariant: Invariant, span: Span, *, patience_ms: int, now: datetime
) -> Found:
    """A query that fails or takes longer than `patience_ms` is told as such and stops no other."""
    first_case, last_case = span.cases
    values = {
        "now": now,
        "since": span.since,
        "first_case": first_case,
        "last_case": last_case,
        "slice": span.part,
        "slices": span.slices,
    }
    query, names = _read_query(invariant)
    begun_s = perf_counter()
    try:
        async with session.begin_nested():
            await session.exec(text(f"SET LOCAL statement_timeout = {patience_ms:d}"))  # type: ignore[call-overload]
            answer: Any = await session.exec(
                text(query),  # type: ignore[call-overload]
                params={name: values[name] for name in names},
            )
            _, what = answer.keys()
            found = answer.all()
    except DBAPIError as error:
        if error.connection_invalidated:
            raise
        code = str(getattr(error.orig, "sqlstate", None) or "")
        failure = "too_slow" if code == _TOO_SLOW else f"sqlstate_{code}"
        return Found(invariant, {}, (), (), _since_ms(begun_s), failure)
    named = tuple(dict.fromkeys(subject for _, subject in found))[:NAMED]
    return Found(
        invariant,
        dict(Counter(municipality_id for municipality_id, _ in found)),
        named if what == "case_ref" else (),
        () if what == "case_ref" else named,
        _since_ms(begun_s),
    )


def _since_ms(begun_s: float) -> float:
    return (perf_counter() - begun_s) * 1000


@cache
def _read_query(invariant: Invariant) -> tuple[str, frozenset[str]]:
    written = (Path(__file__).parent / f"{invariant}.sql").read_text(encoding="utf-8")
    # Materialised, or the planner would count on finding rows early, and there are none.
    found = f"WITH found AS MATERIALIZED (\n{written}\n)"
    query = f"{found} SELECT * FROM found LIMIT {MOST}"  # noqa: S608  a file of ours
    return query, frozenset(re.findall(r"(?<!:):([a-z_]+)", query))
