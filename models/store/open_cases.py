"""A case opened for a decision: its row locked, report and later answers decrypted, its policy at hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import CaseNotFound
from models.intake import ReportIn
from models.rules.added_answers import merge_answers
from models.rules.facts import ReportFacts
from models.rules.ruleset import Ruleset
from models.sealing import MasterKey
from models.store.added_answers import list_added_answers
from models.store.biases import list_conflicted_offices
from models.store.case_keys import get_case_key
from models.store.cases import lock_case
from models.store.policies import get_policy
from models.store.reports import open_report
from models.tables import AddedAnswersRow, Bias, CaseFile, CaseKey, Report


@dataclass(frozen=True, slots=True)
class OpenCase:
    """`facts` are the report's with every answer added later.

    `key` opens and seals everything of the case; it leaves the transaction with the object only.
    """

    case: CaseFile
    facts: ReportFacts
    ruleset: Ruleset
    key: bytes = field(repr=False)

    @property
    def submitted_on(self) -> date:
        """The calendar day of submission at the municipality's place."""
        return local_day(self.case.submitted_at, self.ruleset.calendar.timezone)


async def open_case(session: AsyncSession, case_id: UUID, *, master: MasterKey) -> OpenCase:
    """Lock and open. Raises `CaseNotFound`, `KeyUnavailable` and `Undecipherable`.

    An office whose people all have a conflict of interest counts as one the report excludes.
    """
    case = await lock_case(session, case_id)
    # A statement of its own: what it finds is what stood when the lock was there, not before the wait for it.
    # It answers at once for the key too (loaded, so not asked for again) and whether there is more to read.
    found = await session.exec(
        select(
            Report,
            CaseKey,
            select(AddedAnswersRow.case_id).where(AddedAnswersRow.case_id == case_id).exists(),
            select(Bias.case_id).where(Bias.case_id == case_id).exists(),
        )
        .join(CaseKey, col(CaseKey.case_id) == col(Report.case_id), isouter=True)
        .where(Report.case_id == case_id)
    )
    row = found.first()
    if row is None:
        raise CaseNotFound("the case has no report")
    report, _loaded, has_added, has_biased = row
    key = await get_case_key(session, case_id, master=master)
    facts = ReportIn.from_stored(open_report(key, report)).facts()
    if has_added:
        facts = merge_answers(facts, await list_added_answers(session, case_id, case_key=key))
    conflicted = await list_conflicted_offices(session, case) if has_biased else frozenset()
    if conflicted:
        facts = replace(facts, not_to_offices=facts.not_to_offices | conflicted)
    policy = await get_policy(session, case.policy_version_id)
    return OpenCase(case, facts, policy.ruleset, key)


def local_day(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()
