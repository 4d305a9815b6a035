"""The fields of a report for those who write programs: names, words and bounds as the check has them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.languages import Language
from api.pages.render import render_page
from api.pages.texts_catalogue import page_texts
from models.intake.body import ReportBody
from models.intake.consent import CONSENT_TEXT_VERSION, CONSENT_TEXTS
from models.settings import WebSettings

_EXAMPLE = {
    "narrative": "…",
    "incident_kinds": ["threat"],
    "danger": {"danger_now": "no", "weapon": "unknown"},
    "contact": {"email": "name@example.org"},
    "consent": ["counselling"],
}


@dataclass(frozen=True, slots=True)
class FieldRow:
    name: str
    label: str
    shape: str
    words: tuple[str, ...]


def render_fields(language: Language) -> str:
    return render_page(
        "fields.html",
        language,
        rows=list(_list_rows(language)),
        url=f"{WebSettings().public_url}/api/reports",
        consent_texts={
            kind.value: german if language is Language.DE else english
            for kind, (german, english) in CONSENT_TEXTS.items()
        },
        consent_version=CONSENT_TEXT_VERSION,
        example=json.dumps(_EXAMPLE, ensure_ascii=False, indent=2),
    )


def _list_rows(language: Language) -> Iterator[FieldRow]:
    schema = ReportBody.model_json_schema()
    definitions: dict[str, Any] = schema["$defs"]
    texts = page_texts(language)
    nested = {"danger": texts["fields"]["danger_questions"], "contact": texts["fields"]["contact_parts"]}
    for name, described in schema["properties"].items():
        if name not in nested:
            yield _describe(language, name, texts["fields"][name], described, definitions)
            continue
        for child, inside in definitions[name.title()]["properties"].items():
            yield _describe(language, f"{name}.{child}", nested[name][child], inside, definitions)


def _describe(
    language: Language, name: str, label: str, described: dict[str, Any], definitions: dict[str, Any]
) -> FieldRow:
    shapes = page_texts(language)["api"]["shapes"]
    plain = next((part for part in described.get("anyOf", ()) if part.get("type") != "null"), described)
    is_set = plain.get("type") == "array"
    inner = plain["items"] if is_set else plain
    words = definitions[inner["$ref"].rpartition("/")[2]]["enum"] if "$ref" in inner else ()
    if is_set:
        shape = shapes["set"]
    elif words:
        shape = shapes["one"]
    elif plain.get("format") == "date":
        shape = shapes["day"]
    else:
        shape = shapes["text"].format(n=plain["maxLength"]) if "maxLength" in plain else shapes["short"]
    return FieldRow(name, label, str(shape), tuple(words))
