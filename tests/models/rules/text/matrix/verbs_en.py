"""English verbs of harm in the forms the frames ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class EnglishVerb:
    """`behind`: words behind the object ("up", "off the roof")."""

    kind: str
    base: str
    ing: str
    past: str
    participle: str
    behind: str


# kind | base | -ing | past | participle | words behind the object
_TABLE = """
kill | kill | killing | killed | killed
kill | murder | murdering | murdered | murdered
kill | shoot | shooting | shot | shot
kill | stab | stabbing | stabbed | stabbed
kill | strangle | strangling | strangled | strangled
kill | hang | hanging | hanged | hanged
kill | lynch | lynching | lynched | lynched
kill | behead | beheading | beheaded | beheaded
kill | gas | gassing | gassed | gassed
kill | drown | drowning | drowned | drowned
kill | execute | executing | executed | executed
kill | slaughter | slaughtering | slaughtered | slaughtered
kill | burn | burning | burned | burned | alive
kill | poison | poisoning | poisoned | poisoned
kill | rape | raping | raped | raped
kill | run | running | ran | run | over
kill | gun | gunning | gunned | gunned | down
kill | beat | beating | beat | beaten | to death
beat | beat | beating | beat | beaten | up
beat | hit | hitting | hit | hit
beat | punch | punching | punched | punched
beat | kick | kicking | kicked | kicked
beat | whip | whipping | whipped | whipped
beat | choke | choking | choked | choked
beat | torture | torturing | tortured | tortured
beat | attack | attacking | attacked | attacked
throw | throw | throwing | threw | thrown | out of the window
throw | push | pushing | pushed | pushed | off the bridge
throw | push | pushing | pushed | pushed | down the stairs
throw | shove | shoving | shoved | shoved | in front of a train
"""


def read_english() -> Iterator[EnglishVerb]:
    for line in _TABLE.strip().splitlines():
        cells = [cell.strip() for cell in line.split("|")]
        kind, base, ing, past, participle, behind = [*cells, ""][:6]
        yield EnglishVerb(kind, base, ing, past, participle, behind)
