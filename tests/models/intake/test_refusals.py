"""Every field with every kind of wrong value: refused by name, in both languages, without quoting."""

from __future__ import annotations

import pytest

from models.intake.body import Contact, Danger, ReportBody
from models.vocabulary import DangerQuestion
from tests.models.intake.reports import find_problem_fields, find_problems, read_report

CANARY = "Kanarienvogel"
TEXTS = {"narrative": 20_000, "exact_words": 10_000, "place": 500}
DAYS = ["occurred_on", "offender_known_on", "discrimination_known_on"]
ONES = ["channel", "affected_role", "reporter_relation", "perpetrator", "identity"]
SETS = ["incident_kinds", "motives", "consent", "not_to_offices"]
OBJECTS = ["danger", "contact"]
OTHERS = ["municipality", "language"]


def test_every_field_is_tried_here() -> None:
    assert {*TEXTS, *DAYS, *ONES, *SETS, *OBJECTS, *OTHERS} == set(ReportBody.model_fields)


@pytest.mark.parametrize("data", [[], "text", None, 1, 2.5, True, [{"narrative": "x"}], ()])
def test_only_an_object_is_a_report(data: object) -> None:
    (problem,) = find_problems(data)
    assert problem.field is None


@pytest.mark.parametrize("field", [*TEXTS, *DAYS, *ONES, *OTHERS])
@pytest.mark.parametrize("value", [1, 2.5, True, [], {}, ["de"], {"a": "b"}, 0, b"de"])
def test_no_other_type_is_taken_for_a_text(field: str, value: object) -> None:
    assert find_problem_fields(**{field: value}) == [field]


@pytest.mark.parametrize("field", SETS)
@pytest.mark.parametrize(
    "value", ["police", "", 1, None, True, {}, {"police": True}, ("police",), [1], [None], [[]], [True]]
)
def test_no_other_type_is_taken_for_a_set(field: str, value: object) -> None:
    assert find_problem_fields(**{field: value}) == [field]


@pytest.mark.parametrize("field", OBJECTS)
@pytest.mark.parametrize("value", ["yes", 1, True, [], [["weapon", "yes"]]])
def test_no_other_type_is_taken_for_an_object(field: str, value: object) -> None:
    assert find_problem_fields(**{field: value}) == [field]


@pytest.mark.parametrize("field", ["narrative", "language", "channel", "perpetrator", "danger", *SETS])
def test_null_is_no_word(field: str) -> None:
    assert find_problem_fields(**{field: None}) == [field]


@pytest.mark.parametrize("field", [*ONES, *SETS])
@pytest.mark.parametrize("word", [CANARY, "", "Police", " police", "police ", "POLICE", "police\0", "\ud800"])
def test_only_the_exact_words_are_taken(field: str, word: str) -> None:
    value: object = [word] if field in SETS else word
    assert find_problem_fields(**{field: value}) == [field]


def test_unknown_is_a_word_only_where_it_is_listed() -> None:
    for field in ("channel", "affected_role", "reporter_relation", "perpetrator"):
        read_report(**{field: "unknown"})
    read_report(motives=["unknown"])
    assert find_problem_fields(identity="unknown") == ["identity"]
    for field in ("incident_kinds", "consent", "not_to_offices"):
        assert find_problem_fields(**{field: ["unknown"]}) == [field]


@pytest.mark.parametrize("question", [question.value for question in DangerQuestion])
@pytest.mark.parametrize("answer", [CANARY, "", "Yes", "true", True, 1, None, [], ["yes"], {}])
def test_danger_is_answered_in_three_words(question: str, answer: object) -> None:
    assert find_problem_fields(danger={question: answer}) == [f"danger.{question}"]


@pytest.mark.parametrize(("field", "length"), TEXTS.items())
def test_texts_are_measured_in_characters_and_never_cut(field: str, length: int) -> None:
    for character in ("a", "ä", "😡"):
        report = read_report(**{field: character * length})
        assert getattr(report, field) == character * length
        assert find_problem_fields(**{field: character * (length + 1)}) == [field]


@pytest.mark.parametrize(("part", "length"), [("name", 200), ("phone", 100)])
def test_contact_is_bounded_and_on_one_line(part: str, length: int) -> None:
    read_report(contact={part: "ä" * length})
    values: tuple[object, ...] = (
        "ä" * (length + 1),
        "a\nb",
        "a\r\n",
        "a\n",
        "a\u2028b",
        "a\0",
        "\ud800",
        1,
        [],
        {},
    )
    for value in values:
        assert find_problem_fields(contact={part: value}) == [f"contact.{part}"]


@pytest.mark.parametrize("text", ["a\0b", "\0", "a\ud800b", "\udfff"])
def test_nul_and_lone_surrogates_are_refused_in_every_text(text: str) -> None:
    for field in (*TEXTS, *DAYS, *ONES, *OTHERS):
        assert find_problem_fields(**{field: text}) == [field]
    for part in Contact.model_fields:
        assert find_problem_fields(contact={part: text}) == [f"contact.{part}"]
    for question in Danger.model_fields:
        assert find_problem_fields(danger={question: text}) == [f"danger.{question}"]


@pytest.mark.parametrize("text", ["", " ", "\n\t ", "\u00a0", "\u200b", "\u2060\ufeff", "\x01"])
def test_a_blank_narrative_says_nothing(text: str) -> None:
    assert find_problem_fields(narrative=text) == ["narrative"]


@pytest.mark.parametrize("field", DAYS)
@pytest.mark.parametrize(
    "text",
    [
        *(
            "",
            CANARY,
            "20261101",
            "2026-W45-1",
            "2026-11-01T00:00:00",
            "2026-11-01 ",
            "1.11.2026",
            "2026-1-1",
        ),
        *("2026-02-29", "2026-13-01", "2026-00-10", "0000-01-01", "٢٠٢٦-١١-٠١", "-026-11-01", "2026-11-24"),
        *("9999-12-31", "2026-11-01\n"),
    ],
)
def test_days_are_written_one_way_and_exist_and_are_past(field: str, text: str) -> None:
    assert find_problem_fields(**{field: text}) == [field]


@pytest.mark.parametrize("field", DAYS)
@pytest.mark.parametrize("text", ["2026-11-23", "2024-02-29", "1999-12-31", "0001-01-01"])
def test_today_and_every_day_before_is_taken(field: str, text: str) -> None:
    assert getattr(read_report(**{field: text}), field).isoformat() == text


def test_nobody_knows_the_offender_before_the_deed() -> None:
    read_report(occurred_on="2026-11-10", offender_known_on="2026-11-10")
    fields = find_problem_fields(occurred_on="2026-11-10", offender_known_on="2026-11-09")
    assert fields == ["offender_known_on"]


@pytest.mark.parametrize(
    "address",
    [
        *(
            "a",
            "a@b",
            "a@",
            "@b.example",
            "a b@c.example",
            "a@b.example,c@d.example",
            "a@b.example;c@d.example",
        ),
        *(
            "a@b.example\r\nBcc: c@d.example",
            "a@b.example\n",
            "a@@b.example",
            "<a@b.example>",
            "A <a@b.example>",
        ),
        *(".a@b.example", "a.@b.example", "a..b@c.example", "a@-b.example", "a@b-.example", "a@b..example"),
        *("a@b.example.", "a@[127.0.0.1]", "a@127.0.0.1", '"a b"@c.example', "ä@b.example", "a@b_c.example"),
        *(
            "a" * 65 + "@b.example",
            "a@" + "b" * 64 + ".example",
            "a@" + "b." * 130 + "example",
            " a@b.example",
        ),
        *("a@b.example ", "a\0@b.example", "a@b\u202e.example", 1, ["a@b.example"]),
    ],
)
def test_an_address_is_exactly_one_address(address: object) -> None:
    assert find_problem_fields(contact={"email": address}) == ["contact.email"]


@pytest.mark.parametrize(
    "tag",
    [
        "",
        "d",
        "de_DE",
        "de-",
        "-de",
        "de--at",
        "de DE",
        "Deutsch!",
        "abcdefghi",
        "de-a",
        "de-abcdefghi",
        "ﬁ",
        "a" * 65,
    ],
)
def test_other_texts_are_no_language_tags(tag: str) -> None:
    assert find_problem_fields(language=tag) == ["language"]


def test_an_endless_language_tag_is_refused() -> None:
    assert find_problem_fields(language="de-" + "-".join(["12345678"] * 10)) == ["language"]


def test_an_anonymous_report_has_no_contact() -> None:
    for part, value in (("name", "Ada"), ("email", "a@b.example"), ("phone", "1")):
        assert find_problem_fields(identity="anonymous", contact={part: value}) == ["contact"]


def test_another_municipality_is_refused() -> None:
    read_report(municipality="musterstadt")
    for slug in ("Musterstadt", "augsburg", "", "musterstadt\0"):
        assert find_problem_fields(municipality=slug) == ["municipality"]


def test_only_offices_of_the_municipality_can_be_excluded() -> None:
    read_report(not_to_offices=["equality", "safety"])
    problems = find_problems({"narrative": "x", "not_to_offices": ["safety", CANARY]})
    assert [problem.field for problem in problems] == ["not_to_offices"]
    assert "equality, safety" in problems[0].message_de


def test_sets_are_bounded() -> None:
    read_report(consent=["police"] * 100)
    for field in SETS:
        assert find_problem_fields(**{field: ["police"] * 101}) == [field]


@pytest.mark.parametrize("key", ["favourite_colour", "Narrative", "danger.weapon", "id", "zusätzlich"])
def test_unknown_fields_are_named_at_every_level(key: str) -> None:
    assert find_problem_fields(**{key: "x"}) == [key]
    assert find_problem_fields(danger={key: "yes"}) == [f"danger.{key}"]
    assert find_problem_fields(contact={key: "x"}) == [f"contact.{key}"]


@pytest.mark.parametrize(
    ("key", "shown"),
    [("a\0", "a\ufffd"), ("\ud800", "\ufffd"), ("a\u202eb", "a\ufffdb"), ("k" * 99, "k" * 64 + "…")],
)
def test_strange_field_names_are_shown_safely(key: str, shown: str) -> None:
    assert find_problem_fields(**{key: 1}) == [shown]
    assert find_problem_fields(danger={key: 1}) == [f"danger.{shown}"]


def test_all_problems_come_at_once_one_a_field() -> None:
    problems = find_problems(
        {
            "narrative": "",
            "channel": CANARY,
            "incident_kinds": [CANARY, CANARY, 1],
            "danger": {"weapon": CANARY, CANARY: "yes"},
            "occurred_on": "2026-12-01",
            "colour": "red",
        }
    )
    assert [problem.field for problem in problems] == [
        *("narrative", "occurred_on", "channel", "incident_kinds", "danger.weapon", "colour"),
        f"danger.{CANARY}",
    ]
    for problem in problems:
        assert problem.message_de != problem.message_en
        assert CANARY not in problem.message_de + problem.message_en
        assert "{" not in problem.message_de + problem.message_en


def test_a_hundred_thousand_unknown_fields_give_a_short_answer() -> None:
    problems = find_problems({f"field{number}": 1 for number in range(100_000)})
    assert problems[0].field == "narrative"
    assert len(problems) == 21
