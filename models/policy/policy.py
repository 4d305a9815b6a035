"""A loaded policy: the rules, and the exact bytes they were read from."""

from __future__ import annotations

from dataclasses import dataclass, field

from models.rules.ruleset import Ruleset


@dataclass(frozen=True, slots=True)
class Policy:
    """`text` is the file word for word and `sha256` the hash of its bytes: kept with the version in force."""

    id: str
    version: str
    sha256: str
    text: str = field(repr=False)
    ruleset: Ruleset = field(repr=False)
