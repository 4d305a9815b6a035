"""Note that two cases belong together."""

from __future__ import annotations

from datetime import datetime

from models.actions.permission import check_may_see, get_case_within
from models.actions.reason import describe_action
from models.audit import Actor, AuditEventName
from models.installation import Installation
from models.refusals import CaseLinkedToItself, CaseNotRouted, CaseOfAnotherMunicipality, MoveRefused
from models.store.audit_log import record_events
from models.store.case_actions import add_case_action
from models.store.case_keys import get_case_key
from models.store.case_links import add_case_link
from models.store.cases import lock_case
from models.tables import CaseFile
from models.vocabulary import CaseActionKind, CaseState


async def link_cases(
    place: Installation,
    case_ref: str,
    other_ref: str,
    *,
    officer_id: str,
    actor: Actor,
    now: datetime,
    municipality_id: str | None = None,
) -> CaseFile:
    """Both cases name the other from then on; a second time changes nothing. Closed cases can be linked too.

    Whoever may see both may link them. Raises `CaseNotFound`, what `check_may_see` refuses,
    `CaseLinkedToItself`, `CaseOfAnotherMunicipality`, `CaseNotRouted` and `MoveRefused` for an erased case.
    """
    async with place.transaction() as session:
        found = await get_case_within(session, case_ref, municipality_id)
        other = await get_case_within(session, other_ref, municipality_id)
        if found.case_id == other.case_id:
            raise CaseLinkedToItself
        if found.municipality_id != other.municipality_id:
            raise CaseOfAnotherMunicipality
        # Always the smaller id first: two links the other way round must not wait for each other.
        for case_id in sorted((found.case_id, other.case_id)):
            case = await lock_case(session, case_id)
            await check_may_see(session, case, officer_id)
            if case.state is CaseState.RECEIVED:
                raise CaseNotRouted
            if case.state is CaseState.ERASED:
                raise MoveRefused("link", case.state)
        if not await add_case_link(session, found, other, officer_id=officer_id, now=now):
            return found
        for one, another in ((found, other), (other, found)):
            key = await get_case_key(session, one.case_id, master=place.master_key)
            row = await add_case_action(
                session, one, CaseActionKind.LINK, officer_id=officer_id, case_key=key, now=now
            )
            event = describe_action(
                AuditEventName.CASES_LINKED,
                row,
                reason=None,
                case_key=key,
                actor=actor,
                linked=another.case_ref,
            )
            await record_events(
                session, [event], municipality_id=one.municipality_id, case_id=one.case_id, now=now
            )
    return found
