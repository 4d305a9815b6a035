"""The form without a browser: what it sends, what comes back, what is kept."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from sqlmodel import select

from models.installation import Installation
from models.store.case_keys import get_case_key
from models.store.reports import get_report, open_report
from models.tables import CaseFile
from tests.api.conftest import count_rows

pytestmark = pytest.mark.database

FORM = {"Content-Type": "application/x-www-form-urlencoded"}


def find_token(page: str) -> str:
    found = re.search(r'name="form_token" value="([^"]+)"', page)
    assert found
    return found[1]


def find_codes(page: str) -> tuple[str, str]:
    case_ref = re.search(r'id="case-ref">([^<]+)<', page)
    receipt_code = re.search(r'id="receipt-code">([^<]+)<', page)
    assert case_ref
    assert receipt_code
    return case_ref[1], receipt_code[1]


async def test_a_report_arrives_whole(client: httpx.AsyncClient, installation: Installation) -> None:
    token = find_token((await client.get("/")).text)
    typed = {
        "form_token": token,
        "lang": "de",
        "municipality": "augsburg",
        "danger.danger_now": "no",
        "danger.weapon": "unknown",
        "narrative": " Zeile 1\r\nZeile <2> 😡 ",
        "incident_kinds": ["threat", "insult"],
        "motives": ["racism"],
        "occurred_on": "2026-11-20",
        "place": " Rathaus ",
        "exact_words": "",
        "language": "tr",
        "identity": "named",
        "contact.name": "Ada",
        "contact.email": " ada@example.org ",
        "contact.phone": "",
        "consent": ["police"],
        "not_to_offices": ["integration"],
    }
    answer = await client.post("/", content=urlencode(typed, doseq=True), headers=FORM)
    assert answer.status_code == 200
    find_codes(answer.text)
    stored = await read_only_report(installation)
    assert stored["narrative"] == " Zeile 1\nZeile <2> 😡 "
    assert stored["incident_kinds"] == ["insult", "threat"]
    assert stored["place"] == "Rathaus"
    assert stored["exact_words"] is None
    assert stored["language"] == "tr"
    assert stored["contact"] == {"name": "Ada", "email": "ada@example.org", "phone": None}
    assert stored["consent"] == ["police"]
    assert stored["consent_text"] == "1"
    assert stored["not_to_offices"] == ["integration"]
    assert stored["danger"]["danger_now"] == "no"


async def read_only_report(installation: Installation) -> dict[str, Any]:
    async with installation.transaction() as session:
        case = (await session.exec(select(CaseFile))).one()
        key = await get_case_key(session, case.case_id, master=installation.master_key)
        return open_report(key, await get_report(session, case.case_id))


async def test_the_untouched_form_with_a_narrative_is_a_report(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    typed: list[tuple[str, str]] = [("narrative", "x")]
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r' name="([^"]+)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name and value and ("checked" in tag or not re.search('type="(radio|checkbox)"', tag)):
            typed.append((name[1], value[1]))
    for name_, options in re.findall(r'<select[^>]* name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'value="([^"]*)" selected', options)
        assert chosen
        typed.append((name_, chosen[1]))
    typed += [("exact_words", "")]
    answer = await client.post("/", content=urlencode(typed), headers=FORM)
    assert answer.status_code == 200


async def test_twenty_thousand_characters_with_line_ends_fit(client: httpx.AsyncClient) -> None:
    typed = {"narrative": "😡\r\n" * 10_000, "exact_words": "😡" * 10_000}
    answer = await client.post("/", content=urlencode(typed), headers=FORM)
    assert answer.status_code == 200


async def test_a_double_click_or_reload_gives_the_same_receipt(
    client: httpx.AsyncClient, installation: Installation
) -> None:
    body = urlencode({"form_token": find_token((await client.get("/")).text), "narrative": "x"})
    first = await client.post("/", content=body, headers=FORM)
    again = await client.post("/", content=body, headers=FORM)
    assert find_codes(first.text) == find_codes(again.text)
    assert "keine zweite Meldung" in again.text
    assert "keine zweite Meldung" not in first.text
    assert (await count_rows(installation))["CaseFile"] == 1


async def test_a_changed_report_can_be_sent_as_a_new_one(
    client: httpx.AsyncClient, installation: Installation
) -> None:
    token = find_token((await client.get("/")).text)
    first = await client.post("/", content=urlencode({"form_token": token, "narrative": "x"}), headers=FORM)
    changed = {"form_token": token, "narrative": "mehr dazu"}
    told = await client.post("/", content=urlencode(changed), headers=FORM)
    assert told.status_code == 409
    assert "schon abgesendet" in told.text
    assert "mehr dazu</textarea>" in told.text
    assert "Als neue Meldung absenden" in told.text
    assert (await count_rows(installation))["CaseFile"] == 1
    changed["form_token"] = find_token(told.text)
    assert changed["form_token"] != token
    second = await client.post("/", content=urlencode(changed), headers=FORM)
    assert second.status_code == 200
    assert find_codes(second.text) != find_codes(first.text)


async def test_errors_keep_what_was_typed(client: httpx.AsyncClient, installation: Installation) -> None:
    typed = {
        "form_token": "t" * 20,
        "lang": "en",
        "narrative": "<script>alert(1)</script>\x00",
        "place": '"><b>hier</b>',
        "occurred_on": "2027-01-01",
        "danger.weapon": "yes",
        "danger.afraid": "yes",
        "incident_kinds": ["threat", "magic"],
        "channel": "letter",
        "identity": "anonymous",
        "contact.name": "Ada",
        "colour": "red",
    }
    answer = await client.post("/", content=urlencode(typed, doseq=True), headers=FORM)
    assert answer.status_code == 422
    page = answer.text
    assert '<html lang="en">' in page
    assert find_token(page) == "t" * 20
    for target in ("f-narrative", "f-occurred_on", "f-incident_kinds", "f-contact-name"):
        assert f'<a href="#{target}">' in page
        assert f' id="{target}"' in page
    assert "<script>" not in page
    assert "<b>hier" not in page
    assert "<script>alert(1)</script>" in unescape(page)
    assert 'value="threat" autocomplete="off" checked' in page
    assert 'value="letter" selected' in page
    assert re.search(r'name="danger.weapon" value="yes" autocomplete="off" checked', page)
    assert 'value="Ada"' in page
    assert 'aria-describedby="f-narrative-hint f-narrative-error" aria-invalid="true"' in page
    assert page.count("<details open>") == 2
    assert (await count_rows(installation))["CaseFile"] == 0


async def test_the_language_can_be_changed_without_losing_anything(
    client: httpx.AsyncClient, installation: Installation
) -> None:
    typed = {"form_token": "t" * 20, "lang": "de", "show_in": "en", "narrative": "", "place": "Rathaus"}
    answer = await client.post("/", content=urlencode(typed), headers=FORM)
    assert answer.status_code == 200
    assert '<html lang="en">' in answer.text
    assert 'value="Rathaus"' in answer.text
    assert find_token(answer.text) == "t" * 20
    assert "Please describe" not in answer.text
    assert (await count_rows(installation))["CaseFile"] == 0


@pytest.mark.parametrize("token", ["", "short", "a" * 129, "with space and more", "ä" * 20])
async def test_a_tampered_token_does_not_hold_a_report_back(client: httpx.AsyncClient, token: str) -> None:
    body = urlencode({"form_token": token, "narrative": "x"})
    assert (await client.post("/", content=body, headers=FORM)).status_code == 200


@pytest.mark.parametrize(
    ("typed", "status"),
    [("20.11.2026", 200), ("1. 2. 2026", 200), ("2026-11-20", 200), ("31.02.2026", 422), ("11/20/2026", 422)],
)
async def test_days_may_be_typed_the_german_way(
    client: httpx.AsyncClient, installation: Installation, typed: str, status: int
) -> None:
    answer = await client.post("/", content=urlencode({"narrative": "x", "occurred_on": typed}), headers=FORM)
    assert answer.status_code == status
    if typed == "20.11.2026":
        assert (await read_only_report(installation))["occurred_on"] == "2026-11-20"


@pytest.mark.parametrize(
    ("content_type", "raw", "status"),
    [
        ("multipart/form-data; boundary=x", b"--x--", 415),
        ("application/json", b"{}", 415),
        ("", b"narrative=x", 415),
        (FORM["Content-Type"], b"narrative=%FF", 400),
        (FORM["Content-Type"], b"narrative=%ED%A0%80", 400),
        (FORM["Content-Type"], b"\xff", 400),
        (FORM["Content-Type"], b"a=1&" * 500, 400),
        (FORM["Content-Type"], b"", 422),
        (FORM["Content-Type"], b"narrative=x&narrative=y", 422),
        (FORM["Content-Type"], b"narrative=x&contact=y&contact.name=z", 422),
        (FORM["Content-Type"], b"narrative=x&danger.weapon.x=z", 422),
        (FORM["Content-Type"], b"narrative=x&danger.=z", 422),
        (FORM["Content-Type"], b"narrative=x&place", 200),
        (FORM["Content-Type"], b"narrative=x&=y", 422),
        (FORM["Content-Type"], b"narrative=x&municipality=%00", 422),
    ],
)
async def test_forms_are_read_strictly(
    client: httpx.AsyncClient, installation: Installation, content_type: str, raw: bytes, status: int
) -> None:
    headers = {"Content-Type": content_type, "Accept": "text/html"}
    answer = await client.post("/", content=raw, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")
    assert (await count_rows(installation))["CaseFile"] == (1 if status == 200 else 0)


async def test_the_receipt_says_what_comes_next(client: httpx.AsyncClient) -> None:
    german = (await client.post("/", content=b"narrative=x&lang=de", headers=FORM)).text
    assert "Gespeichert am 23.11.2026 um 10:00 Uhr" in german
    assert "ist kein Strafantrag" in german
    assert "ersetzt keinen Anruf bei der 110" in german
    assert "innerhalb von 1 Stunde, sonst spätestens nach 16 Bürostunden" in german
    assert "spätestens nach 3 Monaten" in german
    english = (await client.post("/", content=b"narrative=x&lang=en", headers=FORM)).text
    assert "Stored on 23 November 2026 at 10:00" in english
    assert "within 4 hours, otherwise after 5 office days" in english
