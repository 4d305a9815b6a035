"""Words written without spaces: "einfachumbringen", "ichbringedichum"."""

from __future__ import annotations

from models.rules.text.lexicon import Lexicon

_LONGEST_PART = 18
_ENDS = frozenset(("um", "ab", "auf", "an", "tot", "kalt", "fertig", "platt", "zu"))  # particles stand last

_GOES_ON = ("du", "ihr", "sie", "morgen", "heute")  # "…dichumdusau"
_NEVER_LAST = frozenset(
    ("den", "der", "dem", "die", "das", "und", "man", "gleich")
)  # "brennenden" is one word


def split_glued(folded: str, lexicon: Lexicon) -> list[str] | None:
    """The words glued together; None unless small words surround a verb of harm or the start of a pattern.

    Reaches each place once and keeps the way with the fewest parts: time grows with the length alone.
    """
    begins = lexicon.beginnings
    english_i = folded[0] == "i" and folded[1:4] in begins
    if folded[:3] not in begins and folded[:2] not in begins and not english_i:
        return None
    exact, glue = lexicon.exact, lexicon.bit("glue")
    best: dict[int, list[str]] = {0: [], 1: ["i"]} if english_i else {0: []}
    end = len(folded)
    for place in range(end):
        parts = best.pop(place, None)
        if parts is None:
            continue
        for stop in range(min(end, place + _LONGEST_PART), place + 1, -1):
            part = folded[place:stop]
            entry = exact.get(part)
            if entry is None or (stop in best and len(best[stop]) <= len(parts) + 1):
                continue
            small = entry.mask & glue and (
                part not in _ENDS or stop == end or folded.startswith(_GOES_ON, stop)
            )
            if small or (entry.uses and len(part) > 3) or entry.patterns:
                best[stop] = [*parts, part]
    found = best.get(end)
    if found is None or len(found) < 2 or found[-1] in _NEVER_LAST:
        return None
    strong = sum(1 for part in found if not exact[part].mask & glue)
    if strong > 1 + len(found) // 3 or not any(exact[part].uses or exact[part].patterns for part in found):
        return None
    return found
