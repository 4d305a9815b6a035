"""Where in a policy file a key path stands: `tomllib` tells it for bad syntax only, people need it always."""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_KEY = re.compile(r"""[ \t]*(?:("(?:[^"\\\n]|\\.)*")|'([^'\n]*)'|([A-Za-z0-9_-]+))[ \t]*""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"""(?!")' r"|'''.*?'''(?!')" r'|"(?:[^"\\\n]|\\.)*"' r"|'[^'\n]*'", re.DOTALL
)
_INLINE_SPACE = re.compile(r"[ \t]*")
_PLAIN = re.compile(r"[^,\]}#\n]*")
_INDEX = re.compile(r"\[(\d+)\]")
_NAMES = ("id", "kind", "offence")


def find_line(raw: bytes, place: str) -> int:
    """The line (from 1) of `place`, a key path as problems give it: `people (head-1).deputy`, `a[2].b`.

    Of a key that is missing, the line of the table it belongs to; of an id that occurs twice, the last one;
    of a file that is no TOML, the line where reading it ends.
    """
    try:
        text = raw.decode("utf-8")
        document = tomllib.loads(text)
    except UnicodeDecodeError as refusal:
        return raw.count(b"\n", 0, refusal.start) + 1
    except tomllib.TOMLDecodeError as refusal:
        said = re.search(r"at line (\d+)", str(refusal))
        return int(said.group(1)) if said else text.rstrip().count("\n") + 1
    except RecursionError:
        return 1
    lines = find_lines(text)
    path = _resolve(document, place)[1]
    return next((lines[path[:length]] for length in range(len(path), 0, -1) if path[:length] in lines), 1)


def find_lines(text: str) -> Mapping[KeyPath, int]:
    """Every key path of a valid TOML text, list places as numbers, with its line (from 1)."""
    scanner = _Scanner(text)
    scanner.read_document()
    return scanner.lines


def _resolve(value: Any, rest: str, path: KeyPath = ()) -> tuple[int, KeyPath]:
    """How many letters of the place lead nowhere, and the way as far as it goes."""
    best = (len(rest), path)
    for step, left in _steps(value, rest) if rest else ():
        found = _resolve(value[step], left, (*path, step))
        if found[0] <= best[0]:
            best = found
    return best


def _steps(value: Any, rest: str) -> Iterator[tuple[Any, str]]:
    if isinstance(value, dict):
        rest = rest.removeprefix(".")
        for key in value:
            if rest.startswith(key) and rest[len(key) :][:1] in ("", ".", "[", " "):
                yield key, rest[len(key) :]
    elif isinstance(value, list):
        numbered = _INDEX.match(rest)
        for index, part in enumerate(value):
            names = [f" ({name})" for name in _names_of(part, index)]
            if numbered is None:
                yield from ((index, rest[len(name) :]) for name in names if rest.startswith(name))
            elif int(numbered.group(1)) == index:
                left = rest[numbered.end() :]
                name = next((name for name in names if left.startswith(name)), "")
                yield index, left[len(name) :]


def _names_of(part: Any, index: int) -> Iterator[str]:
    """How problems call an entry of a list: by its id, its hours, its word or its number."""
    if isinstance(part, dict):
        yield from (part[name] for name in _NAMES if isinstance(part.get(name), str))
        yield f"{str(part.get('opens'))[:5]}-{str(part.get('closes'))[:5]}"
    else:
        yield str(part)
    yield str(index)


class _Scanner:
    """Reads a text that `tomllib` has accepted, so it need not see mistakes; keeps lines alone."""

    def __init__(self, text: str) -> None:
        self.lines: dict[KeyPath, int] = {}
        self._text = text
        self._at = 0
        self._line_ends = [match.start() for match in re.finditer("\n", text)]
        self._tables: Counter[KeyPath] = Counter()

    def read_document(self) -> None:
        table: KeyPath = ()
        self._skip(_BLANK)
        while self._at < len(self._text):
            if self._next_is("["):
                table = self._read_header()
            else:
                self._read_pair(table)
            self._skip(_BLANK)

    def _read_header(self) -> KeyPath:
        of_list = self._text.startswith("[[", self._at)
        line = self._line()
        self._at += 1 + of_list
        table = self._read_key((), line=line)
        if of_list:
            self._tables[table] += 1
            table = (*table, self._tables[table] - 1)
        self.lines[table] = line
        self._at += 1 + of_list
        return table

    def _read_pair(self, table: KeyPath) -> None:
        path = self._read_key(table, line=self._line())
        self._at += 1  # the equals sign
        self._skip(_INLINE_SPACE)
        self._read_value(path)

    def _read_key(self, path: KeyPath, *, line: int) -> KeyPath:
        """A dotted key behind `path`; in lists of tables the newest entry is meant."""
        while True:
            key = self._skip(_KEY)
            quoted, literal, bare = key.groups()
            name = tomllib.loads(f"key = {quoted}")["key"] if quoted else (literal or bare or "")
            path = (*path, name)
            self.lines.setdefault(path, line)
            if not self._next_is("."):
                return path
            self._at += 1
            if path in self._tables:
                path = (*path, self._tables[path] - 1)

    def _read_value(self, path: KeyPath) -> None:
        if self._next_is("["):
            self._at += 1
            for index in self._until("]"):
                self.lines[(*path, index)] = self._line()
                self._read_value((*path, index))
        elif self._next_is("{"):
            self._at += 1
            for _ in self._until("}"):
                self._read_pair(path)
        else:
            self._skip(_STRING if self._text[self._at : self._at + 1] in {'"', "'"} else _PLAIN)

    def _until(self, end: str) -> Iterator[int]:
        """The places of the entries between here and `end`."""
        index = 0
        self._skip(_BLANK)
        while not self._next_is(end):
            yield index
            index += 1
            self._skip(_BLANK)
            if self._next_is(","):
                self._at += 1
                self._skip(_BLANK)
        self._at += 1

    def _next_is(self, sign: str) -> bool:
        return self._text.startswith(sign, self._at)

    def _skip(self, pattern: re.Pattern[str]) -> re.Match[str]:
        match = pattern.match(self._text, self._at)
        if match is None:  # a text tomllib would have refused
            raise ValueError(f"no TOML at line {self._line()}")
        self._at = match.end()
        return match

    def _line(self) -> int:
        return bisect_right(self._line_ends, self._at - 1) + 1
