"""/api/cases: officers see a case and act on it, each with a token of their own."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel

from api.json_body import body_of, read_json
from api.officer_access import Acting, ActingOfficer, CaseRef
from api.schemas import case_actions as bodies
from api.schemas.case import case_to_json, details_to_json
from api.schemas.problems import ProblemsAnswer
from models.actions.acknowledge_case import acknowledge_case
from models.actions.answer_case import answer_case
from models.actions.close_case import close_case
from models.actions.extend_deadline import extend_deadline
from models.actions.hand_over_case import hand_over_case
from models.actions.judge_severity import Verdict, judge_severity
from models.actions.link_cases import link_cases
from models.actions.mark_biased import mark_biased
from models.actions.pause_case import pause_case, resume_case
from models.actions.permission import check_may_see, get_case_within
from models.actions.record_contact import record_contact
from models.actions.reopen_case import reopen_case
from models.actions.take_action import Act
from models.actions.visible_links import hide_unseen_links
from models.intake.added_answers import AnswersBody
from models.store.case_details import get_case_details

PROBLEMS: dict[int | str, dict[str, Any]] = {
    401: {"model": ProblemsAnswer, "description": "No valid token"},
    403: {"model": ProblemsAnswer, "description": "Not this person's case, or a conflict of interest"},
    404: {"model": ProblemsAnswer, "description": "No such case"},
    409: {"model": ProblemsAnswer, "description": "Not possible as the case stands"},
    422: {"model": ProblemsAnswer, "description": "Something in the body is wrong or missing"},
    503: {"model": ProblemsAnswer, "description": "Nothing was changed; try again after Retry-After"},
}

_GUARDED: dict[str, Any] = {"security": [{bodies.OFFICER_TOKEN: []}]}

router = APIRouter(prefix="/api/cases", tags=["cases"], responses=PROBLEMS)

Answer = dict[str, Any]


def described(model: type[BaseModel], *, always: bool = False) -> dict[str, Any]:
    """The body is read strictly by the route, so FastAPI has to be told its shape; `always` needs one."""
    schema = {"$ref": f"#/components/schemas/{model.__name__}"}
    required = always or any(field.is_required() for field in model.model_fields.values())
    body = {"required": required, "content": {"application/json": {"schema": schema}}}
    return _GUARDED | {"requestBody": body}


async def take(acting: ActingOfficer, case_ref: str, act: Act) -> Answer:
    return case_to_json(await acting.take(case_ref, act))


@router.get("/{case_ref}", openapi_extra=_GUARDED)
async def show(acting: Acting, case_ref: CaseRef) -> Answer:
    """State, decision, deadlines, notices and audit entries; never the report."""
    async with acting.place.transaction() as session:
        case = await get_case_within(session, case_ref, acting.officer.municipality_id)
        await check_may_see(session, case, acting.officer.officer_id)
        details = await get_case_details(session, case_ref)
        return details_to_json(await hide_unseen_links(session, details, acting.officer.officer_id))


@router.post("/{case_ref}/acknowledge", openapi_extra=described(bodies.ActionBody))
async def acknowledge(
    acting: Acting, case_ref: CaseRef, _: Annotated[bodies.ActionBody, Depends(body_of(bodies.ActionBody))]
) -> Answer:
    """Take the case, or take it over while its acknowledge deadline is armed again."""
    taken = await acknowledge_case(
        acting.place,
        case_ref,
        acting.officer.officer_id,
        actor=acting.actor,
        now=acting.now,
        municipality_id=acting.officer.municipality_id,
    )
    return case_to_json(taken)


@router.post("/{case_ref}/add-answers", openapi_extra=described(AnswersBody, always=True))
async def add_answers(acting: Acting, case_ref: CaseRef, request: Request) -> Answer:
    """Answers that came after the report, in its words: the severity may only raise. Twice is once."""
    answered = await answer_case(
        acting.place,
        case_ref,
        await read_json(request),
        officer_id=acting.officer.officer_id,
        actor=acting.actor,
        now=acting.now,
        tell=acting.tell,
        municipality_id=acting.officer.municipality_id,
    )
    return case_to_json(answered)


@router.post("/{case_ref}/severity", openapi_extra=described(bodies.SeverityBody))
async def severity(
    acting: Acting,
    case_ref: CaseRef,
    body: Annotated[bodies.SeverityBody, Depends(body_of(bodies.SeverityBody))],
) -> Answer:
    """Confirm or change the severity; with a next step the review is done."""
    verdict = Verdict(
        officer_id=acting.officer.officer_id,
        level=body.level,
        reason=body.reason,
        second_id=body.second,
        next_step=body.next_step,
    )
    return await take(acting, case_ref, partial(judge_severity, verdict=verdict))


@router.post("/{case_ref}/record-contact", openapi_extra=described(bodies.ContactBody))
async def contact(
    acting: Acting,
    case_ref: CaseRef,
    body: Annotated[bodies.ContactBody, Depends(body_of(bodies.ContactBody))],
) -> Answer:
    """Somebody was contacted, now or before."""
    by = acting.officer.officer_id
    act = partial(record_contact, officer_id=by, contacted_at=body.at, reason=body.reason)
    return await take(acting, case_ref, act)


@router.post("/{case_ref}/pause", openapi_extra=described(bodies.PauseBody))
async def pause(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.PauseBody, Depends(body_of(bodies.PauseBody))]
) -> Answer:
    """Stop acknowledge, first_contact and review until then."""
    by = acting.officer.officer_id
    act = partial(pause_case, officer_id=by, until=body.until, reason=body.reason)
    return await take(acting, case_ref, act)


@router.post("/{case_ref}/resume", openapi_extra=described(bodies.ActionBody))
async def resume(
    acting: Acting, case_ref: CaseRef, _: Annotated[bodies.ActionBody, Depends(body_of(bodies.ActionBody))]
) -> Answer:
    """End the pause now."""
    return await take(acting, case_ref, partial(resume_case, officer_id=acting.officer.officer_id))


@router.post("/{case_ref}/extend", openapi_extra=described(bodies.ExtendBody))
async def extend(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.ExtendBody, Depends(body_of(bodies.ExtendBody))]
) -> Answer:
    """Give one of the offices' own deadlines more time."""
    act = partial(
        extend_deadline,
        officer_id=acting.officer.officer_id,
        kind=body.deadline,
        until=body.until,
        reason=body.reason,
        second_id=body.second,
    )
    return await take(acting, case_ref, act)


@router.post("/{case_ref}/hand-over", openapi_extra=described(bodies.HandOverBody))
async def hand_over(
    acting: Acting,
    case_ref: CaseRef,
    body: Annotated[bodies.HandOverBody, Depends(body_of(bodies.HandOverBody))],
) -> Answer:
    """Give the case to another office; only acknowledge begins again."""
    by = acting.officer.officer_id
    act = partial(hand_over_case, officer_id=by, office_id=body.office, reason=body.reason)
    return await take(acting, case_ref, act)


@router.post("/{case_ref}/close", openapi_extra=described(bodies.CloseBody))
async def close(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.CloseBody, Depends(body_of(bodies.CloseBody))]
) -> Answer:
    """End the case and all its deadlines; 409 names the legal ones until `confirm_legal` is true."""
    act = partial(
        close_case,
        officer_id=acting.officer.officer_id,
        reason=body.reason,
        feedback_told=body.feedback_told,
        confirm_legal=body.confirm_legal,
    )
    return await take(acting, case_ref, act)


@router.post("/{case_ref}/reopen", openapi_extra=described(bodies.ReopenBody))
async def reopen(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.ReopenBody, Depends(body_of(bodies.ReopenBody))]
) -> Answer:
    """Take a closed case up again."""
    act = partial(reopen_case, officer_id=acting.officer.officer_id, reason=body.reason)
    return await take(acting, case_ref, act)


@router.post("/{case_ref}/link", openapi_extra=described(bodies.LinkBody))
async def link(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.LinkBody, Depends(body_of(bodies.LinkBody))]
) -> Answer:
    """Note that two cases belong together."""
    linked = await link_cases(
        acting.place,
        case_ref,
        body.other,
        officer_id=acting.officer.officer_id,
        actor=acting.actor,
        now=acting.now,
        municipality_id=acting.officer.municipality_id,
    )
    return case_to_json(linked)


@router.post("/{case_ref}/mark-biased", openapi_extra=described(bodies.BiasBody))
async def bias(
    acting: Acting, case_ref: CaseRef, body: Annotated[bodies.BiasBody, Depends(body_of(bodies.BiasBody))]
) -> Answer:
    """Note a conflict of interest."""
    act = partial(mark_biased, officer_id=body.officer, marked_by=acting.officer.officer_id)
    return await take(acting, case_ref, act)
