"""What one dispatch row asks for: a flow, its parameters, its run's first name and tags, its plain twin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from prefect import Flow

from flows.escalate_deadline import escalate_deadline
from flows.route_case import route_case, route_case_plainly
from models.store.dispatches import URGENT
from models.tables import Dispatch
from models.vocabulary import DispatchFlow


@dataclass(frozen=True, slots=True)
class Work:
    """`plainly` does the work without Prefect; None when the run only shows what is done already."""

    flow: Flow[Any, Any]
    parameters: Mapping[str, str]
    idempotency_key: str
    run_name: str
    tags: list[str]
    plainly: Callable[[], Awaitable[None]] | None


@dataclass(frozen=True, slots=True)
class LeasedRow:
    """A leased row outside its session. `case_ref` is empty for a row about no case."""

    dispatch_id: UUID
    municipality_id: str
    case_id: UUID | None
    case_ref: str
    flow: DispatchFlow
    attempts: int
    is_worked: bool
    is_urgent: bool
    created_at: datetime
    failure_code: str | None

    @classmethod
    def of(cls, row: Dispatch, case_ref: str) -> LeasedRow:
        return cls(
            dispatch_id=row.dispatch_id,
            municipality_id=row.municipality_id,
            case_id=row.case_id,
            case_ref=case_ref,
            flow=row.flow,
            attempts=row.attempts,
            is_worked=row.worked_at is not None,
            is_urgent=row.priority == URGENT,
            created_at=row.created_at,
            failure_code=row.failure_code,
        )


def describe_work(row: LeasedRow) -> Work:
    case_ref = row.case_ref
    tags = [f"municipality:{row.municipality_id}"] + ([f"case:{case_ref}"] if case_ref else [])
    if row.flow is DispatchFlow.ROUTE_CASE:
        case_id = str(row.case_id)
        return Work(
            flow=route_case,
            parameters={"case_id": case_id},
            idempotency_key=case_id,
            run_name=case_ref,
            tags=tags,
            plainly=lambda: route_case_plainly(case_id),
        )
    dispatch_id = str(row.dispatch_id)
    return Work(
        flow=escalate_deadline,
        parameters={"dispatch_id": dispatch_id},
        idempotency_key=dispatch_id,
        run_name=f"{case_ref} · Frist" if case_ref else "Fristen",
        tags=tags,
        plainly=None,
    )
