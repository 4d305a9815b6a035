"""From plain values to a checked report; every problem of it at once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from itertools import islice

from pydantic import BaseModel, ValidationError

from models.errors import FieldProblem, ReportRefused
from models.intake.body import Contact, Danger, IntakeContext, ReportBody
from models.intake.consent import CONSENT_TEXT_VERSION
from models.intake.problems import describe_problem, describe_problems, show_name
from models.intake.report import ReportIn
from models.vocabulary import DangerQuestion, Identity

# Enough to mend a form; an answer must not grow with what a stranger sends.
_UNKNOWN_FIELDS_NAMED = 20

_LEVELS: dict[str, type[BaseModel]] = {"danger": Danger, "contact": Contact}


def parse_report(data: object, *, municipality: str, offices: Collection[str], today: date) -> ReportIn:
    """The report in `data`, or ReportRefused with one problem a field.

    `offices` are the ids that exist, `today` is the local day of the municipality at submission.
    """
    if not isinstance(data, dict):
        raise ReportRefused([describe_problem("model_type", None)])
    known, unknown = split_unknown(data, ReportBody, path="")
    for name, level in _LEVELS.items():
        nested = known.get(name)
        if isinstance(nested, dict):
            known[name], unknown_inside = split_unknown(nested, level, path=f"{name}.")
            unknown += unknown_inside
    context = IntakeContext(municipality=municipality, offices=offices, today=today)
    try:
        body = ReportBody.model_validate(known, context=context)
    except ValidationError as error:
        raise ReportRefused(describe_problems(error) + unknown) from None
    if unknown:
        raise ReportRefused(unknown)
    return _to_report(body, municipality)


def split_unknown(
    data: Mapping[object, object], level: type[BaseModel], *, path: str
) -> tuple[dict[object, object], list[FieldProblem]]:
    """Keys are looked at before pydantic sees them: it stops at the first key that is no proper text."""
    known: dict[object, object] = {key: data[key] for key in level.model_fields if key in data}
    strangers = (key for key in data if key not in known)
    return known, [
        describe_problem("extra_forbidden", path + show_name(str(key)))
        for key in islice(strangers, _UNKNOWN_FIELDS_NAMED)
    ]


def _to_report(body: ReportBody, municipality: str) -> ReportIn:
    contact = body.contact if body.contact is not None and body.contact.is_given else Contact()
    return ReportIn(
        municipality=municipality,
        language=body.language,
        narrative=body.narrative,
        exact_words=body.exact_words or None,
        occurred_on=body.occurred_on,
        place=body.place or None,
        channel=body.channel,
        incident_kinds=frozenset(body.incident_kinds),
        motives=frozenset(body.motives),
        affected_role=body.affected_role,
        reporter_relation=body.reporter_relation,
        perpetrator=body.perpetrator,
        danger={question: getattr(body.danger, question.value) for question in DangerQuestion},
        offender_known_on=body.offender_known_on,
        discrimination_known_on=body.discrimination_known_on,
        identity=body.identity or (Identity.CONFIDENTIAL if contact.is_given else Identity.ANONYMOUS),
        contact_name=contact.name or None,
        contact_email=contact.email or None,
        contact_phone=contact.phone or None,
        consent=frozenset(body.consent),
        consent_text=CONSENT_TEXT_VERSION if body.consent else None,
        not_to_offices=frozenset(body.not_to_offices),
    )
