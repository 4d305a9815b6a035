"""One leased row: its run executed in this process, or its steps without Prefect."""

from __future__ import annotations

from datetime import timedelta

import structlog
from prefect.client.schemas.objects import FlowRun

from deployments.dispatcher.availability import PrefectAvailability
from deployments.dispatcher.execution import Execution
from deployments.dispatcher.gateway import PrefectUnavailable
from deployments.dispatcher.work import LeasedRow, Work, describe_work
from models.audit import SYSTEM, AuditEvent, AuditEventName
from models.errors import StoreUnavailable
from models.installation import Installation
from models.settings import PrefectSettings
from models.store.audit_log import record_events
from models.store.cases import is_routed
from models.store.dispatches import SHOWN_LATER, save_dispatch
from models.vocabulary import DispatchState
from tasks.telling.tell_set_aside import tell_dispatch_set_aside

FIRST_PAUSE = timedelta(seconds=1)
LONGEST_PAUSE = timedelta(minutes=5)
# How soon a row whose work is done asks again for a Prefect that is away.
SHOWN_AGAIN_AFTER = timedelta(seconds=10)

_log = structlog.get_logger(__name__)


class RowRunner:
    """Brings a leased row to its end, or puts it back with a time to try again."""

    def __init__(
        self,
        place: Installation,
        execution: Execution,
        availability: PrefectAvailability,
        *,
        holder: str,
        settings: PrefectSettings,
    ) -> None:
        self._place = place
        self._execution = execution
        self._availability = availability
        self._holder = holder
        self._settings = settings

    async def bring_to_end(self, row: LeasedRow) -> None:
        """Never raises for what can be tried again: the lease and the row carry on."""
        try:
            work = describe_work(row)
            try:
                if self._is_to_go_on_without(row, work):
                    await self._work_plainly(row, work)
                else:
                    await self._show(row, work)
            except PrefectUnavailable as error:
                await self._wait_for_prefect(row, work, error)
        except StoreUnavailable as error:
            # Nothing can be written: the lease runs out by itself and the row is taken up again.
            _log.warning("store away", dispatch_id=str(row.dispatch_id), code=error.code)
        except Exception as error:  # noqa: BLE001  a row that fails must not stop the others
            await self._put_back(row, code=getattr(error, "code", type(error).__name__))

    def _is_to_go_on_without(self, row: LeasedRow, work: Work) -> bool:
        """Prefect is away, or answers but fails this row, and the row has waited for it long enough."""
        if row.is_worked or work.plainly is None:
            return False
        waited = self._place.clock() - row.created_at
        return self._availability.is_given_up or (
            row.failure_code == PrefectUnavailable.code
            and waited >= timedelta(seconds=self._settings.prefect_patience_s)
        )

    async def _show(self, row: LeasedRow, work: Work) -> None:
        """The one run of this row: found or created, executed unless completed; then the row is done."""
        run = await self._execution.carry_out(work, is_worked=row.is_worked)
        self._availability.note_answer()
        if run.state is None or not run.state.is_completed():
            await self._put_back(row, code=_code_of(run))
            return
        if await self._finish(row, work, run):
            return
        # Somebody set the run to completed by hand, or the database was restored: the steps count.
        if work.plainly is not None:
            await work.plainly()
        await self._finish(row, work, run)

    async def _finish(self, row: LeasedRow, work: Work, run: FlowRun) -> bool:
        """The row is done. False when its case is not routed, whatever the run says."""
        now = self._place.clock()
        async with self._place.transaction() as session:
            routes = row.case_id if work.plainly is not None else None
            if routes is not None and not await is_routed(session, routes):
                return False
            await save_dispatch(
                session,
                row.dispatch_id,
                holder=self._holder,
                state=DispatchState.DONE,
                flow_run_id=run.id,
                worked_at=now,
                done_at=now,
                failure_code=None,
            )
        return True

    async def _work_plainly(self, row: LeasedRow, work: Work) -> None:
        """The steps without Prefect. The row stays open until its run is shown."""
        if work.plainly is None or row.case_id is None:
            return
        await work.plainly()
        now = self._place.clock()
        async with self._place.transaction() as session:
            saved = await save_dispatch(
                session,
                row.dispatch_id,
                holder=self._holder,
                state=DispatchState.PENDING,
                priority=SHOWN_LATER,
                worked_at=now,
                failure_code=None,
                attempts=0,
                available_at=now + SHOWN_AGAIN_AFTER,
                leased_by=None,
            )
            if saved:
                await record_events(
                    session,
                    [AuditEvent(AuditEventName.ROUTED_WITHOUT_PREFECT, SYSTEM, {"case_ref": row.case_ref})],
                    municipality_id=row.municipality_id,
                    case_id=row.case_id,
                    now=now,
                )
        _log.warning("routed without prefect", case_id=str(row.case_id))

    async def _wait_for_prefect(self, row: LeasedRow, work: Work, error: PrefectUnavailable) -> None:
        """Not the row's fault: no attempt is counted."""
        self._availability.note_failure()
        _log.warning("prefect away", dispatch_id=str(row.dispatch_id), reason=str(error))
        only_shown = row.is_worked or work.plainly is None
        pause = SHOWN_AGAIN_AFTER if only_shown else FIRST_PAUSE
        await self._save(
            row,
            state=DispatchState.PENDING,
            available_at=self._place.clock() + pause,
            leased_by=None,
            failure_code=error.code,
            **({"priority": SHOWN_LATER} if only_shown else {}),
        )

    async def _put_back(self, row: LeasedRow, *, code: str) -> None:
        """Try again later, longer each time; after the last attempt set aside with an alarm in words."""
        attempts = row.attempts + 1
        _log.error("run failed", dispatch_id=str(row.dispatch_id), code=code, attempts=attempts)
        now = self._place.clock()
        if attempts < self._settings.attempts:
            pause = min(FIRST_PAUSE * (1 << min(attempts, 12)), LONGEST_PAUSE)
            await self._save(
                row,
                state=DispatchState.PENDING,
                attempts=attempts,
                available_at=now + pause,
                leased_by=None,
                failure_code=code[:60],
            )
            return
        async with self._place.transaction() as session:
            saved = await save_dispatch(
                session,
                row.dispatch_id,
                holder=self._holder,
                state=DispatchState.SET_ASIDE,
                attempts=attempts,
                failure_code=code[:60],
                done_at=now,
            )
            if saved and row.case_id is not None:
                await tell_dispatch_set_aside(
                    session, row.case_id, attempts=attempts, code=code[:60], now=now
                )

    async def _save(self, row: LeasedRow, **changes: object) -> None:
        async with self._place.transaction() as session:
            await save_dispatch(session, row.dispatch_id, holder=self._holder, **changes)


def _code_of(run: FlowRun) -> str:
    return "no_state" if run.state is None else f"run_{run.state.type.value.lower()}"
