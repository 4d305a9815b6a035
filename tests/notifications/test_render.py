from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from jinja2 import UndefinedError

from models.invariant import Invariant
from models.vocabulary import (
    Audience,
    DeadlineKind,
    MessageName,
    NoticeState,
    PartnerBecause,
    PartnerKind,
    Severity,
    StepKind,
)
from notifications.catalogue import (
    AlarmInvariant,
    AlarmUndelivered,
    CaseAssigned,
    DeadlineEscalation,
    Message,
    PartnerAcuteDanger,
)
from notifications.parts import Contact, DeadlineLine
from notifications.render import TEMPLATES, RenderedMail, render
from notifications.speech import Speech
from notifications.wording import WORDINGS, Language
from tests.notifications.samples import ACKNOWLEDGE, CASE_REF, LINK, PREVENTION, SAMPLES, STRAFANTRAG

every_mail = pytest.mark.parametrize(
    ("name", "language"), [(name, language) for name in MessageName for language in Language]
)
DE, EN = Language.DE, Language.EN
SENTENCE = {
    DE: "Ob eine Frist gilt, wann sie endet und was zu tun ist, entscheidet ein Mensch.",
    EN: "Whether a deadline applies, when it ends and what is to be done is decided by a person.",
}


def mail(name: MessageName, language: Language) -> RenderedMail:
    return render(SAMPLES[name], language=language)


def words_of(html: str) -> str:
    """What a reader of the HTML sees, in one line."""

    class Reader(HTMLParser):
        seen: list[str] = []  # noqa: RUF012 - one reader, used once
        skip = False

        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            self.skip = tag == "style"

        def handle_data(self, data: str) -> None:
            if not self.skip:
                self.seen.append(data)

    reader = Reader()
    reader.seen = []
    reader.feed(html)
    return " ".join(" ".join(reader.seen).split())


def test_templates_and_messages_are_the_same_set_in_both_languages() -> None:
    """A folder for every message, three files for every language, nothing left over."""
    folders = {path.name for path in TEMPLATES.iterdir()}
    assert folders == set(MessageName) | {"_layout"}
    for name in MessageName:
        assert {path.name for path in (TEMPLATES / name).iterdir()} == set(Language)
        for language in Language:
            files = {path.name for path in (TEMPLATES / name / language).iterdir()}
            assert files == {"subject.txt", "text.txt", "body.html"}


def test_every_shared_part_exists_in_both_languages_and_is_used() -> None:
    parts = {
        language: {path.name for path in (TEMPLATES / "_layout" / language).iterdir()}
        for language in Language
    }
    assert parts[DE] == parts[EN]
    everything = "".join(path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*") if path.is_file())
    for language in Language:
        unused = {part for part in parts[language] if f'"_layout/{language}/{part}"' not in everything}
        assert not unused


@pytest.mark.parametrize("language", Language)
def test_every_classification_has_a_word(language: Language) -> None:
    wording = WORDINGS[language]
    assert set(wording.severity) == set(Severity)
    assert set(wording.deadline) == set(wording.task) == set(DeadlineKind)
    assert set(wording.audience) == set(Audience)
    assert set(wording.partner_kind) == set(PartnerKind)
    assert set(wording.notice_state) == set(NoticeState)
    assert set(wording.message) == set(MessageName)
    assert set(wording.invariant) == set(Invariant)
    assert (len(wording.weekdays), len(wording.months)) == (7, 12)


@every_mail
def test_every_mail_says_who_to_ask_and_that_it_holds_no_details(
    name: MessageName, language: Language
) -> None:
    rendered, message = mail(name, language), SAMPLES[name]
    unit = message.ask.name_de if language is DE else message.ask.name_en
    for body in (rendered.text, words_of(rendered.html)):
        assert unit in body
        assert message.ask.mailbox is not None
        assert message.ask.mailbox in body
        assert ("nicht verschlüsselt" if language is DE else "not encrypted") in body
        assert "Stadt Augsburg" in body


@every_mail
def test_text_and_html_say_the_same(name: MessageName, language: Language) -> None:
    """Every line of the text is found in the HTML, list marks and labels aside."""
    rendered = mail(name, language)
    seen = re.sub(r"\W", "", words_of(rendered.html))
    for line in rendered.text.splitlines():
        assert re.sub(r"\W", "", line) in seen, line


@every_mail
def test_no_mail_shows_a_code_word_or_an_empty_place(name: MessageName, language: Language) -> None:
    rendered = mail(name, language)
    shown = f"{rendered.subject}\n{rendered.text}\n{words_of(rendered.html)}"
    for word in ("None", "{{", "{%", "first_contact", "agg_claim", "acute_danger", "Undefined", "UTC"):
        assert word not in shown
    if language is DE:
        assert not re.search(r"\b(critical|high|medium|low|deadline|case|office)\b", shown.replace(LINK, ""))


@every_mail
def test_the_subject_is_one_line_without_people(name: MessageName, language: Language) -> None:
    subject = mail(name, language).subject
    assert "\n" not in subject
    assert len(subject) < 150
    assert "@" not in subject
    assert "Beispiel" not in subject
    if name not in {MessageName.ALARM_OVERDUE, MessageName.ALARM_INVARIANT}:
        assert CASE_REF in subject


@every_mail
def test_the_html_loads_nothing_and_is_marked_up_for_readers(name: MessageName, language: Language) -> None:
    html = mail(name, language).html
    assert f'<html lang="{language}">' in html
    assert html.count("<h1>") == 1
    assert 'name="viewport"' in html
    assert not re.search(r"<(img|script|link|iframe|object|form|video|audio)\b|url\(|@import|\son\w+=", html)
    assert set(re.findall(r'href="(\w+:)', html)) <= {"https:", "mailto:"}


def test_dates_are_local_and_written_out() -> None:
    german, english = mail(MessageName.CASE_ASSIGNED, DE).text, mail(MessageName.CASE_ASSIGNED, EN).text
    assert "Übernahme, bis Montag, 23. November 2026, 14:00 Uhr" in german
    assert "Taking over, by Monday, 23 November 2026, 14:00" in english
    assert "Eingegangen: Montag, 23. November 2026, 09:00 Uhr" in german
    assert "bis Montag, 22. Februar 2027 (Ende des Tages)" in german
    assert "by Monday, 22 February 2027 (end of the day)" in english


def test_a_time_is_never_said_later_than_it_is_and_the_double_hour_names_its_zone() -> None:
    say = Speech(DE, "Europe/Berlin")
    assert (
        say.moment(datetime(2026, 7, 1, 9, 59, 59, 999999, tzinfo=UTC)) == "Mittwoch, 1. Juli 2026, 11:59 Uhr"
    )
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    assert say.moment(first) == "Sonntag, 25. Oktober 2026, 02:30 Uhr (MESZ)"
    assert say.moment(second) == "Sonntag, 25. Oktober 2026, 02:30 Uhr (MEZ)"
    assert say.moment(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == "Freitag, 1. Januar 2027, 00:30 Uhr"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("name", [MessageName.CASE_ASSIGNED, MessageName.DEADLINE_REMINDER])
def test_a_statutory_deadline_never_comes_without_the_sentence(name: MessageName, language: Language) -> None:
    rendered = mail(name, language)
    assert SENTENCE[language] in rendered.text
    assert SENTENCE[language] in words_of(rendered.html)
    assert ("kein Strafantrag" if language is DE else "no application for prosecution") in rendered.text


def test_a_service_deadline_does_not_pretend_to_be_law() -> None:
    assert SENTENCE[DE] not in mail(MessageName.SEVERITY_RAISED, DE).text


@pytest.mark.parametrize("kind", DeadlineKind)
@pytest.mark.parametrize("language", Language)
def test_every_deadline_can_be_announced(kind: DeadlineKind, language: Language) -> None:
    line = dataclasses.replace(STRAFANTRAG, kind=kind)
    rendered = render(_escalation(StepKind.DUE, line), language=language)
    assert WORDINGS[language].deadline[kind] in rendered.subject
    assert WORDINGS[language].task[kind] in rendered.text
    assert (SENTENCE[language] in rendered.text) == line.is_statute


def _escalation(step: StepKind, line: DeadlineLine = ACKNOWLEDGE) -> DeadlineEscalation:
    sample = SAMPLES[MessageName.DEADLINE_ESCALATION]
    assert isinstance(sample, DeadlineEscalation)
    return dataclasses.replace(sample, step=step, deadline=line, also=())


@pytest.mark.parametrize(
    ("step", "line", "subject"),
    [
        (StepKind.DUE, ACKNOWLEDGE, "Frist erreicht: Fall"),
        (StepKind.DUE, STRAFANTRAG, "Frist endet: Fall"),
        (StepKind.ESCALATION, ACKNOWLEDGE, "Frist überschritten: Fall"),
        (StepKind.REPEAT, ACKNOWLEDGE, "Frist überschritten: Fall"),
        (StepKind.OVERDUE, STRAFANTRAG, "Frist lag vor der Meldung: Fall"),
        (StepKind.REMINDER, ACKNOWLEDGE, "Frist offen: Fall"),
    ],
)
def test_each_step_says_what_is_so(step: StepKind, line: DeadlineLine, subject: str) -> None:
    rendered = render(_escalation(step, line), language=DE)
    assert rendered.subject.startswith(subject)
    assert ("3. Wiederholung" in rendered.text) == (step is StepKind.REPEAT)
    assert "als Leitung der Verwaltung" in rendered.text


def test_a_digest_names_the_other_deadlines() -> None:
    rendered = mail(MessageName.DEADLINE_ESCALATION, DE)
    assert rendered.subject.endswith("und 1 weitere")
    assert "Fall MW-1111-2222 (Dringlichkeit: niedrig)" in rendered.text


@pytest.mark.parametrize("severity", Severity)
def test_only_a_critical_case_speaks_of_the_emergency_call(severity: Severity) -> None:
    sample = SAMPLES[MessageName.CASE_ASSIGNED]
    assert isinstance(sample, CaseAssigned)
    rendered = render(dataclasses.replace(sample, severity=severity), language=DE)
    assert ("Notruf 110" in rendered.text) == (severity is Severity.CRITICAL)


@pytest.mark.parametrize("language", Language)
def test_the_call_to_the_police_holds_nothing_but_the_request(language: Language) -> None:
    rendered = mail(MessageName.PARTNER_ACUTE_DANGER, language)
    for body in (rendered.text, words_of(rendered.html)):
        assert CASE_REF in body
        assert "+49 821 555 0101" in body
        assert "praevention@augsburg.example" in body
        assert "110" in body
        assert (
            "Ohne Einwilligung versenden wir keine Einzelheiten"
            if language is DE
            else "Without consent we send no details"
        ) in body
    assert "http" not in rendered.text
    assert "https:" not in rendered.html


def test_with_consent_the_police_is_told_so_and_may_follow_a_link() -> None:
    sample = SAMPLES[MessageName.PARTNER_ACUTE_DANGER]
    assert isinstance(sample, PartnerAcuteDanger)
    agreed = dataclasses.replace(sample, because=PartnerBecause.CONSENT, link=LINK)
    text = render(agreed, language=DE).text
    assert "Einwilligung vor" in text
    assert LINK in text
    assert "Ohne Einwilligung" not in text


def test_an_uncertain_notice_is_not_called_lost() -> None:
    sample = SAMPLES[MessageName.ALARM_UNDELIVERED]
    assert isinstance(sample, AlarmUndelivered)
    rendered = render(dataclasses.replace(sample, state=NoticeState.UNCERTAIN, recipient=None), language=DE)
    assert "vielleicht nicht zugestellt" in rendered.subject
    assert "An: eine Stelle" in rendered.text


@pytest.mark.parametrize(
    ("language", "alarm", "all_clear", "open_question"),
    [
        (
            DE,
            "Alarm: Die Selbstprüfung fand 2 Probleme",
            "Entwarnung",
            "ist gescheitert oder dauerte zu lange",
        ),
        (EN, "Alarm: the self-check found 2 problems", "All clear", "failed or took"),
    ],
)
def test_an_alarm_of_the_self_check_says_what_is_wrong_what_to_do_and_when_it_is_over(
    language: Language, alarm: str, all_clear: str, open_question: str
) -> None:
    sample = SAMPLES[MessageName.ALARM_INVARIANT]
    assert isinstance(sample, AlarmInvariant)
    rendered = render(sample, language=language)
    assert rendered.subject == alarm
    words = WORDINGS[language].invariant
    for one in sample.broken:
        assert words[one.invariant].is_so in rendered.text
        assert words[one.invariant].to_do in rendered.text
    assert open_question in rendered.text
    assert words[sample.holds_again[0]].is_so in rendered.text
    over = render(dataclasses.replace(sample, broken=()), language=language)
    assert over.subject.startswith(all_clear)
    assert words[sample.holds_again[0]].is_so in over.text
    assert open_question not in over.text


def test_names_cannot_bring_markup_into_the_html() -> None:
    sample = SAMPLES[MessageName.CASE_ASSIGNED]
    assert isinstance(sample, CaseAssigned)
    odd = Contact(name_de="<b>A & B</b>", name_en="x", mailbox="a@b.example")
    rendered = render(dataclasses.replace(sample, office=odd, ask=PREVENTION), language=DE)
    assert "&lt;b&gt;A &amp; B&lt;/b&gt;" in rendered.html
    assert "<b>A & B</b>" in rendered.text


def test_a_template_that_asks_for_what_is_not_there_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from notifications import render as module

    folder = tmp_path / "case_to_know" / "de"
    folder.mkdir(parents=True)
    (folder / "subject.txt").write_text("{{ m.narrative }}", encoding="utf-8")
    monkeypatch.setattr(module, "TEMPLATES", tmp_path)
    module._plain.cache_clear()
    try:
        message: Message = SAMPLES[MessageName.CASE_TO_KNOW]
        with pytest.raises(UndefinedError):
            render(message, language=DE)
    finally:
        module._plain.cache_clear()
