"""Find the patterns of the data files in a sentence."""

from __future__ import annotations

from models.rules.text.announce import Finding
from models.rules.text.sentences import Sentence

_UNLESS_REACH = 3


def find_phrases(sentence: Sentence) -> tuple[list[Finding], set[int]]:
    """Findings of patterns, and the words of harmless idioms (nothing else may be read into them)."""
    matches = []
    harmless: set[int] = set()
    seen: set[int] = set()
    for index, entry in enumerate(sentence.entries):
        for pattern in entry.patterns:
            if id(pattern) in seen:
                continue
            found = pattern.find(sentence.masks, index)
            if found is None or (pattern.unless and _is_excused(sentence, found, pattern.unless)):
                continue
            seen.add(id(pattern))
            if pattern.group["rule"] == "harmless":
                harmless.update(found)
            else:
                matches.append((pattern, found))
    findings = []
    for pattern, found in matches:
        if harmless and not harmless.isdisjoint(found):
            continue
        deed = found[-1] if pattern.group.get("near") else -1
        findings.append(
            Finding(pattern.group["rule"], sentence, tuple(found), pattern.group.get("offence", ""), deed)
        )
    return findings, harmless


def _is_excused(sentence: Sentence, found: list[int], unless: int) -> bool:
    start = max(0, found[0] - _UNLESS_REACH)
    return any(mask & unless for mask in sentence.masks[start : found[-1] + 1 + _UNLESS_REACH])
