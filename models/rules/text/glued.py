"""Words written without spaces: "einfachumbringen", "ichbringedichum"."""

from __future__ import annotations

from models.rules.text.lexicon import Lexicon

_LONGEST_PART = 18


def split_glued(folded: str, lexicon: Lexicon) -> list[str] | None:
    """The words glued together, None unless all are known and one of them is a verb of harm or starts a pattern.

    Reaches each place once and keeps the way with the fewest parts: time grows with the length alone.
    """
    exact = lexicon.exact
    best: dict[int, tuple[int, list[str]]] = {0: (0, [])}
    end = len(folded)
    for place in range(end):
        here = best.pop(place, None)
        if here is None:
            continue
        count, parts = here
        for stop in range(min(end, place + _LONGEST_PART), place + 1, -1):
            part = folded[place:stop]
            if part in exact and (stop not in best or best[stop][0] > count + 1):
                best[stop] = (count + 1, [*parts, part])
    found = best.get(end)
    if found is None or found[0] < 2:
        return None
    if any(exact[part].uses or exact[part].patterns for part in found[1]):
        return found[1]
    return None
