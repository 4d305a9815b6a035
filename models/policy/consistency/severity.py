"""The severity table: every report gets a level, every rule has a condition and a name of its own."""

from __future__ import annotations

from collections.abc import Iterator

from models.policy.consistency.problem import Problem, condition_problems, duplicate_problems
from models.rules.condition import Condition
from models.rules.ruleset import Ruleset
from models.vocabulary import IncidentKind, Severity

_READ_LANGUAGES = frozenset({"de", "en"})  # what models.rules.text knows
_TOP_DANGER_LEVEL = 3  # Aachener Modell


def severity_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Problems of severity, text and raise rules, offence hints and danger levels."""
    names = [rule.id for rule in ruleset.severity_rules]
    names += [rule.id for rule in ruleset.text_rules]
    names += [rule.id for rule in ruleset.raise_rules]
    yield from duplicate_problems("severity_rules", names)
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
        if raising.levels < 1:
            yield (
                f"raise_rules ({raising.id}).levels",
                "hebt um nichts an; bitte 1 oder mehr schreiben / raises by nothing; write 1 or more",
            )
    for language in sorted(ruleset.assessed_languages - _READ_LANGUAGES):
        yield (
            "assessed_languages",
            f"die Texterkennung liest {language} nicht / the reading of texts does not know {language}",
        )
    yield from _danger_level_problems(ruleset)
    yield from _offence_problems(ruleset)


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


def _offence_problems(ruleset: Ruleset) -> Iterator[Problem]:
    words = {*IncidentKind, "insult_political"}
    yield from duplicate_problems("offence_hints", [hint.offence for hint in ruleset.offence_hints])
    for hint in ruleset.offence_hints:
        if hint.offence not in words:
            yield (
                f"offence_hints ({hint.offence}).offence",
                "ist keine Vorfallsart und nicht insult_political / "
                "is no incident kind and not insult_political",
            )
