"""From what a coordinator types to the id the steps work with."""

from __future__ import annotations

from uuid import UUID

from models.installation import current_installation
from models.store.cases import get_case, get_case_by_ref
from tasks.step import step


@step("Vorgang suchen")
async def find_case(case: str) -> str:
    """The case id of a case reference or case id. Raises `CaseNotFound`, which does not repeat the input."""
    place = current_installation()
    async with place.transaction() as session:
        try:
            case_id = UUID(case)
        except ValueError:
            return str((await get_case_by_ref(session, case)).case_id)
        return str((await get_case(session, case_id)).case_id)
