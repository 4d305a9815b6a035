"""The four steps of routing: what each saves, that twice is once, that the order holds."""

from __future__ import annotations

import json

import pytest
from sqlmodel import func, select

from flows.route_case import STEPS, route_case_plainly
from models.errors import CaseNotFound, StepOutOfOrder
from models.installation import Installation
from models.sealing import open_sealed
from models.store.audit_log import list_entries_of_case
from models.store.case_keys import get_case_key
from models.store.deadlines import list_deadlines_of_case
from models.store.referrals import list_referrals_of_case
from models.tables import AuditEntry, Deadline, Notice, Referral
from models.vocabulary import CaseState, Severity
from tasks.assign_office import assign_office
from tasks.notify_partners import notify_partners
from tasks.schedule_deadlines import schedule_deadlines
from tests.reports import report
from tests.routing import notices_of, reload, submit, submit_and_route

pytestmark = pytest.mark.database


async def test_a_threat_goes_to_prevention_with_notices_deadlines_and_reasons(
    installation: Installation,
) -> None:
    case = await submit_and_route(installation)
    async with installation.transaction() as session:
        deadlines = await list_deadlines_of_case(session, case.case_id)
        referrals = await list_referrals_of_case(session, case.case_id)
        entries = await list_entries_of_case(session, case.case_id)
    assert (case.state, case.severity, case.office_id) == (CaseState.ROUTED, Severity.HIGH, "prevention")
    assert "threat-reported" in [reason["rule"] for reason in case.decision["reasons"]]
    assert {deadline.kind.value for deadline in deadlines} == {
        "acknowledge",
        "first_contact",
        "review",
        "feedback",
        "strafantrag",
        "offender_known",  # of the superior: the affected person holds an office
    }
    assert [(referral.partner_id, referral.because.value) for referral in referrals] == [
        ("counselling-example", "consent"),
        ("police-example", "consent"),
    ]
    assert await notices_of(installation, case) == [
        ("partner_referral", "counselling-example"),
        ("partner_referral", "police-example"),
        ("case_assigned", "prevention"),
    ]
    assert [entry.event for entry in entries] == [
        "report_received",
        "severity_proposed",
        "office_assigned",
        "notices_queued",
        "deadlines_scheduled",
        "question_asked",
        "case_routed",
    ]


async def test_routing_twice_changes_nothing(installation: Installation) -> None:
    case = await submit_and_route(installation)
    before = await _counts(installation)
    await route_case_plainly(str(case.case_id))
    assert await _counts(installation) == before
    assert await reload(installation, case.case_ref) == case


async def test_the_steps_refuse_the_wrong_order(installation: Installation) -> None:
    case = await submit(installation)
    for step in (assign_office, notify_partners, schedule_deadlines):
        with pytest.raises(StepOutOfOrder):
            await step.fn(str(case.case_id))
    assert (await reload(installation, case.case_ref)).state is CaseState.RECEIVED


@pytest.mark.parametrize("step", STEPS, ids=lambda step: str(step.name))
async def test_nonsense_instead_of_a_case_id_is_not_repeated(
    installation: Installation, step: object
) -> None:
    with pytest.raises(CaseNotFound) as refusal:
        await step.fn("Frau Kanarie, Hauptstr. 1")  # type: ignore[attr-defined]
    assert "Kanarie" not in str(refusal.value)


async def test_critical_without_consent_tells_the_police_alone_and_without_link(
    installation: Installation,
) -> None:
    case = await submit_and_route(installation, report(danger={"danger_now": "yes"}, consent=[]))
    async with installation.transaction() as session:
        (referral,) = await list_referrals_of_case(session, case.case_id)
        notices = (await session.exec(select(Notice).where(Notice.recipient_id == "police-example"))).all()
    assert (case.severity, referral.because.value) == (Severity.CRITICAL, "acute_danger")
    assert [notice.message.value for notice in notices] == ["partner_acute_danger"]
    assert notices[0].context["link"] is None


async def test_an_office_in_conflict_never_hears_of_the_case(installation: Installation) -> None:
    case = await submit_and_route(
        installation, report(incident_kinds=["threat", "discrimination"], not_to_offices=["prevention"])
    )
    told = [recipient for _, recipient in await notices_of(installation, case)]
    assert case.office_id == "antidiscrimination"
    assert "prevention" not in told


async def test_rule_two_is_informed_when_rule_one_decides(installation: Installation) -> None:
    case = await submit_and_route(installation, report(incident_kinds=["threat", "discrimination"]))
    assert ("case_to_know", "antidiscrimination") in await notices_of(installation, case)


async def test_when_every_office_is_excluded_the_coordination_is_alarmed(installation: Installation) -> None:
    case = await submit_and_route(
        installation, report(not_to_offices=["prevention", "integration", "antidiscrimination"])
    )
    assert case.office_id is None
    assert case.decision["alarm"] == "no_office"
    assert ("alarm_no_office", "coordination") in await notices_of(installation, case)
    async with installation.transaction() as session:
        deadlines = await list_deadlines_of_case(session, case.case_id)
    assert {step["audience"] for deadline in deadlines for step in deadline.plan} == {"coordination"}


async def test_words_of_the_report_that_matched_are_sealed(installation: Installation) -> None:
    case = await submit_and_route(installation, report(narrative="Er schrieb: Ich bringe dich um, Kanarie."))
    async with installation.transaction() as session:
        key = await get_case_key(session, case.case_id, master=installation.master_key)
    assert "bring" not in json.dumps(case.decision)
    assert case.sealed_findings is not None
    findings = json.loads(
        open_sealed(key, case.sealed_findings, place=f"case_file.sealed_findings/{case.case_id}")
    )
    assert any("bringe" in finding["words"].lower() for finding in findings)


async def _counts(place: Installation) -> list[int]:
    async with place.transaction() as session:
        return [
            (await session.exec(select(func.count()).select_from(table))).one()
            for table in (AuditEntry, Deadline, Notice, Referral)
        ]
