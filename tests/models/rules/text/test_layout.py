"""Where lines end changes no level: a subject line, a greeting, a list, a quoted mail, wrapped lines."""

from __future__ import annotations

import textwrap

import pytest

from tests.models.rules.text.levels import level, read_examples

EXAMPLES = [example for example in read_examples() if "\n" not in example.text]
LAYOUTS = {
    "subject": "Betreff: Ihr Bescheid\n{text}\nMit freundlichen Grüßen",
    "greeting": "Hallo zusammen\n{text}\nLG",
    "list": "Folgende Kommentare\n- {text}\n- keine Angabe",
    "quoted mail": (
        "Guten Tag, ich leite Ihnen diese Mail weiter.\n\n> Betreff: Ihr Bescheid\n> {text}\n"
        "> Mit freundlichen Grüßen\n\nBitte um Rückmeldung, danke."
    ),
    "carriage returns": "Betreff: Anfrage\r\n{text}\r\nGruß",
    "line separators": "Betreff: Anfrage\u2028{text}\u2028Gruß",
    "signature": "{text}\nGesendet von meinem Telefon",
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS)
def test_a_line_before_or_after_changes_no_level(layout: str) -> None:
    changed = [
        example.text for example in EXAMPLES if level(layout.format(text=example.text)) != level(example.text)
    ]
    assert changed == []


@pytest.mark.parametrize("mark", ["", "> "])
@pytest.mark.parametrize("width", [60, 72])
def test_wrapped_lines_change_no_level(width: int, mark: str) -> None:
    def wrap(text: str) -> str:
        return mark + f"\n{mark}".join(textwrap.wrap(text, width))

    assert [example.text for example in EXAMPLES if level(wrap(example.text)) != level(example.text)] == []


@pytest.mark.parametrize("threat", ["Ich bringe dich um", "Ich stech dich ab", "I will kill you"])
def test_a_threat_with_each_word_in_a_line_is_found(threat: str) -> None:
    assert level(threat.replace(" ", "\n")) == "high"


def test_two_harmless_lines_are_no_attack_together() -> None:
    assert level("Ihr Bescheid\nWir haben die Frist gerissen") == "low"
    assert level("Ihr Antrag\nVerletzt wurde zum Glück keiner") == "low"
