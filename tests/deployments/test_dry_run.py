"""`meldeweg dry-run` from the outside: a process, lines in, lines out."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from deployments.cli.app import app

pytestmark = pytest.mark.slow

NOW = "2026-11-23T09:00:00Z"


def dry_run(
    lines: Iterable[object], *options: str, now: str | None = NOW
) -> tuple[int, list[dict[str, Any]], str]:
    """Exit status, decisions and what was said on the error stream."""
    written = b"\n".join(
        line if isinstance(line, bytes) else json.dumps(line, ensure_ascii=False).encode() for line in lines
    )
    moment = [] if now is None else ["--now", now]
    done = subprocess.run(  # noqa: S603 - our own command line
        [sys.executable, "-m", "deployments", "dry-run", *moment, *options],
        input=written,
        capture_output=True,
        timeout=60,
        check=False,
    )
    answers = [json.loads(line) for line in done.stdout.decode().splitlines()]
    return done.returncode, answers, done.stderr.decode()


def report(**fields: object) -> dict[str, object]:
    return {"narrative": "Es gab einen Vorfall im Rathaus, bitte rufen Sie mich dazu zurück.", **fields}


def test_reports_are_decided_in_order() -> None:
    status, answers, _ = dry_run(
        [
            report(incident_kinds=["arson"]),
            report(incident_kinds=["insult"], danger={"danger_now": "no", "weapon": "no"}),
            report(
                municipality="augsburg", not_to_offices=["integration", "prevention", "antidiscrimination"]
            ),
        ]
    )
    assert status == 0
    assert [answer["severity"] for answer in answers] == ["critical", "low", "medium"]
    assert [answer["office"] for answer in answers] == ["prevention", "integration", None]
    assert answers[2]["alarm"] == "no_office"
    assert answers[0]["deadlines"][0]["due_at"] == "2026-11-23T10:00:00Z"
    assert answers[0]["policy"]["id"] == "augsburg"
    assert len(answers[0]["policy"]["sha256"]) == 64


def test_the_text_counts_as_in_a_stored_case() -> None:
    status, (answer,), _ = dry_run(
        [
            report(
                narrative="Auf dem Zettel stand: Morgen am Infostand bringe ich dich um.",
                danger={"danger_now": "no", "weapon": "no"},
            )
        ]
    )
    assert (status, answer["severity"]) == (0, "critical")
    assert "text" in {reason["source"] for reason in answer["reasons"]}


BAD_LINES: list[tuple[object, str | None]] = [
    (report(danger={"weapon": "maybe"}), "danger.weapon"),
    (report(wrong=1), "wrong"),
    ({}, "narrative"),
    (report(municipality="ulm"), "municipality"),
    (report(not_to_offices=["nowhere"]), "not_to_offices"),
    (report(occurred_on="2026-11-24"), "occurred_on"),
    ([], None),
    (b"{", None),
    (b"nonsense", None),
    (b"\xff\xfe", None),
    (b'"text"', None),
]


def test_a_bad_line_is_an_error_line_and_the_others_are_decided() -> None:
    lines = [line for bad, _ in BAD_LINES for line in (bad, report())]
    status, answers, _ = dry_run(lines)
    assert status == 1
    assert ["error" in answer for answer in answers] == [True, False] * len(BAD_LINES)
    errors = [answer["error"] for answer in answers[::2]]
    assert [error["field"] for error in errors] == [field for _, field in BAD_LINES]
    assert all(set(error) == {"field", "message"} and " / " in error["message"] for error in errors)


def test_one_bad_line_alone_gives_status_1() -> None:
    assert dry_run([b"{"])[0] == 1


def test_empty_lines_are_skipped() -> None:
    assert len(dry_run([b"", report(), b"", b"  \t", report(), b"", b""])[1]) == 2
    assert dry_run([])[:2] == (0, [])


def test_line_endings_of_another_system_do_no_harm() -> None:
    line = json.dumps(report()).encode()
    assert [answer["office"] for answer in dry_run([line + b"\r", line + b"\r", b"\r"])[1]] == [
        "integration"
    ] * 2


def test_a_report_may_hold_any_letter() -> None:
    narrative = "Grüße an alle \u2028 und 😀, bitte melden Sie sich bei mir im Büro."
    status, answers, _ = dry_run([report(narrative=narrative)])
    assert (status, len(answers)) == (0, 1)
    assert "Jede Meldung" in answers[0]["reasons"][-1]["text"]


@pytest.mark.parametrize(
    "now",
    [
        "2026-11-23T09:00:00",
        "2026-11-23",
        "yesterday",
        "",
        "2026-13-01T00:00:00Z",
        "0001-01-01T00:00:00+05:00",
        "9999-12-31T23:59:59-05:00",
    ],
)
def test_a_time_without_offset_is_refused(now: str) -> None:
    outcome = CliRunner().invoke(app, ["dry-run", "--now", now], input=json.dumps(report()))
    assert (outcome.exit_code, outcome.stdout) == (2, "")
    assert "--now" in outcome.stderr


def test_a_refused_time_is_exit_status_2() -> None:
    assert dry_run([report()], now="2026-11-23T09:00:00")[:2] == (2, [])


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T10:00:00+01:00", "2026-11-23T10:00:00Z"),
        ("2026-11-23T09:00:00.999999Z", "2026-11-23T10:00:00Z"),
        ("2030-06-01T23:59:59-02:00", "2030-06-02T02:59:59Z"),
    ],
)
def test_now_is_the_moment_of_submission(now: str, due: str) -> None:
    _, (answer,), _ = dry_run([report(incident_kinds=["arson"])], now=now)
    assert answer["deadlines"][0]["due_at"] == due


def test_now_also_says_what_the_future_is() -> None:
    late_evening = "2026-11-23T23:30:00Z"  # the 24th in Augsburg
    _, answers, _ = dry_run(
        [report(occurred_on="2026-11-24"), report(occurred_on="2026-11-25")], now=late_evening
    )
    assert "severity" in answers[0]
    assert answers[1]["error"]["field"] == "occurred_on"


def test_without_now_the_clock_counts() -> None:
    long_ago = report(incident_kinds=["insult"], offender_known_on="2001-01-01")
    far_ahead = report(occurred_on=(date(9999, 1, 1) - timedelta(days=1)).isoformat())
    status, answers, _ = dry_run([long_ago, far_ahead], now=None)
    assert status == 1
    assert answers[0]["deadlines"][-1]["overdue"] is True
    assert answers[1]["error"]["field"] == "occurred_on"


def test_another_policy(tmp_path: Path) -> None:
    text = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")
    changed = tmp_path / "ulm.toml"
    changed.write_text(
        text.replace('slug = "augsburg"', 'slug = "ulm"').replace('version = "1"', 'version = "7"', 1)
    )
    status, answers, _ = dry_run(
        [report(municipality="ulm"), report(municipality="augsburg")], "--policy", str(changed)
    )
    assert status == 1
    assert answers[0]["policy"]["version"] == "7"
    assert answers[1]["error"]["field"] == "municipality"


def test_a_policy_that_does_not_hold_is_refused_with_file_place_and_reason(tmp_path: Path) -> None:
    broken = tmp_path / "broken.toml"
    broken.write_text('id = "x"\nversion = = 1\n')
    status, answers, said = dry_run([report()], "--policy", str(broken))
    assert (status, answers) == (2, [])
    assert said.startswith(f"{broken}:2 file: ")


def test_answers_come_while_the_reports_still_do() -> None:
    process = subprocess.Popen(  # noqa: S603 - our own command line
        [sys.executable, "-m", "deployments", "dry-run", "--now", NOW],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    with process:
        for _ in range(2):
            process.stdin.write(json.dumps(report()).encode() + b"\n")
            process.stdin.flush()
            assert b"severity" in process.stdout.readline()
        process.stdin.close()
    assert process.returncode == 0


def test_a_reader_that_has_enough_is_no_error() -> None:
    lines = (json.dumps(report()) + "\n").encode() * 200
    done = subprocess.run(  # noqa: S603 - our own command line
        ["/bin/sh", "-c", f"{sys.executable} -m deployments dry-run --now {NOW} | head -n 1"],
        input=lines,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0
    assert done.stderr == b""
    assert len(done.stdout.splitlines()) == 1
