"""The decision in the words of the interface, exactly."""

from __future__ import annotations

import json
from typing import Any

from models.rules.deadlines import plan_deadline_of_superior
from models.rules.decide import decide
from models.rules.decision_json import deadline_to_json, decision_to_json
from models.rules.facts import ReportFacts
from models.vocabulary import AffectedRole, Perpetrator, Severity
from tests.models.rules.samples import CLEAR_TEXT, MONDAY, RULES, calm_report, day


def written(facts: ReportFacts) -> dict[str, Any]:
    decision = decide(facts, RULES, submitted_at=MONDAY, text=CLEAR_TEXT)
    plain: dict[str, Any] = json.loads(json.dumps(decision_to_json(decision)))
    return plain


def test_a_whole_decision() -> None:
    answer = written(calm_report("threat", "exclusion", consent=["counselling"]))
    deadlines = answer.pop("deadlines")
    assert answer == {
        "severity": "high",
        "danger_level": 2,
        "offences": ["threat"],
        "text_assessed": True,
        "reasons": [
            {
                "rule": "threat-reported",
                "severity": "high",
                "text": "Eine Bedrohung wurde gemeldet.",
                "source": "answers",
            },
            {
                "rule": "every-report",
                "severity": "low",
                "text": "Jede Meldung wird bearbeitet.",
                "source": "answers",
            },
        ],
        "open_questions": [],
        "office": "prevention",
        "also_inform": ["antidiscrimination"],
        "partners": [{"partner": "counselling-example", "kind": "counselling", "because": "consent"}],
        "policy": {"id": "augsburg", "version": "1", "sha256": RULES.sha256},
    }
    assert [deadline["kind"] for deadline in deadlines] == [
        "acknowledge",
        "first_contact",
        "review",
        "feedback",
    ]
    assert deadlines[0] == {
        "kind": "acknowledge",
        "clock": "elapsed",
        "due_at": "2026-11-23T13:00:00Z",
        "steps": [
            {"at": "2026-11-23T11:00:00Z", "audience": "officer", "step": "reminder"},
            {"at": "2026-11-23T12:12:00Z", "audience": "officer", "step": "reminder"},
            {"at": "2026-11-23T13:00:00Z", "audience": "deputy", "step": "due"},
            {"at": "2026-11-23T13:00:00Z", "audience": "head", "step": "due"},
            {"at": "2026-11-23T15:00:00Z", "audience": "coordination", "step": "escalation"},
            {
                "at": "2026-11-23T17:00:00Z",
                "audience": "leadership",
                "step": "escalation",
                "repeat_every_s": 86400,
            },
        ],
    }
    assert deadlines[3]["due_at"] == "2027-02-23T22:59:59Z"
    assert deadlines[3]["due_on"] == "2027-02-23"


def test_marks_of_legal_deadlines() -> None:
    facts = calm_report(
        "threat",
        "discrimination",
        perpetrator=Perpetrator.COLLEAGUE,
        affected_role=AffectedRole.EMPLOYEE,
        offender_known_on=day("2026-08-03"),
        occurred_on=day("2026-11-03"),
    )
    feedback, strafantrag, agg_claim = written(facts)["deadlines"][3:]
    assert {"overdue", "check", "estimated", "entitled_person"}.isdisjoint(feedback)
    assert (strafantrag["overdue"], strafantrag["check"]) == (True, True)
    assert strafantrag["due_on"] == "2026-11-03"
    assert [step["step"] for step in strafantrag["steps"]] == ["overdue"] * 3
    assert agg_claim["estimated"] is True
    assert "overdue" not in agg_claim


def test_no_office_is_null_with_an_alarm() -> None:
    answer = written(calm_report(not_to_offices=frozenset(RULES.office_by_id)))
    assert (answer["office"], answer["also_inform"], answer["alarm"]) == (None, [], "no_office")
    assert {step["audience"] for deadline in answer["deadlines"] for step in deadline["steps"]} == {
        "coordination"
    }
    assert "alarm" not in written(calm_report())


def test_the_superiors_deadline_says_whose_it_is() -> None:
    deadline = plan_deadline_of_superior(
        calm_report("insult", affected_role=AffectedRole.MANAGER),
        Severity.LOW,
        office="integration",
        ruleset=RULES,
        known_on=day("2026-11-20"),
        now=MONDAY,
    )
    assert deadline is not None
    assert deadline_to_json(deadline)["entitled_person"] == "superior"


def test_the_same_report_gives_the_same_decision() -> None:
    facts = calm_report("threat", danger={"afraid": "yes"})
    assert written(facts) == written(facts)
