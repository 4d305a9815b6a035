"""A case opened for a decision: its row locked, report and later answers decrypted, its policy at hand."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

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
from models.store.reports import get_report, open_report
from models.tables import CaseFile


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
    key = await get_case_key(session, case_id, master=master)
    stored = open_report(key, await get_report(session, case_id))
    added = await list_added_answers(session, case_id, case_key=key)
    facts = merge_answers(ReportIn.from_stored(stored).facts(), added)
    conflicted = await list_conflicted_offices(session, case)
    if conflicted:
        facts = replace(facts, not_to_offices=facts.not_to_offices | conflicted)
    policy = await get_policy(session, case.policy_version_id)
    return OpenCase(case, facts, policy.ruleset, key)


def local_day(moment: datetime, timezone: str) -> date:
    return moment.astimezone(ZoneInfo(timezone)).date()
