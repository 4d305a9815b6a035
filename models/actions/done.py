"""What an action of a person leaves to its frame: entries for the audit log and what has to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeAlias

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.raise_case import Consequences
from models.audit import AuditEvent
from models.errors import StoreUnavailable
from models.store.open_cases import OpenCase


@dataclass(frozen=True, slots=True)
class Released:
    """The case waits for somebody to take it again, perhaps at another office."""


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The case lies with another office now. `hand_overs` counts those of the last day, this one included."""

    office_before: str | None
    hand_overs: int


@dataclass(frozen=True, slots=True)
class Resumed:
    """A pause is over. `resumed_by` is the officer who ended it, None when its end had come."""

    paused_at: datetime
    resumed_by: str | None


Effect: TypeAlias = Consequences | Released | HandedOver | Resumed


class Tell(Protocol):
    """Queues the notices of an effect in the action's own transaction; answers who is told.

    The words live above this room. A composition root hands the one implementation in, so that whoever
    takes an action, also the web process, tells the same people in the same transaction.
    """

    async def __call__(
        self, session: AsyncSession, opened: OpenCase, effect: Effect, *, now: datetime
    ) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing of both when the action had been done before."""

    events: tuple[AuditEvent, ...] = ()
    effects: tuple[Effect, ...] = ()


async def refuse_to_tell(
    session: AsyncSession,  # noqa: ARG001  the shape of `Tell`
    opened: OpenCase,  # noqa: ARG001
    effect: Effect,  # noqa: ARG001
    *,
    now: datetime,  # noqa: ARG001
) -> list[str]:
    """For a process that was not given the words: rather nothing happens than something untold."""
    raise StoreUnavailable("this process cannot queue notices")
