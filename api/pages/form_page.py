"""The form as HTML, fresh or with what was typed and what is wrong with it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from api.languages import Language
from api.pages.form_values import FormValues
from api.pages.render import render_page
from api.pages.texts_catalogue import NARRATIVE_LANGUAGES, page_texts
from api.wording import EMERGENCY, NO_STRAFANTRAG
from models.errors import FieldProblem
from models.intake.consent import CONSENT_TEXTS
from models.store.directory import IntakeRules


class Notice(StrEnum):
    """Why the form is shown again though nothing is wrong with a field."""

    CONFLICT = "conflict"
    UNAVAILABLE = "unavailable"


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary. `target` is the id of the input, None when there is none."""

    label: str
    text: str
    target: str | None


def local_day(rules: IntakeRules, now: datetime) -> date:
    return now.astimezone(ZoneInfo(rules.timezone)).date()


def render_form(
    language: Language,
    rules: IntakeRules,
    *,
    now: datetime,
    values: FormValues | None = None,
    problems: Sequence[FieldProblem] = (),
    notice: Notice | None = None,
    token: str | None = None,
) -> str:
    """Without `token` the form gets a new one: what it sends then is a new report."""
    texts = {
        problem.field or "": problem.message_de if language is Language.DE else problem.message_en
        for problem in problems
    }
    return render_page(
        "form.html",
        language,
        rules=rules,
        municipality_name=_name(language, rules.name_de, rules.name_en),
        offices=[(office, _name(language, *names)) for office, names in sorted(rules.offices.items())],
        values=values or FormValues(),
        typed=values is not None,
        problems=texts,
        summary=[_summarise(language, field, text) for field, text in texts.items()],
        notice=notice,
        token=token or secrets.token_urlsafe(24),
        today=local_day(rules, now).isoformat(),
        narrative_languages=NARRATIVE_LANGUAGES,
        consent_texts={kind.value: _name(language, *both) for kind, both in CONSENT_TEXTS.items()},
        no_strafantrag=NO_STRAFANTRAG.in_language(language),
        emergency=EMERGENCY.in_language(language),
    )


def input_id(field: str) -> str:
    return "f-" + field.replace(".", "-")


def _summarise(language: Language, field: str, text: str) -> Problem:
    fields = page_texts(language)["fields"]
    parent, _, child = field.partition(".")
    labels = fields
    if child:
        labels = {"danger": fields["danger_questions"], "contact": fields["contact_parts"]}.get(parent, {})
    label = labels.get(child or parent)
    if not isinstance(label, str) or field == "municipality":
        return Problem(page_texts(language)["problems"]["whole_report"], text, None)
    # An object as a whole has no input: its first one stands for it.
    first = {"contact": "contact.name", "danger": "danger.danger_now"}
    return Problem(label, text, input_id(first.get(field, field)))


def _name(language: Language, german: str, english: str) -> str:
    return german if language is Language.DE else english
