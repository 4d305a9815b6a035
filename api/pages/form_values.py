"""What the form sent, read strictly and kept as typed, so that nobody has to write it twice."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from api.errors import RequestRefused
from api.wording import NOT_A_FORM
from models.intake.body import ReportBody

# The form has about 80 inputs with every box ticked.
_MOST_PAIRS = 200
_TOKEN = re.compile(r"[A-Za-z0-9_-]{16,128}")

_SETS = frozenset({"incident_kinds", "motives", "consent", "not_to_offices"})
_OBJECTS = ("danger", "contact")
_AS_TYPED = frozenset({"narrative", "exact_words"})
_DAYS = frozenset({"occurred_on", "offender_known_on", "discrimination_known_on"})
# Browsers without a date picker show a plain line, and people write days there as they always do.
_GERMAN_DAY = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
# Inputs of the page itself, which are no part of the report.
_PAGE_INPUTS = frozenset({"form_token", "lang", "show_in"})


@dataclass(frozen=True, slots=True)
class FormValues:
    inputs: Mapping[str, Sequence[str]] = field(default_factory=dict, repr=False)

    def one(self, name: str) -> str:
        return next(iter(self.inputs.get(name, ())), "")

    def has(self, name: str, word: str) -> bool:
        return word in self.inputs.get(name, ())

    def any_of(self, *names: str) -> bool:
        """Whether something other than the default was answered."""
        return any(value not in {"", "unknown"} for name in names for value in self.inputs.get(name, ()))

    @property
    def token(self) -> str | None:
        """The form's random token; None when it is missing or was tampered with."""
        token = self.one("form_token")
        return token if _TOKEN.fullmatch(token) else None


def read_form(raw: bytes) -> FormValues:
    """Application/x-www-form-urlencoded in UTF-8. Raises `RequestRefused` for anything else."""
    try:
        pairs = parse_qsl(
            raw.decode("utf-8"), keep_blank_values=True, errors="strict", max_num_fields=_MOST_PAIRS
        )
    except ValueError:
        raise RequestRefused(400, NOT_A_FORM) from None
    inputs: dict[str, list[str]] = {}
    for name, value in pairs:
        # Browsers send line ends as CR LF (HTML, form submission): they must not count twice.
        inputs.setdefault(name, []).append(value.replace("\r\n", "\n"))
    return FormValues(inputs)


def to_report_data(values: FormValues) -> dict[str, object]:
    """The same object a program would send; an input left empty is left out.

    Inputs unknown to the form stay unknown fields and an input that came twice stays a list: both are refused
    by the intake check like anywhere else.
    """
    data: dict[str, object] = {}
    for name, typed in values.inputs.items():
        if name in _PAGE_INPUTS:
            continue
        texts = [text if name in _AS_TYPED else text.strip() for text in typed]
        if name in _DAYS:
            texts = [_read_german_day(text) for text in texts]
        parent, _, child = name.partition(".")
        if name in _SETS:
            data[name] = [text for text in texts if text]
        elif parent in _OBJECTS and child:
            nested = data.setdefault(parent, {})
            if isinstance(nested, dict) and texts != [""]:
                nested[child] = _single(texts)
        elif texts != [""] or name not in ReportBody.model_fields:
            data[name] = _single(texts)
    return data


def _read_german_day(text: str) -> str:
    day = _GERMAN_DAY.fullmatch(text)
    return f"{day[3]}-{day[2]:0>2}-{day[1]:0>2}" if day else text


def _single(texts: list[str]) -> object:
    return texts[0] if len(texts) == 1 else texts
