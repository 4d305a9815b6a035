"""Any process of the whole stack dies at any moment, again and again, while reports and deadlines go on."""

from __future__ import annotations

import asyncio
import base64
import os
import random
import shutil
import signal
import tempfile
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from uuid import uuid4

import httpx
import pytest
from sqlmodel import col, select

from deployments.local.mail_catcher.mailbox import Mailbox
from deployments.local.secret_file import find_secret
from models.clock import utc_now
from models.database import Database
from models.errors import StoreUnavailable
from models.installation import Installation
from models.invariant import Invariant
from models.sealing import MasterKey
from models.settings.mail import MailSettings
from models.store.invariants import EVERYTHING, look_at
from models.tables import AuditEntry, CaseFile, DeadlineFiring, Dispatch, Notice
from models.vocabulary import DispatchFlow, DispatchState, NoticeState
from notifications.mail_message import message_id_for
from tests.chaos.aftermath import THREAT_TODAY
from tests.conftest import DRIVER
from tests.journeys.waiting import until
from tests.reports import THREAT
from tests.running_stack import (
    DATABASE,
    PARTS,
    RunningStack,
    environment_of,
    kill_processes_of,
    running_stack,
)

pytestmark = [pytest.mark.soak, pytest.mark.timeout(0)]

KILLS = int(os.environ.get("SOAK_KILLS", "200"))
# Most reports are of the kind that is reminded of but not repeated, or old cases would take all the machine.
MILD = THREAT | THREAT_TODAY | {
    "narrative": "Im Treppenhaus klebt wieder ein Aufkleber mit einem abwertenden Spruch.",
    "incident_kinds": ["insult"],
    "danger": dict.fromkeys(THREAT["danger"], "no"),
}  # fmt: skip
ONCE = ("report_received", "severity_proposed", "office_assigned", "deadlines_scheduled", "case_routed")
SETTLED = (NoticeState.SENT, NoticeState.UNCERTAIN, NoticeState.WITHHELD, NoticeState.CANCELLED)
MAILS_KEPT = 100_000
SETTLED_WITHIN_S = 900.0


@dataclass(frozen=True)
class Kill:
    part: str
    at: datetime


@pytest.fixture
def stack() -> Iterator[RunningStack]:
    directory = Path(tempfile.mkdtemp(prefix="meldeweg-test-"))
    home = directory / "meldeweg"
    environment = environment_of(home) | {
        "MELDEWEG_MAILS_KEPT": str(MAILS_KEPT),
        "MELDEWEG_MAIL_RECIPIENT_PER_MINUTE": "100000",
        "MELDEWEG_MAIL_RELAY_PER_MINUTE": "100000",
    }
    try:
        with running_stack(environment) as running:
            yield running
    finally:
        kill_processes_of(home)
        shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
async def place(stack: RunningStack) -> AsyncIterator[Installation]:
    """The stack's own database and key, looked into beside it."""
    secrets = stack.home / "secrets"
    url = find_secret(secrets / "database_url")
    assert url
    key = MasterKey(base64.b64decode((secrets / "master.key").read_bytes()))
    place = Installation(Database(f"{DRIVER}{url.removeprefix('postgresql')}"), key)
    yield place
    await place.close()


async def test_whatever_is_killed_no_report_is_lost_and_nothing_is_done_twice(
    stack: RunningStack, place: Installation
) -> None:
    """A report every second, a process killed every few: SOAK_KILLS times, 200 unless told."""
    seed = int(os.environ.get("SOAK_SEED", str(random.SystemRandom().randrange(10**6))))
    chance = random.Random(seed)  # noqa: S311  repeatable chaos is no secret
    kills: list[Kill] = []
    async with reporting_every_second(stack) as receipts:
        while len(kills) < KILLS:
            await asyncio.sleep(chance.uniform(1, 6))
            part = chance.choice(PARTS)
            if (pid := stack.find_process(part)) is not None:
                kills.append(Kill(part, utc_now()))
                _kill(pid, alone=part == DATABASE)
                if len(kills) % 10 == 0:
                    print(f"{len(kills)} kills, {len(receipts)} receipts", flush=True)  # noqa: T201
    assert stack.supervisor.poll() is None
    await until(lambda: _is_store_back(place))
    assert sorted(case.case_ref for case in await _list_cases(place)) == sorted(receipts)
    await until(lambda: _all_shown(place), within_s=SETTLED_WITHIN_S)
    stopped_at = utc_now()
    await until(lambda: _all_told(place, before=stopped_at), within_s=SETTLED_WITHIN_S)
    await until(lambda: _all_invariants_hold(place), within_s=SETTLED_WITHIN_S)
    await _check_routed_once(place)
    await _check_runs(stack, receipts)
    uncertain, doubled = await _check_mails(place, stack, before=stopped_at)
    firings = await _count_firings(place)
    cut_short = sum(kill.part in {"delivery", "mail catcher", DATABASE} for kill in kills)
    # SMTP knows no promise: what a relay took when its answer was lost comes again, or a person is told.
    assert uncertain <= cut_short * 5
    assert doubled <= cut_short * 5
    print(  # noqa: T201
        f"\nseed {seed}: {len(kills)} kills, {len(receipts)} reports, each routed once, one run each; "
        f"{firings} firings, none twice; mails doubled {doubled}, uncertain {uncertain}\n"
        + _table_of_recovery(kills, await _list_cases(place), await _list_notices(place))
    )


def _kill(pid: int, *, alone: bool) -> None:
    """The database server's children see it gone and leave; the others are killed with what they started."""
    if alone:
        os.kill(pid, signal.SIGKILL)
    else:
        os.killpg(os.getpgid(pid), signal.SIGKILL)


@asynccontextmanager
async def reporting_every_second(stack: RunningStack) -> AsyncIterator[list[str]]:
    """References of the cases receipts were given for. At the end waits for those still asked for."""
    receipts: list[str] = []
    asking: set[asyncio.Task[None]] = set()
    async with httpx.AsyncClient(base_url=stack.addresses["form"], timeout=20) as client:

        async def go_on() -> None:
            for number in range(10**9):
                sent = THREAT | THREAT_TODAY if number % 5 == 0 else MILD
                asking.add(asyncio.create_task(_report(client, sent, receipts)))
                await asyncio.sleep(1)

        reporting = asyncio.create_task(go_on())
        try:
            yield receipts
        finally:
            reporting.cancel()
            await asyncio.gather(reporting, return_exceptions=True)
        async with asyncio.timeout(SETTLED_WITHIN_S):
            await asyncio.gather(*asking)


async def _report(client: httpx.AsyncClient, sent: Mapping[str, object], receipts: list[str]) -> None:
    """As a careful client does: the same key until there is an answer."""
    headers = {"Idempotency-Key": str(uuid4())}
    while True:
        try:
            answer = await client.post("/api/reports", json=sent, headers=headers)
        except httpx.HTTPError:
            pass
        else:
            if answer.is_success:
                receipts.append(str(answer.json()["case_ref"]))
                return
            assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE, answer.text
        await asyncio.sleep(0.5)


async def _is_store_back(place: Installation) -> bool:
    """It may have been killed last."""
    try:
        await _list_cases(place)
    except StoreUnavailable:
        return False
    return True


async def _list_cases(place: Installation) -> Sequence[CaseFile]:
    async with place.transaction() as session:
        return (await session.exec(select(CaseFile).order_by(col(CaseFile.submitted_at)))).all()


async def _list_notices(place: Installation) -> Sequence[Notice]:
    async with place.transaction() as session:
        return (await session.exec(select(Notice))).all()


async def _all_shown(place: Installation) -> bool:
    async with place.transaction() as session:
        left = await session.exec(
            select(Dispatch.dispatch_id)
            .where(Dispatch.flow == DispatchFlow.ROUTE_CASE, Dispatch.state != DispatchState.DONE)
            .limit(1)
        )
        return left.first() is None


async def _all_told(place: Installation, *, before: datetime) -> bool:
    async with place.transaction() as session:
        left = await session.exec(
            select(Notice.notice_id)
            .where(col(Notice.created_at) < before, col(Notice.state).not_in(SETTLED))
            .limit(1)
        )
        return left.first() is None


async def _all_invariants_hold(place: Installation) -> bool:
    async with place.transaction() as session:
        for invariant in Invariant:
            found = await look_at(session, invariant, EVERYTHING, patience_ms=10_000, now=utc_now())
            if not found.holds:
                return False
    return True


async def _check_routed_once(place: Installation) -> None:
    async with place.transaction() as session:
        entries = await session.exec(
            select(AuditEntry.case_id, AuditEntry.event).where(col(AuditEntry.event).in_(ONCE))
        )
        counts = Counter(entries.all())
        cases = (await session.exec(select(CaseFile.case_id))).all()
    assert counts == {(case_id, event): 1 for case_id in cases for event in ONCE}


async def _check_runs(stack: RunningStack, receipts: Sequence[str]) -> None:
    user, _, password = stack.addresses["prefect_login"].partition(":")
    async with httpx.AsyncClient(
        base_url=f"{stack.addresses['prefect_ui']}/api/", auth=(user, password), timeout=20
    ) as client:
        for case_ref in receipts:
            asked = {
                "flows": {"name": {"any_": ["route_case"]}},
                "flow_runs": {"tags": {"all_": [f"case:{case_ref}"]}},
            }
            runs = (await client.post("flow_runs/filter", json=asked)).raise_for_status().json()
            assert [run["state_type"] for run in runs] == ["COMPLETED"], case_ref


async def _check_mails(place: Installation, stack: RunningStack, *, before: datetime) -> tuple[int, int]:
    """Every notice sent is in the mailbox; how many are uncertain, and how many mails came twice."""
    caught = Counter(
        mail.header("Message-ID")
        for mail in Mailbox(stack.home / "mails", kept=MAILS_KEPT).read_newest(MAILS_KEPT)
    )
    notices = [notice for notice in await _list_notices(place) if notice.created_at < before]
    domain = MailSettings().message_id_domain
    left = {notice.carried_by or notice.notice_id for notice in notices if notice.state is NoticeState.SENT}
    assert {message_id_for(notice_id, domain=domain) for notice_id in left} <= set(caught)
    uncertain = sum(notice.state is NoticeState.UNCERTAIN for notice in notices)
    return uncertain, sum(count > 1 for count in caught.values())


async def _count_firings(place: Installation) -> int:
    """Each with its own key: the database allows no other."""
    async with place.transaction() as session:
        return len((await session.exec(select(DeadlineFiring.firing_id))).all())


def _table_of_recovery(kills: Sequence[Kill], cases: Sequence[CaseFile], notices: Sequence[Notice]) -> str:
    """Seconds from a kill until the next report made was routed and all its first mails were accepted."""
    sent: dict[object, list[datetime]] = defaultdict(list)
    for notice in notices:
        if notice.sent_at is not None and notice.act_id is None:
            sent[notice.case_id].append(notice.sent_at)
    took: dict[str, list[float]] = defaultdict(list)
    for kill in kills:
        following = next((case for case in cases if case.submitted_at >= kill.at), None)
        if following is not None and following.routed_at is not None:
            done_at = max([following.routed_at, *sent[following.case_id]])
            took[kill.part].append((done_at - kill.at) / timedelta(seconds=1))
    return "\n".join(
        f"{part:15} {len(seconds):4} kills, recovered after {median(seconds):5.1f} s, "
        f"at most {max(seconds):5.1f} s"
        for part, seconds in sorted(took.items())
    )
