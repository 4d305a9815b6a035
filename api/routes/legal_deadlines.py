"""/api/cases/…/legal: the days of legal periods, entered by officers."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from fastapi import APIRouter, Depends

from api.json_body import body_of
from api.officer_access import Acting, CaseRef
from api.routes.case_actions import PROBLEMS, Answer, described, take
from api.schemas import legal_deadlines as bodies
from models.actions.legal.end_period import meet_deadline, waive_deadline
from models.actions.legal.start_period import correct_deadline, set_deadline
from models.actions.legal.suspend_deadline import suspend_deadline

router = APIRouter(prefix="/api/cases/{case_ref}/legal", tags=["legal periods"], responses=PROBLEMS)


@router.post("/set", openapi_extra=described(bodies.StartBody))
async def start(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.StartBody, Depends(body_of(bodies.StartBody))]
) -> Answer:
    """Start a period by the day it counts from (§ 77b StGB, § 15 (4) AGG)."""
    act = partial(
        set_deadline,
        officer_id=acting.officer.officer_id,
        kind=body.deadline,
        person=body.person,
        started_on=body.started_on,
        reason=body.reason,
    )
    return await take(acting, case_ref, act)


@router.post("/correct", openapi_extra=described(bodies.CorrectBody))
async def correct(
    acting: Acting,
    case_ref: CaseRef,
    body: Annotated[bodies.CorrectBody, Depends(body_of(bodies.CorrectBody))],
) -> Answer:
    """Let a period start on another day; the old one is kept, superseded."""
    act = partial(
        correct_deadline,
        officer_id=acting.officer.officer_id,
        kind=body.deadline,
        person=body.person,
        started_on=body.started_on,
        reason=body.reason,
    )
    return await take(acting, case_ref, act)


@router.post("/suspend", openapi_extra=described(bodies.SuspendBody))
async def suspend(
    acting: Acting,
    case_ref: CaseRef,
    body: Annotated[bodies.SuspendBody, Depends(body_of(bodies.SuspendBody))],
) -> Answer:
    """Let the period for the application for prosecution end on a later day (§ 77b (5) StGB)."""
    act = partial(
        suspend_deadline,
        officer_id=acting.officer.officer_id,
        kind=body.deadline,
        person=body.person,
        until_on=body.until_on,
        reason=body.reason,
    )
    return await take(acting, case_ref, act)


@router.post("/meet", openapi_extra=described(bodies.EndBody))
async def meet(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.EndBody, Depends(body_of(bodies.EndBody))]
) -> Answer:
    """It was done on this day: application filed, claim made, result told."""
    act = partial(
        meet_deadline,
        officer_id=acting.officer.officer_id,
        kind=body.deadline,
        person=body.person,
        on=body.on,
        reason=body.reason,
    )
    return await take(acting, case_ref, act)


@router.post("/waive", openapi_extra=described(bodies.EndBody))
async def waive(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.EndBody, Depends(body_of(bodies.EndBody))]
) -> Answer:
    """It was decided on this day not to do it."""
    act = partial(
        waive_deadline,
        officer_id=acting.officer.officer_id,
        kind=body.deadline,
        person=body.person,
        on=body.on,
        reason=body.reason,
    )
    return await take(acting, case_ref, act)
