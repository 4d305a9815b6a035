"""Find the verbs of harm in a sentence: the form, the particle set apart and the words the verb needs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.rules.text.lexicon import Lexicon
from models.rules.text.sentence import Sentence
from models.rules.text.verbs import Form, Verb, VerbUse

_PARTICLE_REACH = 9
_FAR_REACH = 24  # behind "bringe dich": a relative clause may stand in between
_NEED_REACH = 6
_ALSO_PREPOSITION = frozenset(("um", "an", "auf", "aus", "ein", "ab", "zu", "nach", "vor", "durch"))
_ADDRESSED = frozenset(("dich", "euch"))
# "bring ich um, das gilt auch für Sie": there "das" opens a statement.
_STATES = frozenset(
    ("gilt", "ist", "kann", "können", "koennen", "verspreche", "schwoere", "war", "wird", "weisst", "meine")
)
_ENDS_FAR = frozenset(("und", "danach", "dann", "afterwards", "der", "mit"))
_RANK = {"kill": 3, "arson": 2, "hurt": 1, "threaten": 0}


@dataclass(slots=True)
class Harm:
    """One verb of harm; `parts` are all its words, the first is the verb itself."""

    verb: Verb
    form: Form
    parts: tuple[int, ...]

    @property
    def at(self) -> int:
        return self.parts[0]


def find_harm(sentence: Sentence, lexicon: Lexicon) -> Iterator[Harm]:
    """Each verb once, in its most serious reading."""
    determiner = lexicon.bit("determiner")
    fire = bool(sentence.union & lexicon.bit("building")) and not sentence.union & lexicon.bit("thing")
    noun = lexicon.bit("building")  # "Haus" is no "hau's"
    for index, entry in enumerate(sentence.entries):
        if not entry.uses or entry.mask & noun:
            continue
        best: Harm | None = None
        for use in entry.uses:
            parts: tuple[int, ...] = (index,)
            form = use.form
            if form & Form.BARE and index and sentence.folds[index - 1] == "zu":
                form = Form.ZU
            if use.apart:
                particle = _find_before(sentence, index, use)
                if particle is None:
                    particle = find_particle(sentence, index, use.verb.particles, determiner)
                if particle is None:
                    continue
                parts = (index, particle)
            elif use.verb.others and find_particle(sentence, index, use.verb.others, determiner) is not None:
                continue
            if use.verb.needs:
                needed = _find_needed(sentence, index, use.verb)
                if needed is None:
                    continue
                parts = (*parts, needed)
            if best is None or _weight(use.verb, parts, fire=fire) > _weight(
                best.verb, best.parts, fire=fire
            ):
                best = Harm(use.verb, form, parts)
        if best is not None:
            yield best


def _weight(verb: Verb, parts: tuple[int, ...], *, fire: bool) -> tuple[int, int]:
    """Of two readings with one spelling ("burn") a building makes it arson."""
    arson = fire and verb.strength == "arson"
    return len(parts), _RANK[verb.strength] + 2 * arson


def _find_before(sentence: Sentence, index: int, use: VerbUse) -> int | None:
    """ "um bringen", "um zu bringen": written apart though it is one word."""
    if not use.form & (Form.BARE | Form.DONE):
        return None
    before = index - 2 if index > 1 and sentence.folds[index - 1] == "zu" else index - 1
    return before if before >= 0 and sentence.folds[before] in use.verb.particles else None


def find_particle(sentence: Sentence, index: int, particles: tuple[str, ...], determiner: int) -> int | None:
    """The particle behind the verb, unless it is a preposition there ("um die Mittagszeit", "um drei")."""
    folds = sentence.folds
    for place in range(index + 1, min(index + 1 + _PARTICLE_REACH, len(folds))):
        if folds[place] in particles:
            if folds[place] in _ALSO_PREPOSITION and place + 1 < len(folds):
                following = place + 1
                if folds[following] == "ihr" and not _ADDRESSED.isdisjoint(folds[index + 1 : place]):
                    return place  # "ich bring euch um ihr Hunde": nobody brings you around her dogs
                states = folds[following] == "das" and not _STATES.isdisjoint(
                    folds[following + 1 : following + 2]
                )
                if (sentence.masks[following] & determiner and not states) or folds[following].isdigit():
                    continue
            return place
    return _find_far(folds, index, particles)


def _find_far(folds: list[str], index: int, particles: tuple[str, ...]) -> int | None:
    """ "Ich bringe dich, und niemand wird mich hindern, eines Tages um": the particle ends the sentence."""
    if _ADDRESSED.isdisjoint(folds[index + 1 : index + 3]):
        return None
    for place in range(index + 1 + _PARTICLE_REACH, min(index + 1 + _FAR_REACH, len(folds))):
        if folds[place] in particles and (place + 1 == len(folds) or folds[place + 1] in _ENDS_FAR):
            return place
    return None


def _find_needed(sentence: Sentence, index: int, verb: Verb) -> int | None:
    masks = sentence.masks
    for place in range(max(0, index - _NEED_REACH), min(len(masks), index + _NEED_REACH + 2)):
        if place == index or not masks[place] & verb.needs:
            continue
        if not verb.through or not set(verb.through).isdisjoint(sentence.folds[max(0, place - 2) : place]):
            return place
    return None
