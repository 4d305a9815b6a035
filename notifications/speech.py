"""Classifications and instants said in one language and the municipality's local time."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from models.invariant import Invariant
from models.vocabulary import (
    Audience,
    DeadlineKind,
    EntitledPerson,
    MessageName,
    NoticeState,
    PartnerKind,
    Severity,
)
from notifications.parts import Contact, DeadlineLine
from notifications.wording import WORDINGS, Language
from notifications.wording.language import InvariantWords


class Speech:
    """What a template may ask for; `say` in every template."""

    def __init__(self, language: Language, timezone: str) -> None:
        self._wording = WORDINGS[language]
        self._zone = ZoneInfo(timezone)
        self._language = language

    def severity(self, severity: Severity) -> str:
        return self._wording.severity[severity]

    def deadline(self, kind: DeadlineKind) -> str:
        return self._wording.deadline[kind]

    def task(self, kind: DeadlineKind) -> str:
        return self._wording.task[kind]

    def entitled(self, person: EntitledPerson) -> str:
        return self._wording.entitled[person]

    def audience(self, audience: Audience) -> str:
        return self._wording.audience[audience]

    def partner_kind(self, kind: PartnerKind) -> str:
        return self._wording.partner_kind[kind]

    def notice_state(self, state: NoticeState) -> str:
        return self._wording.notice_state[state]

    def message(self, name: MessageName) -> str:
        return self._wording.message[name]

    def invariant(self, invariant: Invariant) -> InvariantWords:
        return self._wording.invariant[invariant]

    def name(self, contact: Contact) -> str:
        return contact.name_de if self._language is Language.DE else contact.name_en

    def day(self, on: date) -> str:
        return self._wording.day_format.format(
            weekday=self._wording.weekdays[on.weekday()],
            day=on.day,
            month=self._wording.months[on.month - 1],
            year=on.year,
        )

    def moment(self, at: datetime) -> str:
        """Cut to the minute, so a deadline is never said later than it is.

        In the hour that clocks go through twice the zone is said too.
        """
        local = at.astimezone(self._zone)
        said = self._wording.moment_format.format(date=self.day(local.date()), clock=f"{local:%H:%M}")
        if local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset():
            return said
        zone = local.tzname() or ""
        return f"{said} ({self._wording.zones.get(zone, zone)})"

    def due(self, line: DeadlineLine) -> str:
        if line.due_on is None:
            return self.moment(line.due_at)
        return self._wording.end_of_day_format.format(date=self.day(line.due_on))
