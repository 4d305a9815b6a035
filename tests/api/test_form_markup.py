"""The form as HTML: every field, a label for each, the language somebody wants."""

from __future__ import annotations

import re

import httpx
import pytest

from models.intake.body import Contact, Danger, ReportBody

pytestmark = pytest.mark.database


async def test_the_form_offers_every_field(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    names = set(re.findall(r' name="([^"]+)"', page))
    plain = {name for name in ReportBody.model_fields if name not in {"danger", "contact"}}
    nested = {f"danger.{name}" for name in Danger.model_fields} | {
        f"contact.{name}" for name in Contact.model_fields
    }
    assert plain | nested <= names
    assert names <= plain | nested | {
        "form_token",
        "lang",
        "show_in",
        "viewport",
        "robots",
        "format-detection",
    }


async def test_every_input_has_its_own_label(client: httpx.AsyncClient) -> None:
    page = (await client.get("/")).text
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for tag in re.findall(r"<(?:input|textarea|select)[^>]*>", page):
        if 'type="hidden"' in tag or 'type="radio"' in tag or 'type="checkbox"' in tag:
            continue
        identifier = re.search(r' id="([^"]+)"', tag)
        assert identifier
        assert f'<label for="{identifier[1]}">' in page
    boxes = len(re.findall(r'type="(?:radio|checkbox)"', page))
    assert boxes == len(re.findall(r'<label class="choice"><input type="(?:radio|checkbox)"', page))
    for described in re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page):
        assert set(described.split()) <= set(ids)


@pytest.mark.parametrize(
    ("query", "accepted", "language"),
    [
        ("", "", "de"),
        ("", "en", "en"),
        ("?lang=en", "de", "en"),
        ("?lang=de", "en", "de"),
        ("?lang=tr", "", "de"),
    ],
)
async def test_the_language_is_german_unless_wanted_otherwise(
    client: httpx.AsyncClient, query: str, accepted: str, language: str
) -> None:
    page = (await client.get(f"/{query}", headers={"Accept-Language": accepted})).text
    assert f'<html lang="{language}">' in page


@pytest.mark.parametrize("slug", ["nirgendwo", "%00", "a" * 100, ""])
async def test_an_unknown_municipality_has_no_form(client: httpx.AsyncClient, slug: str) -> None:
    answer = await client.get(f"/?municipality={slug}", headers={"Accept": "text/html"})
    assert answer.status_code == 404
