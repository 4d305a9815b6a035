from __future__ import annotations

import contextlib
import time

import pytest

from models.errors import ReportRefused
from models.intake import parse_json


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        (b"{}", {}),
        (b' {"narrative": "\xc3\xa4"}\n', {"narrative": "ä"}),
        (rb'{"a": [1, 2.5, true, null, "\u00e4"]}', {"a": [1, 2.5, True, None, "ä"]}),
        (b'"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["', "[" * 44),
        (b"[" * 32 + b"]" * 32, None),
    ],
)
def test_json_is_read(raw: bytes, value: object) -> None:
    read = parse_json(raw)
    assert value is None or read == value


@pytest.mark.parametrize(
    ("raw", "field", "german"),
    [
        (b"", None, "kein gültiges JSON (Zeile 1, Zeichen 1)"),
        (b"narrative=x", None, "kein gültiges JSON"),
        (b'{"narrative": "x"} {}', None, "kein gültiges JSON (Zeile 1, Zeichen 20)"),
        (b'{"narrative": "a\nb"}', None, "kein gültiges JSON"),
        (b"\xef\xbb\xbf{}", None, "Byte-Order-Mark"),
        ("{}".encode("utf-16"), None, "Byte-Order-Mark"),
        (b'{"narrative": "\xff"}', None, "kein gültiges UTF-8 (ab Byte 16)"),
        (b'{"narrative": "\xed\xa0\x80"}', None, "kein gültiges UTF-8"),
        (b'{"narrative": NaN}', None, "NaN"),
        (b'{"narrative": -Infinity}', None, "NaN"),
        (b'{"narrative": "a", "narrative": "b"}', "narrative", "mehrfach"),
        (b'{"danger": {"weapon": "yes", "afraid": "no", "weapon": "no"}}', "danger.weapon", "mehrfach"),
        (b'{"motives": [[{"a": {"b": 1, "b": 2}}]]}', "motives.a.b", "mehrfach"),
        (b'[{"narrative": "a", "narrative": "b"}]', None, "mehrfach"),
        (b'{"danger": {"weapon": "yes", "weapon": "no"}', None, "kein gültiges JSON"),
        (b"[" * 100_000, None, "zu tief verschachtelt"),
        (b"[" * 33 + b"]" * 33, None, "zu tief verschachtelt"),
        (b'{"place": "[[", "narrative" : ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "narrative", "zu tief"),
        (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "a", "zu tief verschachtelt"),
    ],
)
def test_anything_else_is_refused_in_both_languages(raw: bytes, field: str | None, german: str) -> None:
    with pytest.raises(ReportRefused) as refused:
        parse_json(raw)
    (problem,) = refused.value.problems
    assert problem.field == field
    assert german in problem.message_de
    assert problem.message_en
    assert problem.message_en != problem.message_de


@pytest.mark.parametrize("digits", ["9" * 5_000, "-" + "9" * 5_000, "1e99999999"])
def test_a_huge_number_is_just_a_number(digits: str) -> None:
    read = parse_json(f'{{"narrative": {digits}}}'.encode())
    assert isinstance(read, dict)
    assert isinstance(read["narrative"], int | float)


def test_reading_takes_time_in_proportion_to_the_size() -> None:
    hostile = [
        b"[" * 33 + b'"' + b'\\"' * 250_000,
        b"{" + b'"a" ' * 120_000 + b"[" * 40,
        b"{" + b'"a":1,' * 80_000 + b"[" * 40,
        b'{"narrative": "' + b"[" * 500_000 + b'"}',
    ]
    for raw in hostile:
        started = time.process_time()
        with contextlib.suppress(ReportRefused):
            parse_json(raw)
        assert time.process_time() - started < 2  # the quadratic way takes minutes
