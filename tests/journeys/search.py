"""Find a word whatever it hides in: other encodings, base64, hexadecimal, compression, mail."""

from __future__ import annotations

import base64
import re
import zlib
from collections.abc import Iterable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from urllib.parse import unquote_to_bytes

import psycopg
from psycopg import sql

_BASE64 = re.compile(rb"[A-Za-z0-9+/_-]{16,}")
_STANDARD = bytes.maketrans(b"-_", b"+/")
_HEXADECIMAL = re.compile(rb"(?:[0-9a-fA-F]{2}){12,}")
_PERCENT = re.compile(rb"%[0-9A-Fa-f]{2}")
_COMPRESSED = re.compile(rb"\x1f\x8b\x08|\x78[\x01\x5e\x9c\xda]")
_DEEPEST = 4


def find_words(content: bytes, words: Iterable[str]) -> set[str]:
    """Which of the words (ASCII) are in the content, in small or capital letters, in any disguise."""
    forms = {word: _forms_of(word) for word in words}
    found: set[str] = set()
    for layer in _unwrap(content, 0):
        small = layer.lower()
        found |= {word for word, own in forms.items() if any(form in small for form in own)}
    return found


def _forms_of(word: str) -> tuple[bytes, ...]:
    """As ASCII or UTF-8, and as UTF-16 of either byte order: both share everything but one outer zero."""
    return word.lower().encode(), word.lower().encode("utf-16-le")[:-1]


def _unwrap(content: bytes, depth: int) -> Iterator[bytes]:
    yield content
    if depth == _DEEPEST:
        return
    for inner in _decode(content):
        yield from _unwrap(inner, depth + 1)


def _decode(content: bytes) -> Iterator[bytes]:
    if _PERCENT.search(content):
        yield unquote_to_bytes(content.replace(b"+", b" "))
    for run in _BASE64.findall(content):
        plain = run.translate(_STANDARD)
        # It may begin anywhere in a run of such letters: after a slash of a path, for instance.
        for start in range(4):
            decoded = _decode_base64(plain[start:])
            # Words that merely look like it decode to noise; layers below noise are noise too.
            if _is_worth_it(decoded):
                yield decoded
    for run in _HEXADECIMAL.findall(content):
        decoded = bytes.fromhex(run.decode())
        if _is_worth_it(decoded):
            yield decoded
    for magic in _COMPRESSED.finditer(content):
        kind = zlib.MAX_WBITS | (16 if magic[0].startswith(b"\x1f") else 0)
        try:
            inflated = zlib.decompressobj(kind).decompress(content[magic.start() :], 50_000_000)
        except zlib.error:
            continue
        if inflated:
            yield inflated


def _decode_base64(run: bytes) -> bytes:
    """With or without its padding; a letter too many is left out."""
    whole = run[:-1] if len(run) % 4 == 1 else run
    return base64.b64decode(whole + b"=" * (-len(whole) % 4))


def _is_worth_it(decoded: bytes) -> bool:
    """Mostly text, or the head of something packed or pickled."""
    head = decoded[:400]
    readable = sum(32 <= byte < 127 or byte in {0, 9, 10, 13} for byte in head)
    return readable * 10 >= len(head) * 6 or decoded[:2] in {b"\x1f\x8b", b"x\x9c", b"\x80\x04", b"\x80\x05"}


def dump_database(url: str, dbname: str) -> Iterator[tuple[str, bytes]]:
    """Every column of every table as "schema.table.column" and its values one after another."""
    with psycopg.connect(url, dbname=dbname) as connection:
        columns = connection.execute(
            """SELECT table_schema, table_name, column_name, data_type FROM information_schema.columns
               JOIN information_schema.tables USING (table_schema, table_name)
               WHERE table_type = 'BASE TABLE' AND table_schema NOT IN ('pg_catalog', 'information_schema')"""
        ).fetchall()
        for schema, table, column, data_type in columns:
            what = sql.SQL("{}" if data_type == "bytea" else "{}::text").format(sql.Identifier(column))
            rows = connection.execute(
                sql.SQL("SELECT {} FROM {} WHERE {} IS NOT NULL").format(
                    what, sql.Identifier(schema, table), sql.Identifier(column)
                )
            )
            values = [value if isinstance(value, bytes) else str(value).encode() for (value,) in rows]
            yield f"{schema}.{table}.{column}", b"\n".join(values)


def read_files(*directories: Path) -> Iterator[tuple[str, bytes]]:
    """Every file below, names included: a word in a file name is a word that got out."""
    for directory in directories:
        for path in sorted(directory.rglob("*")):
            if path.is_file():
                yield str(path), str(path).encode() + b"\n" + path.read_bytes()


def open_mail(raw: bytes) -> bytes:
    """A mail as sent, and its headers and parts decoded."""
    message = message_from_bytes(raw, policy=policy.default)
    pieces = [raw, *(str(value).encode() for value in message.values())]
    for part in message.walk():
        payload = part.get_payload(decode=True)
        if isinstance(payload, bytes):
            pieces.append(payload)
    return b"\n".join(pieces)
