"""Answers that come after the report: the report's own names, words and checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.errors import ReportRefused
from models.intake.body import Danger, Day, IntakeContext, One, Words
from models.intake.problems import describe_problem, describe_problems
from models.intake.reading import split_unknown
from models.rules.added_answers import AddedAnswers, merge_answers
from models.rules.facts import ReportFacts
from models.vocabulary import (
    AffectedRole,
    Answer,
    Channel,
    DangerQuestion,
    IncidentKind,
    Motive,
    Perpetrator,
    ReporterRelation,
)

_DAYS = ("occurred_on", "offender_known_on", "discrimination_known_on")
_WORDS: Mapping[str, type[Channel | AffectedRole | ReporterRelation | Perpetrator]] = {
    "channel": Channel,
    "affected_role": AffectedRole,
    "reporter_relation": ReporterRelation,
    "perpetrator": Perpetrator,
}


class AnswersBody(BaseModel):
    """Closed questions only: texts, contact, consent and the conflict of an office have ways of their own."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True, hide_input_in_errors=True)

    occurred_on: Day | None = None
    channel: One[Channel] = Channel.UNKNOWN
    incident_kinds: Words[IncidentKind] = Field(default=[])
    motives: Words[Motive] = Field(default=[])
    affected_role: One[AffectedRole] = AffectedRole.UNKNOWN
    reporter_relation: One[ReporterRelation] = ReporterRelation.UNKNOWN
    perpetrator: One[Perpetrator] = Perpetrator.UNKNOWN
    danger: Danger = Field(default=Danger())
    offender_known_on: Day | None = None
    discrimination_known_on: Day | None = None


def parse_added_answers(data: object, *, facts: ReportFacts, municipality: str, today: date) -> AddedAnswers:
    """The answers in `data`, or ReportRefused with one problem a field.

    `facts` is what is known of the case already; `today` the local day of the municipality.
    """
    if not isinstance(data, dict):
        raise ReportRefused([describe_problem("model_type", None)])
    known, unknown = split_unknown(data, AnswersBody, path="")
    nested = known.get("danger")
    if isinstance(nested, dict):
        known["danger"], unknown_inside = split_unknown(nested, Danger, path="danger.")
        unknown += unknown_inside
    context = IntakeContext(municipality=municipality, offices=(), today=today)
    try:
        body = AnswersBody.model_validate(known, context=context)
    except ValidationError as error:
        raise ReportRefused(describe_problems(error) + unknown) from None
    if unknown:
        raise ReportRefused(unknown)
    answers = _to_answers(body)
    _check_after_deed(answers, facts)
    return answers


def _to_answers(body: AnswersBody) -> AddedAnswers:
    return AddedAnswers(
        occurred_on=body.occurred_on,
        channel=body.channel,
        incident_kinds=frozenset(body.incident_kinds),
        motives=frozenset(body.motives),
        affected_role=body.affected_role,
        reporter_relation=body.reporter_relation,
        perpetrator=body.perpetrator,
        danger={
            question: answer
            for question in DangerQuestion
            if (answer := getattr(body.danger, question.value)) is not Answer.UNKNOWN
        },
        offender_known_on=body.offender_known_on,
        discrimination_known_on=body.discrimination_known_on,
    )


def _check_after_deed(answers: AddedAnswers, facts: ReportFacts) -> None:
    """Nobody knows the offender of a deed before it happened: judged with what the report said."""
    merged = merge_answers(facts, [answers])
    known_on, occurred_on = merged.offender_known_on, merged.occurred_on
    given = answers.offender_known_on is not None or answers.occurred_on is not None
    if given and known_on is not None and occurred_on is not None and known_on < occurred_on:
        field = "offender_known_on" if answers.offender_known_on is not None else "occurred_on"
        raise ReportRefused([describe_problem("day_before_deed", field)])


def answers_to_stored(answers: AddedAnswers) -> dict[str, Any]:
    """What was answered, in JSON values; what was left out is left out."""
    stored: dict[str, Any] = {}
    for name in _DAYS:
        day: date | None = getattr(answers, name)
        if day is not None:
            stored[name] = day.isoformat()
    for name in _WORDS:
        if (chosen := getattr(answers, name).value) != "unknown":
            stored[name] = chosen
    for name in ("incident_kinds", "motives"):
        if words := getattr(answers, name):
            stored[name] = sorted(word.value for word in words)
    if answers.danger:
        stored["danger"] = {question.value: answer.value for question, answer in answers.danger.items()}
    return stored


def answers_from_stored(stored: Mapping[str, Any]) -> AddedAnswers:
    """Reads what `answers_to_stored` wrote, without judging it again."""
    values: dict[str, Any] = {name: date.fromisoformat(stored[name]) for name in _DAYS if name in stored}
    values |= {name: words(stored[name]) for name, words in _WORDS.items() if name in stored}
    return AddedAnswers(
        **values,
        incident_kinds=frozenset(map(IncidentKind, stored.get("incident_kinds", ()))),
        motives=frozenset(map(Motive, stored.get("motives", ()))),
        danger={DangerQuestion(key): Answer(value) for key, value in stored.get("danger", {}).items()},
    )


def name_answered(stored: Mapping[str, Any]) -> list[str]:
    """Paths of the questions answered, without the answers: what the audit log may hold."""
    return [
        path
        for name, value in stored.items()
        for path in ([f"danger.{question}" for question in value] if name == "danger" else [name])
    ]
