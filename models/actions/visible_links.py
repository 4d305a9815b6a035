"""What one person sees of the cases a case is linked with: a reference tells that there is such a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from models.actions.permission import check_may_see
from models.audit import AuditEventName
from models.refusals import ActionRefused
from models.store.case_details import CaseDetails
from models.store.case_links import list_linked_cases
from models.tables import CaseFile


async def hide_unseen_links(session: AsyncSession, details: CaseDetails, officer_id: str) -> CaseDetails:
    """Only references of cases this person may see; the others are counted, in the audit entries too."""
    linked = await list_linked_cases(session, details.case.case_id)
    seen = [case.case_ref for case in linked if await _may_see(session, case, officer_id)]
    return replace(
        details,
        linked=seen,
        linked_unseen=len(linked) - len(seen),
        audit=[_hide_in_entry(entry, seen) for entry in details.audit],
    )


async def _may_see(session: AsyncSession, case: CaseFile, officer_id: str) -> bool:
    try:
        await check_may_see(session, case, officer_id)
    except ActionRefused:
        return False
    return True


def _hide_in_entry(entry: Mapping[str, Any], seen: Collection[str]) -> dict[str, Any]:
    if entry["event"] != AuditEventName.CASES_LINKED or entry["details"].get("linked") in seen:
        return dict(entry)
    return dict(entry) | {"details": entry["details"] | {"linked": None}}
