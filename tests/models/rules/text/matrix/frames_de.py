"""German frames a verb of harm is put into, with the least level the sentence must get.

Slots: [inf] [zu] [ptz] the forms with the words the verb needs; [ich] [er] [war] finite forms, [part]
the rest behind the object; [dich] [Sie] [ihn] … the person in the case the verb asks for.
"""

from __future__ import annotations

from tests.models.rules.text.matrix.verbs_de import GermanVerb

_DATIVE = {
    "dich": "dir", "Dich": "Dir", "Sie": "Ihnen", "euch": "euch", "ihn": "ihm", "sie": "ihr",
    "mich": "mir", "Mich": "Mir", "uns": "uns", "den": "dem", "Den": "Dem", "die": "denen", "Die": "Denen",
    "das Pack": "dem Pack", "solche Leute": "solchen Leuten", "Solche Lehrer": "Solchen Lehrern",
    "meinen Kollegen": "meinem Kollegen", "deine Kinder": "deinen Kindern",
    "unsere Chefin": "unserer Chefin",
}  # fmt: skip

THREATS = (
    "Ich [ich] [dich] [part]",
    "[Dich] [ich] ich noch [part]",
    "[dich] [ich] ich auch noch [part], das ist sicher",
    "Wir [inf-fin] [euch] alle [part]",
    "Ich werde [dich] [inf]",
    "[Dich] werde ich [inf]",
    "ich werd [Sie] [inf]",
    "Ich schwöre, ich werde [Sie] [inf]",
    "[dich] werden wir schon noch [inf]",
    "Irgendwann [ich] ich [dich] [part]",
    "Wenn du das machst [ich] ich [dich] [part]",
    "Ich komme und [ich] [deine Kinder] [part]",
    "Ich freue mich darauf, [dich] [zu]",
    "Er hat angekündigt, [mich] [zu]",
    "Er hat mir gedroht [mich] [zu]",
    "Er sagt, dass er [mich] [inf] wird",
    "Sie schrieb, dass sie [unsere Chefin] [inf] werde",
    "Er sagte, man werde [sie] [inf]",
    "Er schrieb, man werde [ihn] [inf], so der Verfasser",
    "Er drohte, er werde [uns] [inf]",
    "hau ab sonst [ich] ich [dich] [part]",
    "Man wird [dich] [inf]",
    "Wir lassen [dich] [inf]",
    "Mein Bruder wird [dich] [inf]",
    "Irgendwer wird [dich] [inf]",
    "Es wäre mir eine Freude, [dich] [zu]",
    "Ich hätte Lust [dich] [zu]",
    "Soll ich [dich] [inf]?",
    "Am liebsten würde ich [dich] [inf]",
    "Ich könnte [dich] [inf]",
    "Ich krieg dich und dann [ich] ich [dich] [part]",
    "Er drohte damit, [mich] [zu]",
    "Er drohte meinem Kollegen, [ihn] [zu]",
    "Es hieß, man wolle [ihn] [inf]",
    "Er wolle [sie] [inf], schrieb er",
    "In dem Brief wird angekündigt, [ihn] [zu]",
    "Ein Mann wollte [mich] [inf]",
    "Er hat versucht, [mich] [zu]",
    "Die Anruferin meinte, ihr Mann werde [mich] [inf]",
    "Er meinte er [er] [mich] [part]",
    "Sie sagten, sie würden [ihn] [inf]",
)
PASSIVE_THREATS = (
    "Du wirst [ptz]",
    "Du wirst noch [ptz] werden",
    "Bald wirst du [ptz]",
    "ihr werdet alle [ptz]",
    "Sie werden [ptz], Frau Meier",
    "In der Mail steht, dass er [ptz] wird",
    "Mein Kollege hat eine Nachricht bekommen, in der steht dass er [ptz] wird",
    "Ihr wurde geschrieben, sie werde [ptz]",
    "Er sagte, ich würde [ptz]",
    "Auf dem Zettel steht, unsere Chefin wird [ptz]",
    "Wenn du redest, wirst du [ptz]",
    "Sobald ich dich sehe wirst du [ptz]",
    "Er meinte, meine Kinder würden [ptz]",
    "Mir wurde angedroht, [ptz] zu werden",
    "Willst du [ptz] werden?",
    "Pass auf, dass du nicht [ptz] wirst",
    "In dem Brief heißt es, sie werde bald [ptz]",
)
CALLS_ADDRESSED = (
    "[Dich] sollte man [inf]",
    "[dich] müsste mal jemand [inf]",
    "Man sollte [dich] [inf]",
    "Du gehörst [ptz]",
)
CALLS = (
    "[Den] sollte man [inf]",
    "[Die] sollte man [inf]",
    "[den] sollte man mal ordentlich [inf]",
    "Man müsste [den] [inf]",
    "Man müsste [die] alle [inf]",
    "man muss [das Pack] [inf]",
    "[Solche Lehrer] müsste man [inf]",
    "Man sollte [solche Leute] [inf]",
    "Jemand sollte [den] [inf]",
    "Einer muss [sie] doch [inf]",
    "[die] müsste mal einer [inf]",
    "Man sollte [ihn] [inf]",
    "[Den] hätte man [inf] sollen",
    "[inf] sollte man [den]",
    "[inf] müsste man [solche Leute]",
    "Wird Zeit, dass [den] einer [er-sub]",
    "Ich hätte nichts dagegen, wenn [den] einer [er-sub]",
    "Warum [er] [den] keiner [part]?",
    "Einfach alle [inf]",
    "Alle [inf], das Pack",
    "[die] könnte man auch mal [inf]",
    "Am besten man würde [die] alle [inf]",
    "Auf Facebook schrieb jemand, man solle [ihn] [inf]",
    "Der Typ sagt, man müsste [die] [inf]",
)
PASSIVE_CALLS = (
    "Der gehört [ptz]",
    "Die gehören alle [ptz]",
    "das Pack gehört [ptz]",
    "Die müssen [ptz] werden",
    "Der sollte [ptz] werden",
    "Solche Leute gehören [ptz]",
    "Der muss endlich [ptz] werden",
    "Wann wird der endlich [ptz]?",
    "[ptz] gehört der",
    "Schade, dass der nicht [ptz] wurde",
    "Gut, dass der [ptz] wurde",
    "Geschieht ihm recht, dass er [ptz] wurde",
    "Hätte man den doch [ptz]",
    "Wäre der doch [ptz] worden",
    "Er schrieb, sie gehöre [ptz]",
)
TOLD = (
    "Er hat [mich] [ptz]",
    "hat [mich] [ptz]",
    "Gestern [war] er [mich] [part]",
    "Zwei Männer haben [meinen Kollegen] [ptz]",
    "Der Nachbar hat [unsere Chefin] [ptz]",
    "[Mich] hat einer [ptz]",
    "Da hat er [mich] einfach [ptz]",
    "Man hat [meinen Kollegen] [ptz]",
    "Er [er] [mich] gerade [part]",
)
PASSIVE_TOLD = (
    "Ich bin [ptz] worden",
    "Mein Sohn wurde [ptz]",
    "wurde gestern auf dem Heimweg [ptz]",
    "Unsere Chefin ist [ptz] worden",
    "Mein Bruder ist auf der Straße [ptz] worden",
    "wir sind gestern [ptz] worden",
    "Mein Sohn wird in der Schule ständig [ptz]",
)
NOW = (
    "Ich werde gerade [ptz]",
    "Wir werden gerade von zwei Männern [ptz]",
    "ich werd grad [ptz], bitte kommen Sie",
    "Hilfe, wir werden jetzt [ptz]",
)
# At most medium.
HARMLESS = (
    "Ich [ich] jetzt den Drucker [part]",
    "Der Drucker spinnt, ich könnte ihn [inf]",
    "Der Drucker spinnt schon wieder. Ich könnte ihn [inf]!",
    "Die Kaffeemaschine spinnt, ich könnte sie [inf]",
    "Der Kopierer ist wieder kaputt. Man sollte ihn [inf].",
    "Beim Zocken [ich] ich immer den Endboss [part]",
    "Den Antrag sollte man [inf]",
    "Im Krimi wird der Kommissar [ptz]",
    "Im Theaterstück will der Graf den König [inf]",
    "Im Mittelalter wurden dort Menschen [ptz]",
    "Laut Zeitung wurde in Brasilien ein Mann [ptz]",
    "Im Videospiel werde ich immer [ptz]",
    "Ich werde [dich] nicht [inf]",
    "Niemand will [dich] [inf]",
    "Er hat nie gesagt, dass er [mich] [inf] will",
    "Man darf niemanden [inf]",
    "Niemand wurde [ptz]",
    "Keiner hat [mich] [ptz]",
    "Er sagte, er werde [mich] nicht [inf]",
    "Man sollte niemanden [inf]",
    "Niemand darf [ptz] werden",
    "Im Ersten Weltkrieg wurde mein Urgroßvater [ptz]",
    "Im Film [er] er sie [part]",
    "Ich habe noch nie jemanden [ptz]",
)


def fill_german(frame: str, verb: GermanVerb) -> str:
    """The sentence of one verb in one frame."""
    behind = " ".join(filter(None, (verb.what, verb.particle)))
    slots = {
        "inf": f"{verb.what} {verb.infinitive}", "zu": f"{verb.what} {verb.with_zu}", "part": behind,
        "ptz": f"{verb.what} {verb.participle}", "ich": verb.first, "er": verb.third, "war": verb.past,
        "er-sub": f"{verb.what} {verb.particle}{verb.third}",
        "inf-fin": verb.infinitive.removeprefix(verb.particle),
    }  # fmt: skip
    text = frame
    for name, words in slots.items():
        text = text.replace(f"[{name}]", words.strip())
    for person, dative in _DATIVE.items():
        text = text.replace(f"[{person}]", dative if verb.to_whom else person)
    return " ".join(text.replace(" ,", ",").replace(" .", ".").split())


_OF_THINGS = ("Drucker", "Kopierer", "Endboss", "Antrag", "Kaffeemaschine")


def is_excluded(group: str, frame: str, verb: GermanVerb) -> bool:
    """What nobody says or what means something else in that frame."""
    name = verb.infinitive
    if verb.to_whom and (group.startswith("PASSIVE") or group == "NOW"):
        return True  # "du wirst den Hals umgedreht"
    if verb.to_whom and any(thing in frame for thing in _OF_THINGS):
        return True  # a printer has no bones
    if verb.to_whom and "werde ich immer" in frame:
        return True
    if name == "überfallen" and any(thing in frame for thing in _OF_THINGS):
        return True  # nobody robs a printer
    if name == "erwischen":  # to catch is a threat when announced to somebody's face, else harmless
        addressed = "[dich]" in frame.lower() or "[euch]" in frame
        others = ("Man wird", "lassen", "Mein", "Irgendwer", "Soll", "liebsten", "könnte", "[zu]")
        return group != "THREATS" or not addressed or any(words in frame for words in others)
    if name == "verfolgen" and "Keiner" in frame:
        return True
    if name == "verfolgen":  # "den sollte man strafrechtlich verfolgen"
        return group in {"CALLS", "CALLS_ADDRESSED", "PASSIVE_CALLS"}
    if frame.startswith(("wurde gestern", "Ich bin")):
        return verb.kind in {"kill", "fire"}  # nobody reports the own death
    if name.startswith("zusammen") and "Ich krieg dich" in frame:
        return True  # "wir kriegen das zusammen"
    if "Urgroßvater" in frame:
        told = {"umfahren", "totprügeln", "niederstechen", "vergewaltigen"}
        return verb.kind != "kill" or name in told  # a beating long ago is told as one
    if "ständig" in frame:
        return verb.kind in {"kill", "fire", "throw"} or name == "auspeitschen"
    if "noch nie" in frame or "Keiner hat" in frame:
        return verb.kind != "kill" or name in {"umfahren", "niederstechen", "vergewaltigen", "totprügeln"}
    if frame.startswith(("Alle [inf]", "Einfach alle")):
        return verb.to_whom or name in {"jagen", "angreifen"}
    if group == "TOLD":
        return name in {"erschlagen", "wegsprengen"}  # "die Hitze hat mich erschlagen"
    return False
