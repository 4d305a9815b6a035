"""Offices, people and partners: everybody a case may need has to be there and to have an address."""

from __future__ import annotations

import re
from collections.abc import Iterator

from models.policy.consistency.problem import Problem, duplicate_problems
from models.rules.ruleset import Ruleset
from models.vocabulary import Role

_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")
_LABEL = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(
    rf"[A-Za-z0-9_%+-]+(?:\.[A-Za-z0-9_%+-]+)*@(?:{_LABEL}\.)+[A-Za-z][A-Za-z0-9-]*[A-Za-z0-9]"
)
_LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3: a path of 256 with its angle brackets
_LANGUAGES = {"de", "en"}
_OFFICE_ROLES = {Role.OFFICER, Role.DEPUTY, Role.HEAD}


def directory_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """Ids, addresses, roles of each office, deputies that exist and do not go round in a circle."""
    yield from _id_problems(ruleset)
    yield from _address_problems(ruleset)
    yield from _shared_address_problems(ruleset)
    yield from _role_problems(ruleset)
    yield from _deputy_problems(ruleset)


def _id_problems(ruleset: Ruleset) -> Iterator[Problem]:
    places = {
        "offices": [office.id for office in ruleset.offices],
        "people": [person.id for person in ruleset.people],
        "partners": [partner.id for partner in ruleset.partners],
    }
    for place, names in places.items():
        yield from duplicate_problems(place, names)
        for name in names:
            if not _SLUG.fullmatch(name):
                yield (
                    f"{place} ({name}).id",
                    "darf nur Kleinbuchstaben, Ziffern und Bindestriche haben / "
                    "must be of small letters, digits and hyphens",
                )
    for place, name in (("id", ruleset.id), ("municipality.slug", ruleset.municipality.slug)):
        if not _SLUG.fullmatch(name):
            yield (
                place,
                "darf nur Kleinbuchstaben, Ziffern und Bindestriche haben / "
                "must be of small letters, digits and hyphens",
            )
    if not ruleset.version.strip():
        yield "version", "ist leer; bitte die Version benennen / is empty; give the version a name"
    if not ruleset.offices:
        yield "offices", "es gibt keine; bitte eine ergänzen / there is none; add one"


def _address_problems(ruleset: Ruleset) -> Iterator[Problem]:
    addresses = [("coordination_mailbox", ruleset.coordination_mailbox)]
    addresses += [(f"offices ({office.id}).mailbox", office.mailbox) for office in ruleset.offices]
    addresses += [(f"people ({person.id}).email", person.email) for person in ruleset.people]
    addresses += [(f"partners ({partner.id}).email", partner.email) for partner in ruleset.partners]
    for place, address in addresses:
        if not _ADDRESS.fullmatch(address) or len(address) > _LONGEST_ADDRESS:
            yield (
                place,
                "ist keine einzelne E-Mail-Adresse; bitte eine wie stelle@stadt.example schreiben / "
                "is no single e-mail address; write one like stelle@stadt.example",
            )
    languages = [(f"people ({person.id})", person.language) for person in ruleset.people]
    languages += [(f"partners ({partner.id})", partner.language) for partner in ruleset.partners]
    for place, language in languages:
        if language not in _LANGUAGES:
            yield (
                f"{place}.language",
                "Benachrichtigungen gibt es auf de und en; bitte eines wählen / "
                "notices exist in de and en; choose one of them",
            )


def _shared_address_problems(ruleset: Ruleset) -> Iterator[Problem]:
    """A report may exclude an office: its address may then be nobody else's."""
    owners: dict[str, str | None] = {ruleset.coordination_mailbox.casefold(): None}
    addresses = [(f"offices ({office.id}).mailbox", office.mailbox, office.id) for office in ruleset.offices]
    posts = [(f"people ({person.id}).email", person.email, person.office) for person in ruleset.people]
    for place, address, owner in [*addresses, *posts]:
        if owners.setdefault(address.casefold(), owner) != owner:
            yield (
                place,
                "gehört auch einer anderen Stelle: eine ausgenommene Stelle erführe davon; bitte trennen / "
                "is also that of another office: an excluded office would be told; use another one",
            )


def _role_problems(ruleset: Ruleset) -> Iterator[Problem]:
    offices = {office.id for office in ruleset.offices}
    for person in ruleset.people:
        place = f"people ({person.id}).office"
        if person.office is None and person.role in _OFFICE_ROLES:
            yield (
                place,
                f"die Rolle {person.role} gehört zu einer Stelle; bitte nennen / "
                f"a person with the role {person.role} belongs to an office; name it",
            )
        elif person.office is not None and person.role not in _OFFICE_ROLES:
            yield (
                place,
                f"die Rolle {person.role} gilt für die ganze Kommune; bitte die Stelle entfernen / "
                f"the role {person.role} is for the whole municipality; remove the office",
            )
        elif person.office is not None and person.office not in offices:
            yield (
                place,
                f"es gibt keine Stelle {person.office}; bitte berichtigen oder ergänzen / "
                f"there is no office {person.office}; correct it or add the office",
            )
    present = {(person.office, person.role) for person in ruleset.people}
    for office in ruleset.offices:
        for role in sorted(_OFFICE_ROLES):
            if (office.id, role) not in present:
                yield (
                    f"offices ({office.id})",
                    f"hat niemanden mit der Rolle {role}; bitte eine Person ergänzen / "
                    f"has nobody with the role {role}; add a person",
                )
    for role in (Role.COORDINATOR, Role.LEADERSHIP):
        if (None, role) not in present:
            yield (
                "people",
                f"niemand hat die Rolle {role}; bitte eine Person ergänzen / "
                f"there is nobody with the role {role}; add a person",
            )


def _deputy_problems(ruleset: Ruleset) -> Iterator[Problem]:
    deputies = {person.id: person.deputy for person in ruleset.people}
    offices = {person.id: person.office for person in ruleset.people}
    for person in ruleset.people:
        place = f"people ({person.id}).deputy"
        if person.deputy is None:
            continue
        if person.deputy not in deputies:
            yield (
                place,
                f"es gibt keine Person {person.deputy}; bitte berichtigen oder ergänzen / "
                f"there is no person {person.deputy}; correct it or add the person",
            )
            continue
        if offices[person.deputy] != person.office:
            yield (
                place,
                "gehört zu einer anderen Stelle, die ein Fall ausnehmen kann; bitte von derselben wählen / "
                "belongs to another office, which a case may exclude; name somebody of the same",
            )
        seen = {person.id}
        following: str | None = person.deputy
        while following is not None and following not in seen:
            seen.add(following)
            following = deputies.get(following)
        if following == person.id:
            yield (
                place,
                "die Vertretungen laufen im Kreis; bitte auflösen / "
                "the deputies go round in a circle; break it",
            )
