"""The doctor on real installations: each fault has a line of its own that says what to do."""

from __future__ import annotations

import base64
import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from sqlmodel import update
from typer.testing import CliRunner

from deployments.cli.app import app
from deployments.doctor import Finding, Standing, examine
from deployments.doctor.prefect_access import find_prefect_access
from deployments.doctor.prefect_server import examine_prefect, flow_names
from deployments.doctor.production import examine_settings, is_reserved, is_weak
from deployments.doctor.queues import examine_heartbeats, examine_queues
from deployments.doctor.relay import examine_relay
from deployments.local.postgres import OWNER_ROLE, RunningPostgres
from deployments.registration import DEPLOYMENTS, register_deployments
from models.installation import Installation
from models.settings.mail import TlsPolicy
from models.store.heartbeats import save_heartbeat
from models.tables import Dispatch
from models.vocabulary import DispatchState
from tests.conftest import Clock
from tests.journeys.house import House
from tests.journeys.waiting import until
from tests.notifications.certificates import make_certificates
from tests.notifications.relays import Mailbox, honest_relay
from tests.prefect_server import PrefectServer
from tests.routing import submit, submit_and_route

pytestmark = pytest.mark.database

MINUTE = timedelta(minutes=1)
_PRACTICE_SETTINGS = (
    "MELDEWEG_WEB_PUBLIC_URL",
    "MELDEWEG_MAIL_SENDER",
    "MELDEWEG_MAIL_RELAY__HOST",
    "MELDEWEG_PAGE_TELEPHONE",
)


def by_check(findings: list[Finding]) -> dict[str, Finding]:
    return {finding.check: finding for finding in findings}


def problems(findings: list[Finding]) -> set[str]:
    return {finding.check for finding in findings if finding.standing is Standing.PROBLEM}


@pytest.fixture
def nobody_answers(settings: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Neither relay nor Prefect: port 1 of this machine is nobody's."""
    settings.setenv("MELDEWEG_MAIL_RELAY__PORT", "1")
    settings.setenv("PREFECT_API_URL", "http://127.0.0.1:1/api")
    return settings


async def test_what_is_in_order_is_said_to_be(
    installation: Installation, nobody_answers: pytest.MonkeyPatch
) -> None:
    await submit_and_route(installation)
    findings = await examine()
    for check in ("database", "rights", "key_file", "key_of_data", "policy", "clock", "disk", "set_aside"):
        assert by_check(findings)[check].standing is Standing.OK, by_check(findings)[check]


async def test_nobody_who_answers_is_named_with_what_to_do(nobody_answers: pytest.MonkeyPatch) -> None:
    findings = await examine()
    assert {"relay", "prefect", "heartbeat_dispatcher", "heartbeat_delivery"} <= problems(findings)
    told = by_check(findings)
    assert "meldeweg dispatch" in told["heartbeat_dispatcher"].words.en
    assert "PREFECT_API_URL" in told["prefect"].words.de
    assert told["prefect_retention"].standing is Standing.NOT_EXAMINED


async def test_without_a_database_the_rest_is_examined_all_the_same(
    nobody_answers: pytest.MonkeyPatch,
) -> None:
    nobody_answers.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/gone")
    told = by_check(await examine())
    assert told["database"].standing is Standing.PROBLEM
    assert told["rights"].standing is Standing.NOT_EXAMINED
    assert told["key_file"].standing is Standing.OK


async def test_an_old_schema_is_a_problem(
    postgres: RunningPostgres, nobody_answers: pytest.MonkeyPatch
) -> None:
    name = f"empty_{uuid4().hex[:8]}"
    postgres.create_database(name)
    try:
        nobody_answers.setenv("DATABASE_URL", postgres.url_of(name))
        told = by_check(await examine())
    finally:
        postgres.drop_database(name)
    assert told["database"].standing is Standing.PROBLEM
    assert "meldeweg database upgrade" in told["database"].words.de


async def test_an_application_that_owns_the_tables_is_a_problem(
    postgres: RunningPostgres, database_name: str, nobody_answers: pytest.MonkeyPatch
) -> None:
    nobody_answers.setenv("DATABASE_URL", postgres.url_of(database_name, OWNER_ROLE))
    told = by_check(await examine())
    assert told["rights"].standing is Standing.PROBLEM
    assert "audit_entry" in told["rights"].words.en


def spoil(key_file: Path, *, mode: int, secret: bytes | None = None) -> None:
    key_file.chmod(mode)
    if secret is not None:
        key_file.write_bytes(base64.b64encode(secret))


async def test_a_key_open_to_others_and_a_key_of_other_data_are_problems(
    installation: Installation, nobody_answers: pytest.MonkeyPatch, key_file: Path
) -> None:
    await submit(installation)
    spoil(key_file, mode=0o644)
    assert "key_file" in problems(await examine())
    spoil(key_file, mode=0o600, secret=b"\0" * 32)
    told = await examine()
    assert "key_of_data" in problems(told)
    assert "key_file" not in problems(told)


async def test_a_queue_that_stands_is_a_problem_when_its_patience_is_over(
    installation: Installation, clock: Clock
) -> None:
    await submit_and_route(installation)
    assert problems(list(await examine_queues(installation.database, now=clock.now))) == set()
    late = await examine_queues(installation.database, now=clock.now + 3 * MINUTE)
    assert problems(list(late)) == {"queue_routing"}
    later = await examine_queues(installation.database, now=clock.now + 60 * 24 * MINUTE)
    assert problems(list(later)) == {"queue_routing", "queue_notices", "queue_deadlines"}


async def test_what_was_set_aside_is_a_problem(
    installation: Installation, nobody_answers: pytest.MonkeyPatch
) -> None:
    await submit(installation)
    async with installation.transaction() as session:
        await session.exec(update(Dispatch).values(state=DispatchState.SET_ASIDE))
    assert "set_aside" in problems(await examine())


async def test_a_process_that_beats_no_more_is_a_problem(installation: Installation, clock: Clock) -> None:
    async with installation.transaction() as session:
        await save_heartbeat(session, "dispatcher", "one", now=clock.now)
        await save_heartbeat(session, "delivery", "two", now=clock.now - MINUTE)
    found = await examine_heartbeats(installation.database, now=clock.now)
    assert problems(list(found)) == {"heartbeat_delivery"}


async def test_examples_are_problems_only_in_production(nobody_answers: pytest.MonkeyPatch) -> None:
    assert not {"addresses", "production"} & problems(await examine())
    nobody_answers.setenv("MELDEWEG_PRODUCTION", "true")
    findings = await examine()
    assert {"addresses", "production"} <= problems(findings)
    told = " ".join(f"{f.words.de} {f.words.en}" for f in findings if f.check == "production")
    for setting in _PRACTICE_SETTINGS:
        assert setting in told


async def test_the_telephone_of_the_error_page_is_demanded_in_production_until_it_is_set(
    settings: pytest.MonkeyPatch,
) -> None:
    settings.setenv("MELDEWEG_PRODUCTION", "true")
    for number, missing in ((None, True), (" ", True), ("0821 000-000", False)):
        if number is not None:
            settings.setenv("MELDEWEG_PAGE_TELEPHONE", number)
        told = [f.words for f in await examine_settings() if "MELDEWEG_PAGE_TELEPHONE" in f.words.en]
        assert len(told) == missing
        assert all("MELDEWEG_PAGE_TELEPHONE" in words.de and "Nummer" in words.de for words in told)


async def test_nothing_personal_and_no_secret_is_said(
    installation: Installation, nobody_answers: pytest.MonkeyPatch
) -> None:
    nobody_answers.setenv("MELDEWEG_PRODUCTION", "true")
    case = await submit_and_route(installation)
    told = json.dumps([finding.to_json() for finding in await examine()], ensure_ascii=False)
    password = os.environ["DATABASE_URL"].split(":")[2].partition("@")[0]
    for word in (case.case_ref, "augsburg", "@", password, "Parkplatz"):
        assert word not in told


@pytest.mark.parametrize(
    ("domain", "reserved"),
    [("augsburg.example", True), ("a.example.org", True), ("localhost", True), ("stadt.de", False),
     ("example.de", False), ("myexample.com", False)],
)  # fmt: skip
def test_reserved_domains_are_told_from_real_ones(domain: str, reserved: bool) -> None:
    assert is_reserved(domain) is reserved


@pytest.mark.parametrize(
    ("password", "weak"), [("", True), ("change-me", True), ("Kurz1", True), (None, False)]
)
def test_passwords_everybody_knows_are_weak(password: str | None, weak: bool) -> None:
    assert is_weak(password) is weak


async def test_the_relay_is_greeted_and_left_without_a_mail(
    settings: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    mailbox, tls = Mailbox(), make_certificates(tmp_path)
    settings.setenv("MELDEWEG_MAIL_RELAY__TLS", "starttls")
    settings.setenv("MELDEWEG_MAIL_RELAY__USERNAME", "meldeweg")
    async with honest_relay(mailbox, tls=TlsPolicy.STARTTLS, server_tls=tls.server_tls, login=True) as port:
        settings.setenv("MELDEWEG_MAIL_RELAY__PORT", str(port))
        settings.setenv("MELDEWEG_MAIL_RELAY__PASSWORD", "geheim")
        (untrusted,) = await examine_relay()
        settings.setenv("MELDEWEG_MAIL_RELAY__CA_FILE", str(tls.ca_file))
        (answers,) = await examine_relay()
        settings.setenv("MELDEWEG_MAIL_RELAY__PASSWORD", "falsch")
        (refused,) = await examine_relay()
    assert "CA_FILE" in untrusted.words.de
    assert (answers.standing, answers.words.en) == (Standing.OK, "answers, with STARTTLS, logged in.")
    assert refused.standing is Standing.PROBLEM
    assert "login is refused" in refused.words.en
    assert mailbox.envelopes == []


def test_every_flow_is_expected_to_be_registered() -> None:
    assert flow_names() == {deployment.flow.fn.__name__ for deployment in DEPLOYMENTS}


@pytest.mark.prefect
async def test_prefect_is_judged_by_its_own_answers(
    prefect_server: PrefectServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    await register_deployments()
    told = by_check(list(await examine_prefect()))
    assert told["prefect"].standing is Standing.OK
    assert told["prefect_telemetry"].standing is Standing.OK
    assert told["prefect_deployments"].standing is Standing.OK
    assert "DB_VACUUM" in told["prefect_retention"].words.de
    assert "worker" in told["prefect_pool"].words.en
    monkeypatch.setenv("PREFECT_API_AUTH_STRING", "admin:wrong")
    told = by_check(list(await examine_prefect()))
    assert "PREFECT_API_AUTH_STRING" in told["prefect"].words.en


@pytest.mark.prefect
async def test_a_pool_that_routing_is_handed_to_needs_a_worker(
    prefect_server: PrefectServer, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def told() -> Finding:
        return by_check(list(await examine_prefect()))["prefect_routing_pool"]

    assert (await told()).standing is Standing.OK  # none by default
    monkeypatch.setenv("MELDEWEG_DISPATCH_WORK_POOL", "doctored")
    assert "meldeweg deploy" in (await told()).words.en
    await register_deployments("doctored")
    assert "without a worker" in (await told()).words.en
    with house.running("worker", "prefect", "worker", "start", "--pool", "doctored"):

        async def is_well() -> bool:
            return (await told()).standing is Standing.OK

        await until(is_well)


def test_a_setting_that_cannot_be_read_is_named_without_its_value(nobody_answers: pytest.MonkeyPatch) -> None:
    invalid = {
        "MELDEWEG_DATABASE_POOL_SIZE": "geheim-1",
        "MELDEWEG_FREE_DISK_MB": "geheim-2",
        "MELDEWEG_MAIL_RELAY__TLS": "geheim-3",
        "MELDEWEG_DISPATCH_LEASE_S": "geheim-4",
    }
    for name, value in invalid.items():
        nobody_answers.setenv(name, value)
    done = CliRunner().invoke(app, ["doctor", "--json"])
    findings = json.loads(done.stdout)["findings"]
    assert [name for name in invalid if name not in done.stdout] == []
    assert "geheim" not in done.stdout
    assert {"relay", "disk", "database", "prefect"} <= {
        finding["check"] for finding in findings if finding["standing"] == "problem"
    }


async def test_on_a_server_prefect_s_login_is_taken_from_the_credentials(
    nobody_answers: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    nobody_answers.delenv("PREFECT_API_AUTH_STRING")
    nobody_answers.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert find_prefect_access().login == ""
    (tmp_path / "prefect_auth_string").write_text("admin:from-a-file\n")
    assert find_prefect_access().login == "admin:from-a-file"


def test_the_command_ends_with_status_one_and_a_document(nobody_answers: pytest.MonkeyPatch) -> None:
    done = CliRunner().invoke(app, ["doctor", "--json"])
    document = json.loads(done.stdout)
    assert done.exit_code == 1
    assert document["in_order"] is False
    assert {"check", "standing", "de", "en"} == set(document["findings"][0])
    spoken = CliRunner().invoke(app, ["doctor"]).stdout
    assert "meldeweg deliver" in spoken
