"""Everything on one case that those who work on it may see, without the report."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.ruleset import Ruleset
from models.store.audit_log import list_entries_of_case
from models.store.case_links import list_linked_cases
from models.store.cases import get_case_by_ref
from models.store.deadlines import list_deadlines_of_case
from models.store.notices import list_notices_of_case
from models.store.policies import get_policy
from models.store.referrals import list_referrals_of_case
from models.tables import CaseFile, Deadline, Notice, Referral


@dataclass(frozen=True, slots=True)
class CaseDetails:
    """`linked` are references, all of them unless `linked_unseen` counts some that are left out.

    `audit` are the entries as they were recorded, oldest first.
    """

    case: CaseFile
    ruleset: Ruleset
    deadlines: Sequence[Deadline]
    notices: Sequence[Notice]
    referrals: Sequence[Referral]
    linked: Sequence[str]
    audit: Sequence[dict[str, Any]]
    linked_unseen: int = 0


async def get_case_details(session: AsyncSession, case_ref: str) -> CaseDetails:
    case = await get_case_by_ref(session, case_ref)
    return CaseDetails(
        case=case,
        ruleset=(await get_policy(session, case.policy_version_id)).ruleset,
        deadlines=await list_deadlines_of_case(session, case.case_id),
        notices=await list_notices_of_case(session, case.case_id),
        referrals=await list_referrals_of_case(session, case.case_id),
        linked=[linked.case_ref for linked in await list_linked_cases(session, case.case_id)],
        audit=[json.loads(entry.entry) for entry in await list_entries_of_case(session, case.case_id)],
    )
