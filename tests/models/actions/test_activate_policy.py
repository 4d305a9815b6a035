"""A policy comes into force once, is never changed, and takes its people with it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import date
from importlib.resources import files
from uuid import uuid4

import pytest
from sqlmodel import col, select

from deployments.local.postgres import APP_ROLE, OWNER_ROLE, RunningPostgres
from models.actions.activate_policy import activate_policy
from models.actions.submit_report import submit_report
from models.audit import SYSTEM, Actor
from models.database import Database
from models.errors import PolicyRefused
from models.installation import Installation
from models.migrations import upgrade
from models.policy import Policy, load_policy, shipped_policy
from models.sealing import MasterKey
from models.store.cases import get_case_by_ref
from models.store.directory import get_municipality
from models.store.policies import get_policy
from models.tables import AuditEntry, Office, Officer, Partner, PolicyVersion
from models.vocabulary import ActorKind
from tests.conftest import DRIVER, Clock
from tests.reports import report

pytestmark = pytest.mark.database

SHIPPED = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")
HEADER = f'version = "{shipped_policy("augsburg").version}"'
ACTOR = Actor(ActorKind.COMMAND_LINE, via="mmuster")


def changed(*changes: tuple[str, str], version: str | None = "next") -> Policy:
    """The shipped policy with pieces of its text exchanged."""
    text = SHIPPED
    for old, new in ((HEADER, f'version = "{version}"'),) * (version is not None) + changes:
        assert old in text
        text = text.replace(old, new)
    return load_policy(text.encode())


async def activate(place: Installation, policy: Policy) -> bool:
    return await activate_policy(place, policy, actor=ACTOR, now=place.clock())


async def versions(place: Installation) -> list[PolicyVersion]:
    async with place.transaction() as session:
        return list(await session.exec(select(PolicyVersion).order_by(col(PolicyVersion.activated_at))))


async def activations(place: Installation) -> list[dict[str, object]]:
    async with place.transaction() as session:
        found = await session.exec(
            select(AuditEntry).where(AuditEntry.event == "policy_activated").order_by(col(AuditEntry.seq))
        )
        return [json.loads(entry.entry) for entry in found]


@pytest.fixture
async def empty(
    postgres: RunningPostgres, master_key: MasterKey, clock: Clock
) -> AsyncIterator[Installation]:
    """An installation without any policy yet."""
    name = f"empty_{uuid4().hex[:12]}"
    postgres.create_database(name)
    upgrade(postgres.url_of(name, OWNER_ROLE, scheme=DRIVER), application_role=APP_ROLE)
    place = Installation(Database(postgres.url_of(name, scheme=DRIVER)), master_key, clock)
    yield place
    await place.close()
    postgres.drop_database(name)


async def test_the_same_version_again_changes_nothing(installation: Installation, clock: Clock) -> None:
    before = await versions(installation)
    clock.forward(days=1)
    assert not await activate(installation, shipped_policy("augsburg"))
    assert await versions(installation) == before
    assert len(await activations(installation)) == 1


async def test_the_same_version_with_other_content_is_refused(installation: Installation) -> None:
    before = await versions(installation)
    with pytest.raises(PolicyRefused) as refusal:
        await activate(installation, changed(("praevention.leitung@", "leitung@"), version=None))
    ((place, problem),) = refusal.value.problems
    assert place == "version"
    assert "neue Versionsnummer" in problem
    assert "a new version" in problem
    assert await versions(installation) == before
    async with installation.transaction() as session:
        head = await session.get_one(Officer, ("augsburg", "prevention-head"))
        assert head.email == "praevention.leitung@augsburg.example"


async def test_a_version_keeps_its_file_word_for_word_and_its_holidays(installation: Installation) -> None:
    (kept,) = await versions(installation)
    policy = shipped_policy("augsburg")
    assert (kept.source, kept.sha256) == (SHIPPED, policy.sha256)
    assert kept.holidays["2028-08-08"]
    async with installation.transaction() as session:
        loaded = await get_policy(session, kept.policy_version_id)
    assert loaded.ruleset.calendar.frozen_until == policy.ruleset.calendar.frozen_until == date(2035, 12, 31)


async def test_a_new_version_is_in_force_for_new_reports_and_open_cases_keep_theirs(
    installation: Installation, clock: Clock
) -> None:
    old = await submit_report(installation, report(), now=clock.now)
    assert await activate(installation, changed())
    new = await submit_report(installation, report(), now=clock.now)
    async with installation.transaction() as session:
        decided_by = [
            (await get_policy(session, (await get_case_by_ref(session, receipt.case_ref)).policy_version_id))
            for receipt in (old, new)
        ]
        in_force = (await get_municipality(session)).policy_version_id
        assert in_force is not None
        assert (await get_policy(session, in_force)).version == "next"
    assert [policy.version for policy in decided_by] == [shipped_policy("augsburg").version, "next"]


async def test_an_older_version_can_be_put_in_force_again(installation: Installation, clock: Clock) -> None:
    shipped = shipped_policy("augsburg")
    assert await activate(installation, changed(("praevention.leitung@", "leitung@")))
    clock.forward(hours=1)
    assert await activate(installation, shipped)
    assert len(await versions(installation)) == 2
    told = [entry["details"] for entry in await activations(installation)]
    assert [detail["version"] for detail in told] == [shipped.version, "next", shipped.version]  # type: ignore[index]
    async with installation.transaction() as session:
        head = await session.get_one(Officer, ("augsburg", "prevention-head"))
        assert head.email == "praevention.leitung@augsburg.example"


async def test_people_offices_and_partners_who_are_gone_stay_known_but_inactive(
    installation: Installation,
) -> None:
    gone = changed(
        ('id = "prevention-officer-2"', 'id = "prevention-officer-3"'),
        ('deputy = "prevention-officer-2"', 'deputy = "prevention-officer-3"'),
        ('"legal-aid-example"', '"other-legal-aid"'),
    )
    assert await activate(installation, gone)
    active: dict[str, bool] = {}
    async with installation.transaction() as session:
        for person in await session.exec(select(Officer)):
            active[person.officer_id] = person.active
        for partner in await session.exec(select(Partner)):
            active[partner.partner_id] = partner.active
        for office in await session.exec(select(Office)):
            active[office.office_id] = office.active
    assert {name for name, is_active in active.items() if not is_active} == {
        "prevention-officer-2",
        "legal-aid-example",
    }
    assert {"prevention-officer-3", "other-legal-aid"} <= active.keys()
    assert await activate(installation, shipped_policy("augsburg"))
    async with installation.transaction() as session:
        back = await session.get_one(Officer, ("augsburg", "prevention-officer-2"))
        assert back.active


async def test_the_log_names_what_came_into_force_and_who_did_it(installation: Installation) -> None:
    policy = changed()
    await activate(installation, policy)
    entry = (await activations(installation))[-1]
    assert entry["actor"] == {"kind": "command_line", "id": "", "via": "mmuster"}
    assert entry["details"] == {"policy": "augsburg", "version": "next", "sha256": policy.sha256}
    assert entry["case"] is None
    assert (await versions(installation))[-1].activated_by == "command_line"


async def test_the_first_activation_by_several_at_once_happens_once(empty: Installation) -> None:
    policy = shipped_policy("augsburg")
    done = await asyncio.gather(
        *(activate_policy(empty, policy, actor=SYSTEM, now=empty.clock()) for _ in range(4))
    )
    assert sorted(done) == [False, False, False, True]
    assert len(await versions(empty)) == len(await activations(empty)) == 1
