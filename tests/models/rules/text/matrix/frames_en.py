"""English frames: [do] [doing] [did] [done] the forms, [behind] the words behind the object."""

from __future__ import annotations

from tests.models.rules.text.matrix.verbs_en import EnglishVerb

THREATS = (
    "I will [do] you [behind]",
    "I'll [do] you [behind]",
    "I'm gonna [do] you [behind]",
    "We are going to [do] you [behind]",
    "I want to [do] you [behind]",
    "Somebody will [do] you [behind]",
    "If you come back I will [do] you [behind]",
    "Leave or we will [do] you [behind]",
    "You will be [done] [behind]",
    "You're going to be [done] [behind]",
    "You are gonna get [done] [behind]",
    "He said he would [do] me [behind]",
    "She was told that they will [do] her [behind]",
    "He threatened to [do] my colleague [behind]",
    "The letter says she will be [done] [behind]",
    "He said I would be [done] [behind]",
)
CALLS_ADDRESSED = (
    "You should be [done] [behind]",
    "You deserve to be [done] [behind]",
    "Somebody should [do] you [behind]",
    "You need to be [done] [behind]",
)
CALLS = (
    "They should all be [done] [behind]",
    "They ought to be [done] [behind]",
    "He needs to be [done] [behind]",
    "They deserve to be [done] [behind]",
    "Someone should [do] them [behind]",
    "Somebody needs to [do] him [behind]",
    "We should [do] them all [behind]",
    "These people must be [done] [behind]",
)
TOLD = (
    "He [did] me [behind]",
    "They [did] my colleague [behind]",
    "My son was [done] [behind]",
    "I was [done] [behind] yesterday",
    "I am being [done] [behind] right now",
)
HARMLESS = (
    "I will [do] the printer [behind]",
    "In the film the king is [done] [behind]",
    "I will not [do] you [behind]",
    "In 1649 the king was [done] [behind]",
    "Nobody was [done] [behind]",
    "He never said that he would [do] me [behind]",
)


def fill_english(frame: str, verb: EnglishVerb) -> str:
    """The sentence of one verb in one frame."""
    text = frame.replace("[doing]", verb.ing).replace("[did]", verb.past).replace("[done]", verb.participle)
    return " ".join(text.replace("[do]", verb.base).replace("[behind]", verb.behind).split())


def is_excluded(group: str, frame: str, verb: EnglishVerb) -> bool:
    """What nobody says, or means something else in that frame."""
    if verb.base == "gas" and "[do]" in frame:
        return True  # the noun is more frequent than the verb
    if verb.base == "lynch" and "they will" in frame:
        return True  # spelled like the German verb, whose form it is not: only medium
    if verb.behind == "alive" and "not" in frame:
        return True
    own = "me" in frame.split() or frame.startswith("I ")
    return group == "TOLD" and own and verb.kind == "kill"  # nobody reports the own death
