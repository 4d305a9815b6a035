"""What all due deadlines of a municipality share, read once for a batch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from models.errors import MeldewegError
from models.rules.ruleset import Ruleset
from models.store.directory import get_municipality
from models.store.directory_snapshot import DirectorySnapshot, read_directory
from models.store.dispatches import is_backed_up
from models.store.open_cases import local_day
from models.store.policies import get_policy
from models.tables import CaseFile, Municipality
from tasks.telling.compose_messages import read_public_url

# With more runs waiting than this, a run for each firing would keep new reports from being shown.
MOST_WAITING = 50

_log = structlog.get_logger(__name__)


class PolicyUnreadable(MeldewegError):
    """The policy version a case is pinned to does not load."""

    code = "policy_unreadable"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`directory` is that of the local day of the tick; `is_storm`: more is due than one batch takes;
    `is_backed_up`: more runs wait than are shown one by one.
    """

    municipality: Municipality
    directory: DirectorySnapshot
    rulesets: Mapping[UUID, Ruleset]
    public_url: str
    is_storm: bool
    is_backed_up: bool

    def get_ruleset(self, case: CaseFile) -> Ruleset:
        """Raises `PolicyUnreadable`."""
        ruleset = self.rulesets.get(case.policy_version_id)
        if ruleset is None:
            raise PolicyUnreadable("the policy version of the case does not load")
        return ruleset


async def read_surroundings(
    session: AsyncSession,
    municipality_id: str,
    cases: Sequence[CaseFile],
    *,
    is_storm: bool,
    now: datetime,
) -> Surroundings:
    municipality = await get_municipality(session, municipality_id)
    directory = await read_directory(
        session,
        municipality_id,
        {case.case_id for case in cases},
        on=local_day(now, municipality.timezone),
    )
    versions = {case.policy_version_id for case in cases}
    found = [(version, await _find_ruleset(session, version)) for version in versions]
    rulesets = {version: ruleset for version, ruleset in found if ruleset is not None}
    backed_up = await is_backed_up(session, beyond=MOST_WAITING)
    return Surroundings(municipality, directory, rulesets, read_public_url(), is_storm, backed_up)


async def _find_ruleset(session: AsyncSession, version: UUID) -> Ruleset | None:
    """None for one that does not load: the deadlines of its cases are set aside, the others go on."""
    try:
        return (await get_policy(session, version)).ruleset
    except (MeldewegError, LookupError, ValueError) as error:
        _log.error("policy version unreadable", policy_version_id=str(version), code=type(error).__name__)
        return None
