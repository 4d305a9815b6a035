"""From bytes of strangers to plain Python values, without a way to exhaust or crash the reader."""

from __future__ import annotations

import json
import re
from collections import Counter

from models.errors import FieldProblem, ReportRefused
from models.intake.problems import show_name

# A report is two levels deep; the rest is room for mistakes that deserve a message naming the field.
MAX_DEPTH = 32

# Complete or unfinished strings (group 1: it is a key), else single brackets. The closing quote is optional,
# the loop possessive: without both, escaped quotes would cost time growing with the square of their number.
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+(?:"(\s*+:)?+)?+|[\[\]{}]', re.DOTALL)

# Longer numbers than any clock or counter needs; Python itself refuses to read above 4,300 digits.
_MAX_DIGITS = 20


class _Refused(ValueError):
    def __init__(self, message_de: str, message_en: str, *, field: str | None = None) -> None:
        super().__init__(message_en)
        self.problem = FieldProblem(field, message_de, message_en)


def parse_json(raw: bytes) -> object:
    """One JSON value (RFC 8259) of UTF-8 bytes; raises ReportRefused with one problem.

    Stricter than the standard library: no byte order mark, no duplicate keys, no NaN, no Infinity, bounded
    depth. The problem names the field where one can be told: the repeated key, the key that leads too deep.
    """
    try:
        return _read(raw)
    except _Refused as refused:
        raise ReportRefused([refused.problem]) from None


def _read(raw: bytes) -> object:
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        raise _Refused(
            "Die Daten beginnen mit einer Byte-Order-Mark. Bitte senden Sie UTF-8 ohne Byte-Order-Mark.",
            "The data starts with a byte order mark. Please send UTF-8 without a byte order mark.",
        )
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _Refused(
            f"Die Daten sind kein gültiges UTF-8 (ab Byte {error.start + 1}). Bitte senden Sie UTF-8.",
            f"The data is not valid UTF-8 (from byte {error.start + 1}). Please send UTF-8.",
        ) from None
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(text)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise _Refused(
            f"Die Daten sind kein gültiges JSON (Zeile {error.lineno}, Zeichen {error.colno}).",
            f"The data is not valid JSON (line {error.lineno}, column {error.colno}).",
        ) from None
    except RecursionError:  # a caller that is itself deep down the stack
        raise _too_deep() from None
    _check_duplicates(value, inside="" if isinstance(value, dict) else None)
    return value


def _check_depth(text: str) -> None:
    depth = 0
    field = None
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token in {"[", "{"}:
            depth += 1
            if depth > MAX_DEPTH:
                raise _too_deep(field)
        elif token in {"]", "}"}:
            depth -= 1
        elif depth == 1 and match[1]:
            field = show_name(token[1 : token.rindex('"')])


def _too_deep(field: str | None = None) -> _Refused:
    return _Refused(
        f"Die Daten sind zu tief verschachtelt (mehr als {MAX_DEPTH} Ebenen).",
        f"The data is nested too deeply (more than {MAX_DEPTH} levels).",
        field=field,
    )


class _Repeating(dict[str, object]):
    """An object with a key that occurs more than once. The decoder works from the inside outwards and cannot
    know the way to it, so it is refused afterwards.
    """

    repeated: str


def _mark_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    marked = _Repeating(found)
    marked.repeated = Counter(key for key, _ in pairs).most_common(1)[0][0]
    return marked


def _check_duplicates(value: object, *, inside: str | None) -> None:
    """`inside` is the dotted way to `value` with a dot behind it, None when the whole is no object."""
    if isinstance(value, _Repeating):
        raise _Refused(
            "Ein Feld kommt im selben Objekt mehrfach vor. Bitte senden Sie jedes Feld nur einmal.",
            "A field occurs more than once in the same object. Please send every field only once.",
            field=None if inside is None else inside + show_name(value.repeated),
        )
    if isinstance(value, dict):
        for key, item in value.items():
            if isinstance(item, dict | list):
                _check_duplicates(item, inside=None if inside is None else f"{inside}{show_name(key)}.")
    elif isinstance(value, list):
        for item in value:
            _check_duplicates(item, inside=inside)


def _read_integer(digits: str) -> int:
    # No field takes a number: which number it was does not matter, only that it is one.
    return int(digits) if len(digits) <= _MAX_DIGITS else 0


def _refuse_constant(_name: str) -> object:
    raise _Refused(
        "NaN und Infinity sind in JSON nicht erlaubt.",
        "NaN and Infinity are not allowed in JSON.",
    )


_DECODER = json.JSONDecoder(
    object_pairs_hook=_mark_duplicates, parse_int=_read_integer, parse_constant=_refuse_constant
)
