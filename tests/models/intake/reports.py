"""Reports to check, in a municipality that is not the shipped example."""

from __future__ import annotations

from datetime import date

from models.errors import FieldProblem, ReportRefused
from models.intake import ReportIn, parse_report

TODAY = date(2026, 11, 23)
OFFICES = frozenset({"equality", "safety"})


def read_report(**fields: object) -> ReportIn:
    return parse_report(
        {"narrative": "Es ist etwas passiert.", **fields},
        municipality="musterstadt",
        offices=OFFICES,
        today=TODAY,
    )


def find_problems(data: object) -> list[FieldProblem]:
    """The problems of data that is no report; fails when it is one."""
    try:
        parse_report(data, municipality="musterstadt", offices=OFFICES, today=TODAY)
    except ReportRefused as refused:
        return refused.problems
    raise AssertionError("accepted")


def find_problem_fields(**fields: object) -> list[str | None]:
    return [problem.field for problem in find_problems({"narrative": "Es ist etwas passiert.", **fields})]
