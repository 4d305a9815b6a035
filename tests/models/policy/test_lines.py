"""Key paths and their lines: whatever TOML allows, and the way from the name of a problem to its line."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Any

import pytest

from models.policy import SHIPPED
from models.policy.lines import KeyPath, find_line, find_lines

NASTY = r'''# a comment with [a.table] and a "string
a.b."c.d" = "x # ] \" ,"  # y
'q r' = [1, # one
  2,
  { z = """
many ] lines " "" \"
""""", y = 2020-01-01 10:00:00 }, [[1], [ ],
], true]
[[t]]
id = "1"
[ t . sub ]
x = {}
[[t.list]]
m = @@@
'a'@@@
[[t.list]]
n = ''
[[t]]
"\u0061\t" = 1.5e3
  list=["}",']']
[z.y]
[z]
k = {a.b = 1, "c" = [{d = 2}]}'''.replace("@", "'")


def paths_of(value: Any, path: KeyPath = ()) -> Iterator[KeyPath]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, part in value.items():
            yield from paths_of(part, (*path, key))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from paths_of(part, (*path, index))


def shipped(name: str) -> str:
    return files("models.policy").joinpath(f"{name}.toml").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "text", [NASTY, *map(shipped, SHIPPED), "", "\n", "# only words", "a=1\r\n[b]\r\nc=2\r\n"]
)
def test_every_key_of_the_document_has_a_line(text: str) -> None:
    assert set(find_lines(text)) == set(paths_of(tomllib.loads(text)))


@pytest.mark.parametrize(
    ("path", "line"),
    [
        (("a", "b", "c.d"), 2),
        (("q r",), 3),
        (("q r", 0), 3),
        (("q r", 1), 4),
        (("q r", 2, "z"), 5),
        (("q r", 2, "y"), 7),
        (("q r", 3, 1), 7),
        (("q r", 4), 8),
        (("t", 0), 9),
        (("t", 0, "sub", "x"), 12),
        (("t", 0, "list", 0, "m"), 14),
        (("t", 0, "list", 1), 16),
        (("t", 1), 18),
        (("t", 1, "a\t"), 19),
        (("t", 1, "list", 1), 20),
        (("z", "y"), 21),
        (("z",), 22),
        (("z", "k", "c", 0, "d"), 23),
    ],
)
def test_the_line_is_the_one_the_key_stands_in(path: KeyPath, line: int) -> None:
    assert find_lines(NASTY)[path] == line


AUGSBURG = shipped("augsburg")


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("people (prevention-officer-1).deputy", 'deputy = "prevention-officer-2"'),
        ("severity_rules[1] (weapon).when.danger.weapon", 'when = { danger = { weapon = "yes" } }'),
        ("severity_rules[1].id", 'id = "weapon"'),
        ("office_rules (safety).when[1]", '  { severity_at_least = "high" },'),
        ("offence_hints (coercion).offence", 'offence = "coercion"'),
        ("deadline_rules (agg_claim).budgets.low.clock", 'low = { clock = "legal", months = 2 }'),
        ("ladders (handling).steps[3].percent", "percent = 150"),
        ("danger_levels.levels.high", "levels = { low = 1, medium = 1, high = 2, critical = 3 }"),
        ("calendar.closing_days (12-31)", 'closing_days = ["12-24", "12-31"]'),
        # what is not there: the table around it
        ("municipality.colour", "[municipality]"),
        ("calendar.hours.sunday (08:00-09:00)", "[calendar.hours]"),
        ("nowhere", "# Policy of the reporting offices"),
        ("file", "# Policy of the reporting offices"),
    ],
)
def test_the_name_of_a_problem_leads_to_its_line(place: str, line: str) -> None:
    assert AUGSBURG.splitlines()[find_line(AUGSBURG.encode(), place) - 1].startswith(line)


def test_of_an_id_that_occurs_twice_the_second_is_meant() -> None:
    text = b'[[people]]\nid = "a"\n[[people]]\nid = "b"\n[[people]]\nid = "a"\n'
    assert find_line(text, "people (a)") == 5
    assert find_line(text, "people (b)") == 3


@pytest.mark.parametrize("name", ["", " ", ").x (", "a.b", "[0]", "ä"])
def test_ids_may_look_like_anything(name: str) -> None:
    text = f'[[people]]\nid = "x"\n[[people]]\nid = "{name}"\nmail = 1\n'.encode()
    assert find_line(text, f"people ({name}).mail") == 5
    assert find_line(text, f"people[1] ({name}).mail") == 5


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        (b"a = 1\nb = = 2\n", 2),
        (b'a = 1\nb = "x\n\n', 2),
        (b"a = 1\n[b\n", 2),
        (b"a = 1\n\n\xff = 2\n", 3),
        (b"a = 1\na = 2", 2),
        (b"a = " + b"[" * 3000, 1),
        (b"a = 1\nb = " + b"[" * 300 + b"]" * 300, 1),
    ],
)
def test_of_what_is_no_toml_the_line_where_reading_ends(raw: bytes, line: int) -> None:
    assert find_line(raw, "file") == line
