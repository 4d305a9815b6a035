"""Deadlines through weekends, holidays, clock changes and illness: every mail that leaves, and no other."""

from __future__ import annotations

import json
from typing import Any

import pytest

from models.actions.acknowledge_case import acknowledge_case
from models.audit import SYSTEM
from models.store.audit_log import list_entries_of_case
from models.tables import CaseFile
from tests.journeys.story import Story, by_moment, local

pytestmark = pytest.mark.database

# Hate symbols on a wall, nobody in danger: medium, counted in office time.
MEDIUM: dict[str, Any] = {
    "narrative": "An der Wand steht ein Zeichen.",
    "incident_kinds": ["hate_symbols"],
    "danger": {"danger_now": "no", "weapon": "no"},
    "occurred_on": None,
    "offender_known_on": None,
    "consent": [],
}
HIGH: dict[str, Any] = {"occurred_on": None, "offender_known_on": None, "consent": []}
CRITICAL: dict[str, Any] = HIGH | {"danger": {"danger_now": "yes"}}
ALL_OFFICES = ["antidiscrimination", "integration", "prevention"]


async def test_a_report_on_friday_afternoon_is_counted_from_monday(story: Story) -> None:
    story.clock.now = local("2026-11-27 16:30")
    await story.report_and_route(**MEDIUM)
    await story.live_until(local("2026-12-09 12:00"))
    taking, contact = "Dienstag, 1. Dezember 2026, 10:00 Uhr", "Mittwoch, 2. Dezember 2026, 16:00 Uhr"
    assert story.diary() == by_moment(
        [
            "Fr 27.11. 16:30 integration: Neuer Fall: REF (Dringlichkeit: mittel)",
            *_reminded("Mo 30.11. 12:30", f"Übernahme bis {taking}", to="integration"),
            *_reminded("Mo 30.11. 15:54", f"Übernahme bis {taking}", to="integration"),
            *_reached("Di 01.12. 10:00", "Übernahme", "integration.leitung", "integration.vertretung"),
            *_reminded("Di 01.12. 11:45", f"Erster Kontakt bis {contact}", to="integration"),
            *_passed("Di 01.12. 15:00", "Übernahme", "koordination"),
            *_reminded("Mi 02.12. 11:06", f"Erster Kontakt bis {contact}", to="integration"),
            *_passed("Mi 02.12. 11:30", "Übernahme", *_LEADERSHIP),
            *_reached("Mi 02.12. 16:00", "Erster Kontakt", "integration.leitung", "integration.vertretung"),
            *_reminded(
                "Do 03.12. 08:30", "Prüfung bis Freitag, 4. Dezember 2026, 12:30 Uhr", to="integration"
            ),
            *_passed("Fr 04.12. 11:45", "Erster Kontakt", "koordination"),
            *_reached("Fr 04.12. 12:30", "Prüfung", "integration.leitung"),
            *_passed("Di 08.12. 11:00", "Erster Kontakt", *_LEADERSHIP),
            *_passed("Di 08.12. 16:00", "Prüfung", "koordination"),
        ]
    )


async def test_over_christmas_only_open_days_count(story: Story) -> None:
    """Closed: 24 to 27 December, 31 December to 3 January, Epiphany."""
    story.clock.now = local("2026-12-23 15:00")
    await story.report_and_route(**MEDIUM)
    await story.live_until(local("2027-01-11 12:00"))
    taking, contact = "Dienstag, 29. Dezember 2026, 09:00 Uhr", "Mittwoch, 30. Dezember 2026, 16:00 Uhr"
    assert story.diary() == by_moment(
        [
            "Mi 23.12. 15:00 integration: Neuer Fall: REF (Dringlichkeit: mittel)",
            *_reminded("Mo 28.12. 11:30", f"Übernahme bis {taking}", to="integration"),
            *_reminded("Mo 28.12. 14:54", f"Übernahme bis {taking}", to="integration"),
            *_reached("Di 29.12. 09:00", "Übernahme", "integration.leitung", "integration.vertretung"),
            *_reminded("Di 29.12. 11:15", f"Erster Kontakt bis {contact}", to="integration"),
            *_passed("Di 29.12. 14:00", "Übernahme", "koordination"),
            *_passed("Mi 30.12. 10:30", "Übernahme", *_LEADERSHIP),
            *_reminded("Mi 30.12. 10:54", f"Erster Kontakt bis {contact}", to="integration"),
            *_reached("Mi 30.12. 16:00", "Erster Kontakt", "integration.leitung", "integration.vertretung"),
            *_reminded(
                "Mo 04.01. 08:30", "Prüfung bis Dienstag, 5. Januar 2027, 16:00 Uhr", to="integration"
            ),
            *_passed("Di 05.01. 12:15", "Erster Kontakt", "koordination"),
            *_reached("Di 05.01. 16:00", "Prüfung", "integration.leitung"),
            *_passed("Fr 08.01. 09:30", "Erster Kontakt", *_LEADERSHIP),
            *_passed("Fr 08.01. 12:30", "Prüfung", "koordination"),
        ]
    )


async def test_in_the_short_night_four_hours_are_four_hours(story: Story) -> None:
    """28 March 2027: 02:00 becomes 03:00."""
    story.clock.now = local("2027-03-27 23:30")
    await story.report_and_route(**CRITICAL)
    await story.live_until(local("2027-03-28 09:00"))
    assert story.diary() == by_moment(
        [
            "Sa 27.03. 23:30 praevention: Neuer Fall: REF (Dringlichkeit: kritisch)",
            "Sa 27.03. 23:30 ansprechstelle: Bitte sofort zurückrufen: Fall REF (Dringlichkeit: kritisch)",
            *_reminded("So 28.03. 00:00", "Übernahme bis Sonntag, 28. März 2027, 00:30 Uhr"),
            *_reminded("So 28.03. 00:18", "Übernahme bis Sonntag, 28. März 2027, 00:30 Uhr"),
            *_reached("So 28.03. 00:30", "Übernahme", *_ABOVE, severity="kritisch"),
            *_passed("So 28.03. 01:00", "Übernahme", "koordination", severity="kritisch"),
            *_reminded("So 28.03. 01:30", "Erster Kontakt bis Sonntag, 28. März 2027, 04:30 Uhr"),
            *_passed("So 28.03. 01:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_passed("So 28.03. 03:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_reminded("So 28.03. 03:42", "Erster Kontakt bis Sonntag, 28. März 2027, 04:30 Uhr"),
            *_passed("So 28.03. 04:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_reached("So 28.03. 04:30", "Erster Kontakt", *_ABOVE, severity="kritisch"),
            *_passed("So 28.03. 05:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_passed("So 28.03. 06:30", "Erster Kontakt", "koordination", severity="kritisch"),
            *_passed("So 28.03. 06:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_passed("So 28.03. 07:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_passed("So 28.03. 08:30", "Übernahme", *_LEADERSHIP, severity="kritisch", more=1),
        ]
    )


async def test_in_the_long_night_the_hour_that_comes_twice_is_named(story: Story) -> None:
    """31 October 2027: 03:00 becomes 02:00, so the due time is said with its zone."""
    story.clock.now = local("2027-10-30 23:30")
    await story.report_and_route(**CRITICAL)
    await story.live_until(local("2027-10-31 03:15"))
    assert story.diary() == by_moment(
        [
            "Sa 30.10. 23:30 praevention: Neuer Fall: REF (Dringlichkeit: kritisch)",
            "Sa 30.10. 23:30 ansprechstelle: Bitte sofort zurückrufen: Fall REF (Dringlichkeit: kritisch)",
            *_reminded("So 31.10. 00:00", "Übernahme bis Sonntag, 31. Oktober 2027, 00:30 Uhr"),
            *_reminded("So 31.10. 00:18", "Übernahme bis Sonntag, 31. Oktober 2027, 00:30 Uhr"),
            *_reached("So 31.10. 00:30", "Übernahme", *_ABOVE, severity="kritisch"),
            *_passed("So 31.10. 01:00", "Übernahme", "koordination", severity="kritisch"),
            *_reminded("So 31.10. 01:30", "Erster Kontakt bis Sonntag, 31. Oktober 2027, 02:30 Uhr (MEZ)"),
            *_passed("So 31.10. 01:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_passed("So 31.10. 02:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_reminded("So 31.10. 02:42", "Erster Kontakt bis Sonntag, 31. Oktober 2027, 02:30 Uhr (MEZ)"),
            *_passed("So 31.10. 02:30", "Übernahme", *_LEADERSHIP, severity="kritisch"),
            *_reached("So 31.10. 02:30", "Erster Kontakt", *_ABOVE, severity="kritisch"),
        ]
    )
    moments = [letter.at for letter in story.letters]
    assert moments == sorted(moments)


async def test_while_the_officer_is_ill_the_officer_s_deputy_is_reminded(story: Story) -> None:
    case = await story.report_and_route(**HIGH)
    await acknowledge_case(
        story.place, case.case_ref, "prevention-officer-1", actor=SYSTEM, now=story.clock.now
    )
    await story.call_in_sick("prevention-officer-1", from_on="2026-11-23", until_on="2026-11-23")
    await story.live_until(local("2026-11-24 06:00"))
    until = "Erster Kontakt bis Dienstag, 24. November 2026, 10:00 Uhr"
    assert story.diary() == by_moment(
        [
            "Mo 23.11. 10:00 praevention: Neuer Fall: REF (Dringlichkeit: hoch)",
            f"Mo 23.11. 22:00 praevention.sachbearbeitung2: Erinnerung: Fall REF, {until}",
            f"Di 24.11. 05:12 praevention.sachbearbeitung1: Erinnerung: Fall REF, {until}",
        ]
    )


async def test_when_everybody_is_ill_the_mailboxes_still_get_every_step(story: Story) -> None:
    case = await story.report_and_route(**CRITICAL)
    await story.call_in_sick(from_on="2026-11-23", until_on="2026-11-23")
    await story.live_until(local("2026-11-23 13:15"))
    assert story.diary() == by_moment(
        [
            "Mo 23.11. 10:00 praevention: Neuer Fall: REF (Dringlichkeit: kritisch)",
            "Mo 23.11. 10:00 ansprechstelle: Bitte sofort zurückrufen: Fall REF (Dringlichkeit: kritisch)",
            *_reminded("Mo 23.11. 10:30", "Übernahme bis Montag, 23. November 2026, 11:00 Uhr"),
            *_reminded("Mo 23.11. 10:48", "Übernahme bis Montag, 23. November 2026, 11:00 Uhr"),
            *_reached("Mo 23.11. 11:00", "Übernahme", "koordination", severity="kritisch"),
            *_passed("Mo 23.11. 11:30", "Übernahme", "koordination", severity="kritisch"),
            *_reminded("Mo 23.11. 12:00", "Erster Kontakt bis Montag, 23. November 2026, 14:00 Uhr"),
            *_passed("Mo 23.11. 12:00", "Übernahme", "koordination", severity="kritisch"),
            *_passed("Mo 23.11. 13:00", "Übernahme", "koordination", severity="kritisch"),
            *_reminded("Mo 23.11. 13:12", "Erster Kontakt bis Montag, 23. November 2026, 14:00 Uhr"),
        ]
    )
    passed_over = [entry["details"]["passed_over"] for entry in await _fired(story, case)]
    assert ["deputy: nobody present in deputy, head", "head: nobody present in head"] in passed_over
    assert ["leadership: nobody present in leadership"] in passed_over


async def test_with_every_office_excluded_the_coordination_alone_is_told_everything(story: Story) -> None:
    await story.report_and_route(**CRITICAL, not_to_offices=ALL_OFFICES)
    await story.live_until(local("2026-11-23 12:10"))
    assert story.diary() == by_moment(
        [
            "Mo 23.11. 10:00 koordination: "
            "Alarm: Fall REF hat keine zuständige Stelle (Dringlichkeit: kritisch)",
            "Mo 23.11. 10:00 ansprechstelle: Bitte sofort zurückrufen: Fall REF (Dringlichkeit: kritisch)",
            *_reminded(
                "Mo 23.11. 10:30", "Übernahme bis Montag, 23. November 2026, 11:00 Uhr", to="koordination"
            ),
            *_reminded(
                "Mo 23.11. 10:48", "Übernahme bis Montag, 23. November 2026, 11:00 Uhr", to="koordination"
            ),
            *_reached("Mo 23.11. 11:00", "Übernahme", "koordination", severity="kritisch"),
            *_passed("Mo 23.11. 11:30", "Übernahme", "koordination", severity="kritisch"),
            # With the reminder of the first contact.
            *_passed("Mo 23.11. 12:00", "Übernahme", "koordination", severity="kritisch", more=1),
        ]
    )


_LEADERSHIP = ("referatsleitung", "referatsleitung.vertretung")
_ABOVE = ("praevention.leitung", "praevention.vertretung")


def _reminded(when: str, what: str, *, to: str = "praevention") -> list[str]:
    return [f"{when} {to}: Erinnerung: Fall REF, {what}"]


def _reached(when: str, kind: str, *to: str, severity: str = "mittel") -> list[str]:
    return [f"{when} {who}: Frist erreicht: Fall REF, {kind} (Dringlichkeit: {severity})" for who in to]


def _passed(when: str, kind: str, *to: str, severity: str = "mittel", more: int = 0) -> list[str]:
    """`more`: deadlines passed at the same moment, told in the same mail."""
    told = f"Frist überschritten: Fall REF, {kind} (Dringlichkeit: {severity})"
    return [f"{when} {who}: {told}" + (f" und {more} weitere" if more else "") for who in to]


async def _fired(story: Story, case: CaseFile) -> list[dict[str, Any]]:
    async with story.place.transaction() as session:
        entries = await list_entries_of_case(session, case.case_id)
    return [json.loads(entry.entry) for entry in entries if entry.event == "deadline_fired"]
