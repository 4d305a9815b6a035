"""A policy file becomes a typed policy, or is refused as a whole with every problem named."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from models.errors import PolicyRefused
from models.policy.consistency import find_problems
from models.policy.freeze import PublicHolidays
from models.policy.policy import Policy
from models.policy.values import value_problems
from models.rules.hours import CalendarRule
from models.rules.ruleset import Ruleset

SHIPPED = ("augsburg", "demo", "nordhaven")
_MAX_BYTES = 1_000_000
_FILLED_IN_ON_LOADING = (("sha256",), ("calendar", "public_holidays"), ("calendar", "frozen_until"))

_KINDS_OF_VALUES = {
    "string_type": ("ein Text", "a text"),
    "int_type": ("eine ganze Zahl", "an integer"),
    "bool_type": ("true oder false", "true or false"),
    "tuple_type": ("eine Liste", "a list"),
    "frozen_set_type": ("eine Liste", "a list"),
    "dict_type": ("eine Tabelle", "a table"),
    "mapping_type": ("eine Tabelle", "a table"),
    "dataclass_type": ("eine Tabelle", "a table"),
    "time_type": ("eine Uhrzeit wie 08:30", "a time like 08:30"),
    "time_parsing": ("eine Uhrzeit wie 08:30", "a time like 08:30"),
}


class _PolicyFile(BaseModel):
    """Carries the strict configuration down into the plain dataclasses of the rules."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)

    policy: Ruleset


def load_policy(source: Path | str | bytes, *, frozen_holidays: Mapping[date, str] | None = None) -> Policy:
    """Read and check a policy from a path or from the bytes of its file.

    `frozen_holidays`: the days kept with a version that was activated before; computed when left out. Such
    a version was checked then: a later release that is stricter must not stop its cases.
    Raises PolicyRefused with every problem found.
    """
    raw = source if isinstance(source, bytes) else read_policy(source)
    text, document = _parse_toml(raw)
    ruleset = _validate(document)
    problems = [*value_problems(document), *find_problems(ruleset)] if frozen_holidays is None else []
    if problems:
        raise PolicyRefused(problems)
    digest = sha256(raw).hexdigest()
    ruleset = replace(ruleset, sha256=digest, calendar=_with_holidays(ruleset, frozen_holidays))
    return Policy(id=ruleset.id, version=ruleset.version, sha256=digest, text=text, ruleset=ruleset)


def shipped_policy(name: str) -> Policy:
    """A policy that comes with the package, by its file name (`augsburg`, `demo`, `nordhaven`)."""
    return load_policy(read_shipped(name))


def read_shipped(name: str) -> bytes:
    """The file of a policy that comes with the package. Raises PolicyRefused when there is none."""
    if name not in SHIPPED:
        names = ", ".join(SHIPPED)
        problem = f"so heißt keines der mitgelieferten / no shipped policy is called so: {names}"
        raise PolicyRefused([("policy", problem)])
    return files("models.policy").joinpath(f"{name}.toml").read_bytes()


def read_policy(path: Path | str) -> bytes:
    """The file's bytes. Raises PolicyRefused when it cannot be read."""
    try:
        return Path(path).read_bytes()
    except OSError as refusal:
        raise PolicyRefused(
            [
                (
                    "file",
                    f"ist nicht lesbar, bitte Pfad und Rechte prüfen / "
                    f"cannot be read, check path and rights: {refusal.strerror}",
                )
            ]
        ) from None


def _parse_toml(raw: bytes) -> tuple[str, dict[str, Any]]:
    if len(raw) > _MAX_BYTES:
        raise PolicyRefused(
            [
                (
                    "file",
                    f"ist größer als {_MAX_BYTES:,} Bytes; das ist kein Regelwerk / "
                    f"is larger than {_MAX_BYTES:,} bytes; this is no policy",
                )
            ]
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as refusal:
        problem = (
            "file",
            f"Byte {refusal.start} ist kein UTF-8; bitte als UTF-8 speichern / "
            f"byte {refusal.start} is not UTF-8; save the file as UTF-8",
        )
        raise PolicyRefused([problem]) from None
    try:
        return text, tomllib.loads(text)
    except tomllib.TOMLDecodeError as refusal:
        raise PolicyRefused(
            [
                (
                    "file",
                    "ist kein gültiges TOML, bitte die Zeile berichtigen / "
                    f"is not valid TOML, mend the line: {refusal}",
                )
            ]
        ) from None
    except RecursionError:
        raise PolicyRefused(
            [
                (
                    "file",
                    "ist zu tief verschachtelt; das ist kein Regelwerk / "
                    "is nested too deeply; this is no policy",
                )
            ]
        ) from None


def _validate(document: dict[str, Any]) -> Ruleset:
    problems = [
        (
            ".".join(path),
            "wird beim Laden ergänzt; bitte aus der Datei entfernen / "
            "is filled in when the policy is loaded; remove it from the file",
        )
        for path in _FILLED_IN_ON_LOADING
        if _is_present(document, path)
    ]
    if problems:
        raise PolicyRefused(problems)
    try:
        # JSON, because only there strict validation takes words for enums and lists for tuples.
        return _PolicyFile.model_validate_json(json.dumps({"policy": document}, default=str)).policy
    except ValidationError as refusal:
        found = [_describe(problem, document) for problem in refusal.errors(include_url=False)]
        raise PolicyRefused(list(dict.fromkeys(found))) from None


def _is_present(document: Any, path: Sequence[str]) -> bool:
    for key in path:
        if not isinstance(document, dict) or key not in document:
            return False
        document = document[key]
    return True


def _describe(problem: ErrorDetails, document: dict[str, Any]) -> tuple[str, str]:
    """Key path with the id of the rule, and what to do."""
    place = ""
    at: Any = document
    for part in problem["loc"][1:]:
        if part == "[key]":
            continue
        if isinstance(part, int):
            at = at[part] if isinstance(at, list) and part < len(at) else None
            name = (at.get("id") or at.get("kind") or at.get("offence")) if isinstance(at, dict) else None
            place += f"[{part}]" + (f" ({name})" if isinstance(name, str) else "")
        else:
            at = at.get(part) if isinstance(at, dict) else None
            place += f".{part}" if place else part
    return place or "file", _explain(problem)


def _explain(problem: ErrorDetails) -> str:
    match problem["type"]:
        case "missing":
            return "fehlt; bitte ergänzen / is missing; add it"
        case "unexpected_keyword_argument":
            return (
                "ist kein bekannter Schlüssel; bitte berichtigen oder entfernen / "
                "is no known key; correct the spelling or remove it"
            )
        case "enum":
            words = problem["ctx"]["expected"].replace("'", "").replace(" or ", ", ")
            return f"muss eines dieser Wörter sein: {words} / must be one of these words: {words}"
        case kind if kind in _KINDS_OF_VALUES:
            de, en = _KINDS_OF_VALUES[kind]
            return f"muss {de} sein / must be {en}"
        case _:
            return (
                "hat hier nicht möglichen Inhalt, bitte berichtigen / "
                f"has contents that are not possible here, correct it: {problem['msg']}"
            )


def _with_holidays(ruleset: Ruleset, frozen: Mapping[date, str] | None) -> CalendarRule:
    calendar = ruleset.calendar
    try:
        days = PublicHolidays(calendar.holiday_country, calendar.holiday_subdivision, frozen)
    except NotImplementedError:
        problem = (
            "calendar.holiday_subdivision",
            "für diesen Ort sind keine Feiertage bekannt; bitte das Kürzel berichtigen / "
            "no holidays are known for this place; correct the code",
        )
        raise PolicyRefused([problem]) from None
    return replace(calendar, public_holidays=days, frozen_until=days.frozen_until)
