"""/api/cases/…/legal: the days of legal periods, entered by officers."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.json_body import body_of
from api.officer_access import Acting, ActingOfficer, CaseRef
from api.routes.case_actions import PROBLEMS, Answer, described, take
from api.schemas.legal_deadlines import CorrectBody, EndBody, PeriodBody, StartBody, SuspendBody
from models.actions.legal.end_period import meet_deadline, waive_deadline
from models.actions.legal.start_period import correct_deadline, set_deadline
from models.actions.legal.suspend_deadline import suspend_deadline

router = APIRouter(prefix="/api/cases/{case_ref}/legal", tags=["legal periods"], responses=PROBLEMS)


@router.post("/set", openapi_extra=described(StartBody))
async def start(
    acting: Acting, case_ref: CaseRef, body: Annotated[StartBody, Depends(body_of(StartBody))]
) -> Answer:
    """Start a period by the day it counts from (§ 77b StGB, § 15 (4) AGG)."""
    return await _enter(acting, case_ref, set_deadline, body)


@router.post("/correct", openapi_extra=described(CorrectBody))
async def correct(
    acting: Acting, case_ref: CaseRef, body: Annotated[CorrectBody, Depends(body_of(CorrectBody))]
) -> Answer:
    """Let a period start on another day; the old one is kept, superseded."""
    return await _enter(acting, case_ref, correct_deadline, body)


@router.post("/suspend", openapi_extra=described(SuspendBody))
async def suspend(
    acting: Acting, case_ref: CaseRef, body: Annotated[SuspendBody, Depends(body_of(SuspendBody))]
) -> Answer:
    """Let the period for the application for prosecution end on a later day (§ 77b (5) StGB)."""
    return await _enter(acting, case_ref, suspend_deadline, body)


@router.post("/meet", openapi_extra=described(EndBody))
async def meet(
    acting: Acting, case_ref: CaseRef, body: Annotated[EndBody, Depends(body_of(EndBody))]
) -> Answer:
    """It was done on this day: application filed, claim made, result told."""
    return await _enter(acting, case_ref, meet_deadline, body)


@router.post("/waive", openapi_extra=described(EndBody))
async def waive(
    acting: Acting, case_ref: CaseRef, body: Annotated[EndBody, Depends(body_of(EndBody))]
) -> Answer:
    """It was decided on this day not to do it."""
    return await _enter(acting, case_ref, waive_deadline, body)


async def _enter(acting: ActingOfficer, case_ref: str, act: Callable[..., Any], body: PeriodBody) -> Answer:
    bound = partial(act, officer_id=acting.officer.officer_id, **body.arguments())
    return await take(acting, case_ref, bound)
