"""From data of a stranger to a stored report: the same way for the form and the API."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from api.wording import SEVERAL_MUNICIPALITIES
from models.actions.submit_report import Receipt, submit_report
from models.errors import FieldProblem, MunicipalityNotFound, ReportRefused
from models.installation import Installation
from models.intake import ReportIn, parse_report
from models.store.directory import IntakeRules, get_intake_rules

_SLUG = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")


@dataclass(frozen=True, slots=True)
class Accepted:
    receipt: Receipt
    rules: IntakeRules


async def find_rules(place: Installation, slug: object) -> IntakeRules | None:
    """Rules of the municipality named, or of the only one when nothing is named; None when there is none."""
    if slug is not None and not (isinstance(slug, str) and _SLUG.fullmatch(slug)):
        return None
    try:
        async with place.transaction() as session:
            return await get_intake_rules(session, slug)
    except MunicipalityNotFound:
        return None


async def accept_report(
    place: Installation, data: object, *, now: datetime, idempotency_key: str | None
) -> Accepted:
    """Check and store. Raises `ReportRefused`, `IdempotencyConflict`, `StoreUnavailable`."""
    named = data.get("municipality") if isinstance(data, dict) else None
    # A name nobody knows is told together with all other problems, by the rules of the only municipality.
    rules = await find_rules(place, named) or await find_rules(place, None)
    if rules is None:
        raise ReportRefused(
            [FieldProblem("municipality", SEVERAL_MUNICIPALITIES.de, SEVERAL_MUNICIPALITIES.en)]
        )
    report = parse_report(
        data,
        municipality=rules.municipality_id,
        offices=rules.offices,
        today=now.astimezone(ZoneInfo(rules.timezone)).date(),
    )
    receipt = await submit_report(
        place, report, now=now, idempotency_key=idempotency_key, fingerprint=_fingerprint(report)
    )
    return Accepted(receipt, rules)


def _fingerprint(report: ReportIn) -> bytes:
    """The report as bytes that do not depend on the order of fields, sets or white space between them."""
    return json.dumps(report.to_stored(), sort_keys=True, separators=(",", ":")).encode()
