"""The severity table: every report gets a level, every rule has a condition and a name of its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from models.policy.consistency.problem import Problem, condition_problems, duplicate_problems
from models.rules.condition import Condition
from models.rules.ruleset import Ruleset
from models.vocabulary import IncidentKind, Severity

_READ_LANGUAGES = frozenset({"de", "en"})  # what models.rules.text knows
_TOP_DANGER_LEVEL = 3  # Aachener Modell


def severity_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Problems of severity, text and raise rules, offence hints and danger levels."""
    yield from _name_problems(ruleset)
    conditions = [(f"severity_rules ({rule.id}).when", rule.when) for rule in ruleset.severity_rules]
    conditions += [(f"raise_rules ({rule.id}).when", rule.when) for rule in ruleset.raise_rules]
    conditions += [(f"offence_hints ({hint.offence}).when", hint.when) for hint in ruleset.offence_hints]
    for place, condition in conditions:
        yield from condition_problems(place, condition)
        if condition.severity_at_least is not None:
            yield (
                f"{place}.severity_at_least",
                "die Dringlichkeit wird hier erst entschieden; bitte entfernen / "
                "the severity is only decided here; remove it",
            )
    if not any(rule.when == Condition(always=True) for rule in ruleset.severity_rules):
        yield (
            "severity_rules",
            "keine Regel gilt für jede Meldung; bitte eine mit `when = { always = true }` ergänzen / "
            "no rule is for every report; add one with `when = { always = true }`",
        )
    for raising in ruleset.raise_rules:
        if not 1 <= raising.levels < len(Severity):
            yield (
                f"raise_rules ({raising.id}).levels",
                "muss 1, 2 oder 3 sein / must be 1, 2 or 3",
            )
    for language in sorted(ruleset.assessed_languages - _READ_LANGUAGES):
        yield (
            "assessed_languages",
            f"die Texterkennung liest {language} nicht; bitte entfernen / "
            f"the reading of texts does not know {language}; remove it",
        )
    yield from _danger_level_problems(ruleset)
    yield from _offence_problems(ruleset)


def _name_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """A reason is named by its rule alone, so the three lists share one set of names."""
    lists = {
        "severity_rules": [rule.id for rule in ruleset.severity_rules],
        "text_rules": [rule.id for rule in ruleset.text_rules],
        "raise_rules": [rule.id for rule in ruleset.raise_rules],
    }
    before: set[str] = set()
    for place, names in lists.items():
        yield from duplicate_problems(place, names)
        for name in names:
            if name in before:
                yield (
                    f"{place} ({name}).id",
                    "so heißt schon eine Regel einer anderen Liste; bitte anders nennen / "
                    "a rule of another list is called so already; give it another name",
                )
        before |= set(names)


def _danger_level_problems(ruleset: Ruleset) -> Iterator[Problem]:
    levels = ruleset.danger_levels.levels
    for severity in Severity:
        if severity not in levels:
            yield (
                f"danger_levels.levels.{severity}",
                "fehlt; bitte eine Stufe von 0 bis 3 ergänzen / is missing; add a level from 0 to 3",
            )
        elif not 0 <= levels[severity] <= _TOP_DANGER_LEVEL:
            yield f"danger_levels.levels.{severity}", "muss von 0 bis 3 sein / must be from 0 to 3"
    for lower, higher in pairwise(Severity):
        if levels.get(higher, _TOP_DANGER_LEVEL) < levels.get(lower, 0):
            yield (
                f"danger_levels.levels.{higher}",
                f"ist kleiner als bei {lower}; bitte anheben / is smaller than that of {lower}; raise it",
            )


def _offence_problems(ruleset: Ruleset) -> Iterator[Problem]:
    words = {*IncidentKind, "insult_political"}
    yield from duplicate_problems("offence_hints", [hint.offence for hint in ruleset.offence_hints])
    for hint in ruleset.offence_hints:
        if hint.offence not in words:
            yield (
                f"offence_hints ({hint.offence}).offence",
                "ist keine Vorfallsart und nicht insult_political; bitte berichtigen / "
                "is no incident kind and not insult_political; correct it",
            )
