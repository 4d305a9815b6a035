"""The promise of the product, step by step: a report finds its office, and no deadline passes unseen."""

from __future__ import annotations

import asyncio
import getpass
import json
import re
from datetime import timedelta
from typing import Any

import httpx
import pytest

from models.actions.activate_policy import activate_policy
from models.audit import SYSTEM
from models.policy import shipped_policy
from models.store.audit_log import list_entries_of_case
from models.tables import CaseFile
from models.vocabulary import CaseState
from tests.journeys.house import MELDEWEG_AT, House
from tests.journeys.routing_ways import HANDED_OVER, IN_PROCESS, routing
from tests.journeys.story import REFERENCE, Letter, Story, by_moment, local
from tests.journeys.waiting import dispatching
from tests.prefect_server import PrefectServer
from tests.routing import reload

pytestmark = [pytest.mark.database, pytest.mark.prefect]

NARRATIVE = "Nach der Sitzung hat mich ein Mann auf dem Parkplatz angesprochen und bedroht."
CRITICAL: dict[str, Any] = {"danger": {"danger_now": "yes"}, "offender_known_on": None, "consent": []}


@pytest.mark.parametrize("way", [IN_PROCESS, HANDED_OVER])
async def test_a_threat_reported_through_the_api_is_routed_shown_told_and_taken(
    story: Story, house: House, prefect_server: PrefectServer, way: str
) -> None:
    async with routing(story, house, way):
        case = await story.report()
        await story.settle()

        # The coordinator sees one run in the Prefect UI, and what it did.
        (run,) = _runs_of(prefect_server, case)
        assert (run["name"], run["state_type"]) == (f"{case.case_ref} · hoch (high)", "COMPLETED")
        assert run["parameters"] == {"case_id": str(case.case_id)}
        assert set(run["tags"]) == {
            f"case:{case.case_ref}",
            "municipality:augsburg",
            "office:prevention",
            "severity:high",
        }
        assert _task_runs(prefect_server, run) == [
            ("classify_severity", "COMPLETED"),
            ("assign_office", "COMPLETED"),
            ("notify_partners", "COMPLETED"),
            ("schedule_deadlines", "COMPLETED"),
        ]
        (artifact,) = prefect_server.artifacts(f"case-{case.case_ref.lower()}")
        for words in (
            "hoch (high)",
            "Büro für Kommunale Prävention",
            "threat-reported",
            "counselling-example (consent)",
            "police-example (consent)",
            "| Übernahme | Mo 23.11.2026 14:00 |",
            "| Erster Kontakt | Di 24.11.2026 10:00 |",
            "| Prüfung | Mi 25.11.2026 16:00 |",
            "| Rückmeldung | Di 23.02.2027 23:59 |",
            "betroffene Person | Mo 22.02.2027 23:59 |",
            f"/case/{case.case_ref}",
        ):
            assert words in artifact["data"]
        assert "Parkplatz" not in artifact["data"]

        # Exactly these mails left, with reference, severity, dates and link, and nothing of the report.
        assert story.diary() == by_moment(
            [
                "Mo 23.11. 10:00 praevention: Neuer Fall: REF (Dringlichkeit: hoch)",
                "Mo 23.11. 10:00 beratung: Anfrage zu Fall REF (Dringlichkeit: hoch)",
                "Mo 23.11. 10:00 ansprechstelle: Anfrage zu Fall REF (Dringlichkeit: hoch)",
            ]
        )
        for letter in story.letters:
            assert case.case_ref in letter.text
            assert f"/case/{case.case_ref}" in letter.text
            assert not {"Parkplatz", "bedroht", "Sitzung"} & set(re.findall(r"\w+", letter.text))
        (to_office,) = [letter for letter in story.letters if letter.to == "praevention@augsburg.example"]
        assert "Montag, 23. November 2026, 14:00 Uhr" in to_office.text

        # An officer finds the case and takes it on the command line.
        listed = json.loads(await _meldeweg(house, story, "case", "list", "--json"))
        assert [(row["case_ref"], row["severity"], row["state"]) for row in listed] == [
            (case.case_ref, "high", "routed")
        ]
        story.clock.forward(minutes=20)
        await _meldeweg(house, story, "case", "acknowledge", case.case_ref, "--as", "prevention-officer-1")
        shown = json.loads(await _meldeweg(house, story, "case", "show", case.case_ref, "--json"))
        assert (shown["state"], shown["acknowledged_at"]) == ("acknowledged", "2026-11-23T09:20:00Z")
        assert [row["kind"] for row in shown["deadlines"] if row["state"] == "met"] == ["acknowledge"]
        assert [row["state"] for row in shown["deadlines"] if row["kind"] != "acknowledge"] == ["armed"] * 4
        assert [row["state"] for row in shown["notices"]] == ["sent"] * 3
        assert [entry["event"] for entry in shown["audit"]] == [
            "report_received",
            "severity_proposed",
            "office_assigned",
            "notices_queued",
            "deadlines_scheduled",
            "question_asked",
            "case_routed",
            *["notice_sent"] * 3,
            "case_acknowledged",
            "deadline_met",
        ]
        by_officer = {"kind": "officer", "id": "prevention-officer-1", "via": getpass.getuser()}
        assert [entry["actor"] for entry in shown["audit"][-2:]] == [by_officer, by_officer]

        # From now on nobody is asked to take it; the other deadlines live on.
        for hours in (2, 3, 5, 12):
            story.clock.now = local("2026-11-23 10:00") + timedelta(hours=hours)
            await story.settle()
    assert story.diary()[3:] == [
        "Mo 23.11. 22:00 praevention.sachbearbeitung1: "
        "Erinnerung: Fall REF, Erster Kontakt bis Dienstag, 24. November 2026, 10:00 Uhr"
    ]


@pytest.mark.parametrize("way", [IN_PROCESS, HANDED_OVER])
async def test_a_report_through_the_form_without_a_browser_goes_the_same_way(
    story: Story, house: House, prefect_server: PrefectServer, way: str
) -> None:
    page = await story.client.get("/", headers={"Accept-Language": "de"})
    token = re.search(r'name="form_token" value="([^"]+)"', page.text)
    assert token is not None
    typed = {
        "form_token": token[1],
        "lang": "de",
        "narrative": NARRATIVE,
        "incident_kinds": ["threat", "insult"],
        "danger.danger_now": "no",
        "danger.weapon": "no",
        "danger.afraid": "yes",
        "occurred_on": "20.11.2026",
        "consent": ["counselling"],
    }
    async with routing(story, house, way):
        receipt = await story.client.post("/", data=typed)
        assert receipt.status_code == httpx.codes.OK
        (case_ref,) = set(REFERENCE.findall(receipt.text))
        assert "kein Strafantrag" in receipt.text
        assert "Parkplatz" not in receipt.text
        await story.settle()
    case = await reload(story.place, case_ref)
    assert (case.state, case.office_id) == (CaseState.ROUTED, "prevention")
    assert [run["name"] for run in _runs_of(prefect_server, case)] == [f"{case_ref} · hoch (high)"]
    assert story.diary() == by_moment(
        [
            "Mo 23.11. 10:00 praevention: Neuer Fall: REF (Dringlichkeit: hoch)",
            "Mo 23.11. 10:00 beratung: Anfrage zu Fall REF (Dringlichkeit: hoch)",
        ]
    )


async def test_when_nobody_acts_every_level_is_told_by_itself_until_somebody_does(
    story: Story, house: House, prefect_server: PrefectServer
) -> None:
    await activate_policy(story.place, shipped_policy("demo"), actor=SYSTEM, now=story.clock.now)
    start = story.clock.now
    async with dispatching(story.place):
        case = await story.report(**CRITICAL)
        for seconds in (0, 30, 37, 48, 60, 75, 90, 112, 120, 150, 180):
            story.clock.now = start + timedelta(seconds=seconds)
            await story.settle()
        story.clock.now = start + timedelta(seconds=185)
        await _meldeweg(house, story, "case", "acknowledge", case.case_ref, "--as", "prevention-officer-2")
        for seconds in (210, 240):
            story.clock.now = start + timedelta(seconds=seconds)
            await story.settle()

    assert sorted(
        (int((letter.at - start).total_seconds()), *_gist(letter, case.case_ref)) for letter in story.letters
    ) == [
        (0, "ansprechstelle", "Bitte sofort zurückrufen"),
        (0, "praevention", "Neuer Fall"),
        (30, "praevention", "Erinnerung, Übernahme"),
        (37, "praevention", "Erinnerung, Erster Kontakt"),
        (48, "praevention", "Erinnerung, Übernahme"),
        (60, "praevention", "Erinnerung, Erster Kontakt"),
        (60, "praevention.leitung", "Frist erreicht, Übernahme"),
        (60, "praevention.vertretung", "Frist erreicht, Übernahme"),
        (75, "praevention.leitung", "Frist erreicht, Erster Kontakt"),
        (75, "praevention.vertretung", "Frist erreicht, Erster Kontakt"),
        (90, "koordination", "Frist überschritten, Übernahme"),
        (112, "koordination", "Frist überschritten, Erster Kontakt"),
        (120, "referatsleitung", "Frist überschritten, Übernahme"),
        (120, "referatsleitung.vertretung", "Frist überschritten, Übernahme"),
        # Both at the same moment for the same person: one mail that names both.
        (150, "referatsleitung", "Frist überschritten, Erster Kontakt, Übernahme"),
        (150, "referatsleitung.vertretung", "Frist überschritten, Erster Kontakt, Übernahme"),
        (180, "referatsleitung", "Frist überschritten, Erster Kontakt, Übernahme"),
        (180, "referatsleitung.vertretung", "Frist überschritten, Erster Kontakt, Übernahme"),
        # Taken: the acknowledge deadline is still, the first contact is not made yet.
        (210, "referatsleitung", "Frist überschritten, Erster Kontakt"),
        (210, "referatsleitung.vertretung", "Frist überschritten, Erster Kontakt"),
        (240, "referatsleitung", "Frist überschritten, Erster Kontakt"),
        (240, "referatsleitung.vertretung", "Frist überschritten, Erster Kontakt"),
    ]
    taking = ["reminder", "reminder", "due", "escalation", "escalation", "repeat", "repeat"]
    contact = ["reminder", "reminder", "due", "escalation", "escalation", "repeat", "repeat", "repeat"]
    assert await _steps_in_the_audit_log(story, case) == {"acknowledge": taking, "first_contact": contact}
    runs = _escalations(prefect_server, case)
    assert {run["state_type"] for run in runs} == {"COMPLETED"}
    assert sorted(run["name"].partition(" an ")[0] for run in runs) == sorted(
        f"{case.case_ref} · {kind} · {_STEPS[step]}"
        for kind, steps in (("Übernahme", taking), ("Erster Kontakt", contact))
        for step in steps
    )
    assert (await reload(story.place, case.case_ref)).acknowledged_by == "prevention-officer-2"


_STEPS = {
    "reminder": "Erinnerung (reminder)",
    "due": "Frist erreicht (due)",
    "escalation": "Eskalation (escalation)",
    "repeat": "Wiederholung (repeat)",
}


def _gist(letter: Letter, case_ref: str) -> tuple[str, str]:
    """Who, and what about without reference, date and severity; every deadline the mail names."""
    what = letter.subject.partition(": ")[0]
    kinds = set()
    if "Frist" in what or what == "Erinnerung":
        assert case_ref in letter.text
        kinds = set(re.findall(r"Übernahme|Erster Kontakt", f"{letter.subject} {letter.text}"))
    return letter.to.partition("@")[0], ", ".join([what, *sorted(kinds)])


async def _meldeweg(house: House, story: Story, *words: str) -> str:
    """The real command line in a process of its own, at the story's time."""
    done = await asyncio.to_thread(house.ask, story.clock.now.isoformat(), *words, script=MELDEWEG_AT)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def _runs_of(server: PrefectServer, case: CaseFile) -> list[dict[str, Any]]:
    return [run for run in server.runs("route_case") if run["parameters"]["case_id"] == str(case.case_id)]


def _escalations(server: PrefectServer, case: CaseFile) -> list[dict[str, Any]]:
    return [run for run in server.runs("escalate_deadline") if f"case:{case.case_ref}" in run["tags"]]


def _task_runs(server: PrefectServer, run: dict[str, Any]) -> list[tuple[str, str]]:
    tasks = server.task_runs(run["id"], expected=4)
    assert all(
        re.fullmatch(r"[a-z_]+\W+[\w ]{10,}", task["name"]) for task in tasks
    )  # code's name, German words
    return [(re.split(r"\W", task["name"])[0], task["state_type"]) for task in tasks]


async def _steps_in_the_audit_log(story: Story, case: CaseFile) -> dict[str, list[str]]:
    """Deadline kind to the steps it fired, in order; an audience more at the same moment is one step."""
    async with story.place.transaction() as session:
        entries = [json.loads(row.entry) for row in await list_entries_of_case(session, case.case_id)]
    steps: dict[str, list[str]] = {}
    for entry in entries:
        if entry["event"] == "deadline_fired":
            fired = dict.fromkeys(step.partition("/")[0] for step in entry["details"]["steps"])
            steps.setdefault(entry["details"]["kind"], []).extend(fired)
    return steps
