"""Small words several decisions ask for: who speaks, who is meant, how many."""

from __future__ import annotations

SPEAKER = frozenset(("ich", "i", "i'll", "i'm", "ick", "i'd"))
# "Solche Richter": a group, nobody is addressed.
EVERY = frozenset(
    ("ganzen", "solche", "solchen", "alle", "allen", "saemtliche", "all", "such", "every", "jeden")
)
# "Die Stadträte gehören …": many are meant, nobody is addressed, unless named.
MANY = frozenset(("gehoeren", "sollten", "muessten", "sollen", "muessen", "verdienen"))
NAMES = frozenset(("frau", "herr", "herrn", "dr", "mr", "mrs", "ms"))
