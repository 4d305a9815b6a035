"""`meldeweg case confirm-severity|add-answers|mark-biased` and `meldeweg officer …` on a real database."""

from __future__ import annotations

import asyncio
import getpass
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from deployments.cli.app import app
from deployments.local.postgres import RunningPostgres
from models.clock import utc_now
from models.installation import Installation
from models.sealing import MasterKey
from models.tables import AuditEntry, OfficerToken
from models.vocabulary import Severity
from tests.conftest import Clock
from tests.journeys.house import House
from tests.people import FIRST, SECOND, deadlines_of, entries_of, everything_of
from tests.reports import report
from tests.routing import reload, submit_and_route

pytestmark = pytest.mark.database

Meldeweg = Callable[..., Awaitable[Result]]
WORDS = "Frau Kanarie hat es klargestellt."


@pytest.fixture
def meldeweg(
    installation: Installation, postgres: RunningPostgres, database_name: str, master_key: MasterKey
) -> Meldeweg:
    """The command line in this process; `given` is its standard input."""
    house = House.over(postgres, database_name, master_key)

    async def run(*words: str, given: str = "") -> Result:
        environment = house.environment | {"COLUMNS": "250"}
        return await asyncio.to_thread(lambda: CliRunner().invoke(app, words, env=environment, input=given))

    return run


async def test_legal_periods_are_entered_from_the_terminal(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    ref, by = case.case_ref, ("--as", FIRST, "--reason", WORDS)
    for words, said in (
        (("correct", ref, "strafantrag", "--started-on", "2026-11-22"), "berichtigt / corrected"),
        (("suspend", ref, "strafantrag", "--until", "2099-04-01"), "ausgesetzt / suspended"),
        (("meet", ref, "strafantrag", "--on", "2026-11-22"), "erledigt / met"),
        (("set", ref, "strafantrag", "--for", "superior", "--started-on", "2026-11-21"), "läuft / runs"),
        (("waive", ref, "strafantrag", "--for", "superior", "--on", "2026-11-22"), "verzichtet / waived"),
    ):
        done = await meldeweg("case", "legal", *words, *by)
        assert (done.exit_code, said in done.stdout) == (0, True), done.output
    shown = json.loads((await meldeweg("case", "show", ref, "--json")).stdout)
    states = {
        (row["kind"], row["entitled_person"], row["state"], row["due_on"]) for row in shown["deadlines"]
    }
    assert {
        ("strafantrag", "superior", "cancelled", "2027-02-22"),
        ("strafantrag", "affected", "met", "2099-04-01"),
    } <= states
    refused = await meldeweg("case", "legal", "suspend", ref, "feedback", "--until", "2027-06-01", *by)
    assert refused.exit_code == 1
    assert "§ 77b" in refused.stderr


async def test_confirming_and_changing_a_severity(installation: Installation, meldeweg: Meldeweg) -> None:
    case = await submit_and_route(installation)
    confirmed = await meldeweg(
        "case", "confirm-severity", case.case_ref, "--as", FIRST, "--next-step", "protect"
    )
    assert (confirmed.exit_code, confirmed.stdout.strip()) == (
        0,
        f"{case.case_ref}: bestätigt als hoch von {FIRST} / confirmed as high by {FIRST}",
    )
    assert (await deadlines_of(installation, case))["review"].state.value == "met"
    raised = await meldeweg(
        "case", "confirm-severity", case.case_ref, "--as", FIRST, "--level", "critical",
        "--reason", "-", "--json", given=WORDS,
    )  # fmt: skip
    assert (raised.exit_code, json.loads(raised.stdout)["severity"]) == (0, "critical")
    lowered = await meldeweg(
        "case", "confirm-severity", case.case_ref, "--as", FIRST, "--level", "high", "--reason", WORDS,
        "--second", SECOND,
    )  # fmt: skip
    assert lowered.exit_code == 0
    shown = json.loads((await meldeweg("case", "show", case.case_ref, "--as", SECOND, "--json")).stdout)
    assert (shown["severity"], shown["severity_confirmed_by"], shown["next_step"]) == (
        "high",
        FIRST,
        "protect",
    )
    assert "Kanarie" not in json.dumps(shown)
    assert shown["audit"][-1]["actor"] == {"kind": "officer", "id": FIRST, "via": getpass.getuser()}
    table = (await meldeweg("case", "show", case.case_ref)).stdout
    assert "Schutzmaßnahmen" in table


async def test_adding_answers_from_a_file_and_from_standard_input(
    installation: Installation, meldeweg: Meldeweg, tmp_path: Path
) -> None:
    case = await submit_and_route(installation)
    answers = tmp_path / "answers.json"
    answers.write_text('{"perpetrator": "colleague"}', encoding="utf-8")
    added = await meldeweg("case", "add-answers", case.case_ref, "--as", FIRST, "--json-file", str(answers))
    assert (added.exit_code, added.stdout.strip()) == (
        0,
        f"{case.case_ref}: ergänzt, Dringlichkeit hoch / added, severity high",
    )
    given = '{"danger": {"weapon": "yes"}}'
    raised = await meldeweg(
        "case", "add-answers", case.case_ref, "--as", FIRST, "--json-file", "-", "--json", given=given
    )
    assert json.loads(raised.stdout)["severity"] == "critical"
    assert (await reload(installation, case.case_ref)).severity is Severity.CRITICAL


async def test_a_conflict_of_interest_closes_the_case_to_the_person(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    marked = await meldeweg("case", "mark-biased", case.case_ref, SECOND, "--as", FIRST)
    assert (marked.exit_code, marked.stdout.strip()) == (
        0,
        f"{case.case_ref}: {SECOND} ist ausgeschlossen, zuständig: prevention / "
        f"{SECOND} is excluded, responsible: prevention",
    )
    for words in (
        ("show", case.case_ref),
        ("acknowledge", case.case_ref),
        ("confirm-severity", case.case_ref),
    ):
        refused = await meldeweg("case", *words, "--as", SECOND)
        assert (refused.exit_code, refused.stdout) == (1, "")
        assert "Interessenkonflikt" in refused.stderr
        assert "conflict of interest" in refused.stderr
    assert json.loads((await meldeweg("case", "list", "--json", "--as", SECOND)).stdout) == []
    assert len(json.loads((await meldeweg("case", "list", "--json", "--as", FIRST)).stdout)) == 1


async def test_a_case_from_taking_to_reopening(
    installation: Installation, clock: Clock, meldeweg: Meldeweg
) -> None:
    clock.now = utc_now()  # the command line has the machine's clock
    case = await submit_and_route(installation)
    other = await submit_and_route(installation)
    by, why = ("--as", FIRST), ("--reason", "-")
    until = f"{clock.now + timedelta(days=20):%Y-%m-%d}"
    for words, said in (
        (("acknowledge", case.case_ref, *by), "taken by"),
        (("pause", case.case_ref, *by, "--until", until, *why), "paused until"),
        (("resume", case.case_ref, *by), "goes on"),
        (("record-contact", case.case_ref, *by, *why), "contact entered"),
        (
            ("extend", case.case_ref, "feedback", *by, "--until", "2099-06-01", *why, "--second", SECOND),
            "extended",
        ),
        (("link", case.case_ref, other.case_ref, *by), "linked"),
        (("close", case.case_ref, *by, *why, "--feedback-told", "--confirm-legal"), "closed"),
        (("reopen", case.case_ref, *by, *why), "reopened"),
        (("hand-over", case.case_ref, "integration", *by), "handed over to integration"),
    ):
        done = await meldeweg("case", *words, given=WORDS)
        assert (done.exit_code, done.stderr) == (0, ""), words
        assert done.stdout.startswith(f"{case.case_ref}: ")
        assert said in done.stdout
    shown = json.loads((await meldeweg("case", "show", case.case_ref, "--json")).stdout)
    assert (shown["state"], shown["office"], shown["linked"]) == ("routed", "integration", [other.case_ref])
    assert "Kanarie" not in json.dumps(shown)
    assert other.case_ref in (await meldeweg("case", "show", case.case_ref)).stdout


async def test_what_is_asked_wrongly_is_said_in_both_languages(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    by = ("--as", FIRST)
    await meldeweg("case", "acknowledge", case.case_ref, *by)
    before = await everything_of(installation, case)
    for words, german, english in (
        (("pause", case.case_ref, *by, "--until", "gestern"), "2026-12-01T14:30", "Please give day and time"),
        (("pause", case.case_ref, *by, "--until", "2099-01-01"), "Begründung", "needs a reason"),
        (("resume", case.case_ref, *by), "nicht pausiert", "not paused"),
        (
            ("extend", case.case_ref, "strafantrag", *by, "--until", "2099-01-01"),
            "gesetzliche Frist lässt sich nicht",
            "legal period cannot",
        ),
        (("hand-over", case.case_ref, "nowhere", *by), "Stelle ist unbekannt", "No active office"),
        (("close", case.case_ref, *by, "--reason", WORDS), "Strafantrag bis", "until"),
        (("link", case.case_ref, case.case_ref, *by), "sich selbst", "itself"),
        (("reopen", case.case_ref, *by, "--reason", WORDS), "bereits übernommen", "taken already"),
    ):
        refused = await meldeweg("case", *words)
        assert (refused.exit_code, refused.stdout) == (1, ""), words
        assert german in refused.stderr
        assert english in refused.stderr
        assert "Kanarie" not in refused.stderr
    assert await everything_of(installation, case) == before


async def test_a_token_is_shown_once_and_revoked(installation: Installation, meldeweg: Meldeweg) -> None:
    issued = await meldeweg("officer", "token", "issue", FIRST, "--days", "30", "--as", "coordinator-1")
    assert issued.exit_code == 0
    assert issued.stdout.startswith("mwo_")
    async with installation.transaction() as session:
        entries = [entry.entry for entry in await session.exec(select(AuditEntry))]
        (kept,) = await session.exec(select(OfficerToken))
    assert (kept.officer_id, kept.expires_at - kept.issued_at) == (FIRST, timedelta(days=30))
    assert not [entry for entry in entries if issued.stdout.strip().encode() in entry]
    again = json.loads((await meldeweg("officer", "token", "issue", FIRST, "--json")).stdout)
    assert again["token"] != issued.stdout.strip()
    revoked = await meldeweg("officer", "token", "revoke", FIRST, "--json")
    assert json.loads(revoked.stdout) == {"officer": FIRST, "revoked": 2}
    assert (
        await meldeweg("officer", "token", "revoke", FIRST)
    ).stdout.strip() == f"{FIRST}: 0 widerrufen / revoked"
    for words in (("nobody",), (FIRST, "--days", "367"), (FIRST, "--days", "0")):
        assert (await meldeweg("officer", "token", "issue", *words)).exit_code == 1


REFUSED: list[tuple[tuple[str, ...], str, str]] = [
    (("confirm-severity", "--as", FIRST, "--level", "high"), "begründet", "gives a reason"),
    (
        ("confirm-severity", "--as", FIRST, "--level", "high", "--reason", WORDS),
        "zweite Person",
        "second person",
    ),
    (
        ("confirm-severity", "--as", FIRST, "--level", "high", "--reason", WORDS, "--second", FIRST),
        "eine andere",
        "another one",
    ),
    (("confirm-severity", "--as", "integration-head"), "andere Stelle", "another office"),
    (("confirm-severity", "--as", "nobody"), "Kennung ist unbekannt", "No active officer"),
    (("add-answers", "--as", FIRST, "--json-file", "-"), "keine Antwort", "No answer"),
    (("add-answers", "--as", FIRST, "--json-file", "/nowhere"), "nicht lesen", "cannot be read"),
    (("mark-biased", "nobody", "--as", FIRST), "Kennung ist unbekannt", "No active officer"),
]


async def test_a_refusal_is_said_in_both_languages_and_changes_nothing(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation, report(danger={"danger_now": "yes"}))
    before = await everything_of(installation, case)
    for (command, *words), german, english in REFUSED:
        refused = await meldeweg("case", command, case.case_ref, *words, given="{}")
        assert (refused.exit_code, refused.stdout) == (1, ""), command
        assert german in refused.stderr
        assert english in refused.stderr
        assert "Kanarie" not in refused.stderr
    assert await everything_of(installation, case) == before


async def test_wrong_answers_are_named_by_field_in_both_languages(
    installation: Installation, meldeweg: Meldeweg
) -> None:
    case = await submit_and_route(installation)
    words = ("case", "add-answers", case.case_ref, "--as", FIRST, "--json-file", "-")
    wrong = await meldeweg(*words, given='{"danger": {"weapon": "Kanarie"}}')
    assert (wrong.exit_code, wrong.stdout) == (1, "")
    assert wrong.stderr.startswith("danger.weapon: ")
    assert "Possible are: yes, no, unknown" in wrong.stderr
    assert "Kanarie" not in wrong.stderr
    broken = await meldeweg(*words, given="{")
    assert (broken.exit_code, "kein gültiges JSON" in broken.stderr) == (1, True)
    assert "answers_added" not in [entry["event"] for entry in await entries_of(installation, case)]


async def test_absences_are_entered_listed_and_taken_back(meldeweg: Meldeweg) -> None:
    days = ("--from", "2099-01-01", "--until", "2099-01-15")
    entered = await meldeweg("officer", "absent", FIRST, *days, "--as", "coordinator-1")
    assert (entered.exit_code, entered.stdout.strip()) == (
        0,
        f"{FIRST}: abwesend / absent, 2099-01-01 – 2099-01-15",
    )
    people: list[dict[str, Any]] = json.loads((await meldeweg("officer", "list", "--json")).stdout)
    assert next(person for person in people if person["officer"] == FIRST) == {
        "officer": FIRST,
        "role": "officer",
        "office": "prevention",
        "deputy": SECOND,
        "present_today": True,
        "absences": [{"from": "2099-01-01", "until": "2099-01-15"}],
    }
    table = await meldeweg("officer", "list")
    assert "01.01.2099–15.01.2099" in table.stdout
    again = await meldeweg("officer", "absent", FIRST, *days)
    assert (again.exit_code, again.stdout) == (1, "")
    assert "bereits eine Abwesenheit" in again.stderr
    assert "already" in again.stderr
    back = await meldeweg("officer", "present", FIRST, *days, "--json")
    assert json.loads(back.stdout) == {"officer": FIRST, "from": "2099-01-01", "until": "2099-01-15"}
    assert (await meldeweg("officer", "present", FIRST, *days)).exit_code == 1
    assert (await meldeweg("officer", "absent", FIRST, "--from", "1.1.2099", "--until", "x")).exit_code == 2


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("case", "confirm-severity"), ("--as", "--level", "--reason", "--second", "--next-step", "--json")),
        (("case", "add-answers"), ("--as", "--json-file", "--json")),
        (("case", "mark-biased"), ("REF", "OFFICER", "--as")),
        (("officer",), ("absent", "present", "list")),
    ],
)
def test_help_names_every_option(words: tuple[str, ...], told: tuple[str, ...]) -> None:
    helped = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "250"})
    assert helped.exit_code == 0
    for word in told:
        assert word in helped.stdout
