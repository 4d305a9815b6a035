"""`meldeweg case list|show|acknowledge` against a real database."""

from __future__ import annotations

import asyncio
import getpass
import json
import re
import subprocess
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deployments.cli.app import app
from deployments.local.postgres import RunningPostgres
from models.installation import Installation
from models.sealing import MasterKey
from models.store.audit_log import list_entries_of_case
from models.store.deadlines import list_deadlines_of_case
from models.tables import CaseFile
from models.vocabulary import CaseState, DeadlineKind, DeadlineState
from tests.conftest import Clock
from tests.journeys.house import House
from tests.reports import report
from tests.routing import reload, submit, submit_and_route

pytestmark = pytest.mark.database

Meldeweg = Callable[..., Awaitable[Result]]
REFERENCE = re.compile(r"MW-[0-9A-Z]{4}-[0-9A-Z]{4}")
WORD_OF_THE_REPORT = "Parkplatz"


@pytest.fixture
def house(
    installation: Installation, postgres: RunningPostgres, database_name: str, master_key: MasterKey
) -> House:
    return House.over(postgres, database_name, master_key)


@pytest.fixture
def meldeweg(house: House) -> Meldeweg:
    """The command line in this process, in a terminal of `columns`."""

    async def run(*words: str, columns: int = 250) -> Result:
        environment = house.environment | {"COLUMNS": str(columns)}
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, words, env=environment))

    return run


async def test_an_empty_installation_says_so(meldeweg: Meldeweg) -> None:
    listed = await meldeweg("case", "list")
    assert (listed.exit_code, listed.stdout.strip()) == (0, "Keine Vorgänge. / No cases.")
    assert json.loads((await meldeweg("case", "list", "--json")).stdout) == []


async def test_list_shows_newest_first_with_severity_state_and_local_time(
    installation: Installation, clock: Clock, meldeweg: Meldeweg
) -> None:
    older = await submit_and_route(installation)
    clock.forward(hours=2)
    newer = await submit(installation, report(danger={"danger_now": "yes"}))
    listed = await meldeweg("case", "list")
    assert listed.exit_code == 0
    rows = [line for line in listed.stdout.splitlines() if REFERENCE.search(line)]
    assert [REFERENCE.findall(row) for row in rows] == [[newer.case_ref], [older.case_ref]]
    for word in ("noch nicht eingestuft", "received", "Mo 23.11.2026 12:00"):
        assert word in rows[0]
    for word in ("hoch (high)", "routed", "prevention", "Mo 23.11.2026 10:00"):
        assert word in rows[1]


async def test_list_as_json_can_be_filtered_by_office_state_and_number(
    installation: Installation, clock: Clock, meldeweg: Meldeweg
) -> None:
    threat = await submit_and_route(installation)
    clock.forward(minutes=1)
    exclusion = await submit_and_route(
        installation, report(narrative="Ich werde nicht eingeladen.", incident_kinds=["exclusion"], danger={})
    )
    clock.forward(minutes=1)
    waiting = await submit(installation)

    async def refs(*words: str) -> list[str]:
        return [row["case_ref"] for row in json.loads((await meldeweg("case", "list", *words)).stdout)]

    assert await refs("--json") == [waiting.case_ref, exclusion.case_ref, threat.case_ref]
    assert await refs("--json", "--office", "antidiscrimination") == [exclusion.case_ref]
    assert await refs("--json", "--state", "routed") == [exclusion.case_ref, threat.case_ref]
    assert await refs("--json", "--state", "received", "--state", "acknowledged") == [waiting.case_ref]
    assert await refs("--json", "--limit", "1") == [waiting.case_ref]
    (row,) = json.loads((await meldeweg("case", "list", "--json", "--office", "prevention")).stdout)
    assert row == {
        "case_ref": threat.case_ref,
        "case_id": str(threat.case_id),
        "municipality": "augsburg",
        "state": "routed",
        "severity": "high",
        "severity_proposed": "high",
        "danger_level": 2,
        "office": "prevention",
        "submitted_at": "2026-11-23T09:00:00Z",
        "routed_at": "2026-11-23T09:00:00Z",
        "acknowledged_at": None,
        "acknowledged_by": None,
        "first_contact_at": None,
        "paused_at": None,
        "pause_ends_at": None,
        "closed_at": None,
    }


async def test_show_tells_decision_deadlines_notices_and_audit_and_no_word_of_the_report(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    shown = await meldeweg("case", "show", case.case_ref)
    assert shown.exit_code == 0
    for words in (
        f"Vorgang {case.case_ref}",
        "hoch (high)",
        "threat-reported",
        "Mo 23.11.2026 14:00",  # acknowledge: 4 h after 10:00
        "Mo 23.11.2026 12:00 Erinnerung an Sachbearbeitung",
        "case_assigned",
        "partner police-example",
        "report_received",
        "case_routed",
        "augsburg 1",
    ):
        assert words in shown.stdout
    assert WORD_OF_THE_REPORT not in shown.stdout


async def test_show_as_json_holds_the_same_for_programs(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    shown = json.loads((await meldeweg("case", "show", case.case_ref, "--json")).stdout)
    assert {reason["rule"] for reason in shown["decision"]["reasons"]} >= {"threat-reported", "afraid"}
    assert {row["kind"]: row["due_at"] for row in shown["deadlines"]} == {
        "acknowledge": "2026-11-23T13:00:00Z",
        "first_contact": "2026-11-24T09:00:00Z",
        "review": "2026-11-25T15:00:00Z",
        "feedback": "2027-02-23T22:59:59Z",
        "strafantrag": "2027-02-22T22:59:59Z",  # 20 February is a Saturday (§ 193 BGB)
    }
    assert [(row["kind"], row["entitled_person"]) for row in shown["questions"]] == [
        ("offender_known", "superior")  # the affected person holds an office (§ 77a StGB)
    ]
    assert [entry["event"] for entry in shown["audit"]][-1] == "case_routed"
    assert {(row["message"], row["recipient"]) for row in shown["notices"]} == {
        ("case_assigned", "prevention"),
        ("partner_referral", "counselling-example"),
        ("partner_referral", "police-example"),
    }
    assert {row["partner"]: row["because"] for row in shown["referrals"]} == {
        "counselling-example": "consent",
        "police-example": "consent",
    }
    assert (shown["policy"]["id"], shown["policy"]["version"]) == ("augsburg", "1")
    assert WORD_OF_THE_REPORT not in json.dumps(shown)


async def test_a_case_that_is_not_routed_yet_can_be_shown(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit(installation)
    shown = await meldeweg("case", "show", case.case_ref)
    assert shown.exit_code == 0
    assert "noch nicht eingestuft" in shown.stdout
    assert json.loads((await meldeweg("case", "show", case.case_ref, "--json")).stdout)["deadlines"] == []


async def test_a_reference_may_be_typed_in_small_letters_with_blanks(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    shown = await meldeweg("case", "show", f" {case.case_ref.lower()} ", "--json")
    assert json.loads(shown.stdout)["case_ref"] == case.case_ref


async def test_acknowledging_stops_its_deadline_alone_and_names_the_system_user(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    taken = await meldeweg("case", "acknowledge", case.case_ref, "--as", "prevention-officer-1")
    assert taken.exit_code == 0
    assert taken.stdout.strip() == (
        f"{case.case_ref}: übernommen von prevention-officer-1 / taken by prevention-officer-1"
    )
    case = await reload(installation, case.case_ref)
    assert (case.state, case.acknowledged_by) == (CaseState.ACKNOWLEDGED, "prevention-officer-1")
    async with installation.transaction() as session:
        deadlines = await list_deadlines_of_case(session, case.case_id)
        entries = await list_entries_of_case(session, case.case_id)
    assert {row.kind for row in deadlines if row.state is DeadlineState.MET} == {DeadlineKind.ACKNOWLEDGE}
    assert {row.state for row in deadlines if row.kind is not DeadlineKind.ACKNOWLEDGE} == {
        DeadlineState.ARMED
    }
    acknowledged = [json.loads(entry.entry) for entry in entries][-2:]
    assert [entry["event"] for entry in acknowledged] == ["case_acknowledged", "deadline_met"]
    for entry in acknowledged:
        assert entry["actor"] == {"kind": "officer", "id": "prevention-officer-1", "via": getpass.getuser()}
    shown = await meldeweg("case", "show", case.case_ref)
    assert f"officer prevention-officer-1 (System: {getpass.getuser()})" in shown.stdout


async def test_acknowledge_as_json_answers_the_case(installation: Installation, meldeweg: Meldeweg) -> None:
    case = await submit_and_route(installation)
    taken = await meldeweg("case", "acknowledge", case.case_ref, "--as", "prevention-officer-2", "--json")
    answer: dict[str, Any] = json.loads(taken.stdout)
    assert (answer["state"], answer["acknowledged_by"]) == ("acknowledged", "prevention-officer-2")
    assert answer["acknowledged_at"].endswith("Z")


async def test_taking_a_case_twice_is_refused_and_changes_nothing(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    await meldeweg("case", "acknowledge", case.case_ref, "--as", "prevention-officer-1")
    before = await _state(installation, case)
    again = await meldeweg("case", "acknowledge", case.case_ref, "--as", "prevention-officer-2")
    assert (again.exit_code, again.stdout) == (1, "")
    assert "bereits übernommen" in again.stderr
    assert await _state(installation, case) == before


async def test_an_officer_of_another_office_cannot_take_it(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    refused = await meldeweg("case", "acknowledge", case.case_ref, "--as", "integration-officer-1")
    assert refused.exit_code == 1
    assert "another office" in refused.stderr
    assert (await reload(installation, case.case_ref)).state is CaseState.ROUTED


async def test_a_case_that_is_not_routed_cannot_be_taken(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit(installation)
    refused = await meldeweg("case", "acknowledge", case.case_ref, "--as", "prevention-officer-1")
    assert refused.exit_code == 1
    assert "not classified yet" in refused.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "MW-0000-0000"), "Es gibt keinen Vorgang mit diesem Aktenzeichen."),
        (("acknowledge", "MW-0000-0000", "--as", "prevention-officer-1"), "There is no case"),
        (("show", "Frau Kanarie"), "There is no case with this reference."),
    ],
)
async def test_an_unknown_reference_is_said_in_words_and_not_repeated(
    meldeweg: Meldeweg, words: tuple[str, ...], said: str
) -> None:
    refused = await meldeweg("case", *words)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert said in refused.stderr
    assert "Kanarie" not in refused.stderr


async def test_an_unknown_officer_is_refused(installation: Installation, meldeweg: Meldeweg) -> None:
    case = await submit_and_route(installation)
    refused = await meldeweg("case", "acknowledge", case.case_ref, "--as", "nobody")
    assert refused.exit_code == 1
    assert "No active officer has this id." in refused.stderr


async def test_bad_options_end_with_status_2(meldeweg: Meldeweg) -> None:
    assert (await meldeweg("case", "list", "--state", "lost")).exit_code == 2
    assert (await meldeweg("case", "list", "--limit", "0")).exit_code == 2
    assert (await meldeweg("case", "show")).exit_code == 2
    assert (await meldeweg("case", "acknowledge", "MW-0000-0000")).exit_code == 2


@pytest.mark.parametrize("columns", [20, 32, 40, 60, 80])
async def test_a_narrow_terminal_never_cuts_a_reference(
    installation: Installation, meldeweg: Meldeweg, columns: int
) -> None:
    cases = [await submit_and_route(installation), await submit(installation)]
    listed = await meldeweg("case", "list", columns=columns)
    assert set(REFERENCE.findall(listed.stdout)) == {case.case_ref for case in cases}
    shown = await meldeweg("case", "show", cases[0].case_ref, columns=columns)
    assert cases[0].case_ref in shown.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("case",), ("list", "show", "acknowledge")),
        (("case", "list"), ("--json", "--office", "--state", "--limit")),
        (("case", "show"), ("REF", "--json")),
        (("case", "acknowledge"), ("REF", "--as", "OFFICER", "--json")),
    ],
)
async def test_help_names_every_command_and_option(
    meldeweg: Meldeweg, words: tuple[str, ...], told: tuple[str, ...]
) -> None:
    helped = await meldeweg(*words, "--help")
    assert helped.exit_code == 0
    for word in told:
        assert word in helped.stdout


async def test_the_program_itself_answers_in_a_process_of_its_own(
    installation: Installation, house: House
) -> None:
    case = await submit_and_route(installation)
    listed = await asyncio.to_thread(house.ask, "case", "list", "--json")
    assert (listed.returncode, listed.stderr) == (0, "")
    assert [row["case_ref"] for row in json.loads(listed.stdout)] == [case.case_ref]
    missing = await asyncio.to_thread(house.ask, "case", "show", "MW-0000-0000")
    assert (missing.returncode, missing.stdout) == (1, "")
    assert "Traceback" not in missing.stderr


def test_without_a_key_file_the_reason_is_said(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-P", "-m", "deployments", "case", "list"],
        env={"MELDEWEG_HOME": str(tmp_path), "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/gone"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (1, "")
    assert "master.key" in done.stderr
    assert "Traceback" not in done.stderr


async def _state(place: Installation, case: CaseFile) -> tuple[object, ...]:
    async with place.transaction() as session:
        entries = await list_entries_of_case(session, case.case_id)
    now = await reload(place, case.case_ref)
    return now.acknowledged_at, now.acknowledged_by, len(entries)
