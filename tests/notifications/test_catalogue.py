from __future__ import annotations

import dataclasses
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from pydantic import JsonValue, ValidationError

from models.vocabulary import MessageName, PartnerBecause
from notifications.catalogue import MESSAGES, CaseAssigned, Message, MessageRefused, message_from_context
from notifications.parts import Contact, DeadlineLine
from tests.notifications.samples import ACKNOWLEDGE, CASE_REF, LINK, SAMPLES

every_message = pytest.mark.parametrize("message", SAMPLES.values(), ids=list(SAMPLES))


def test_every_name_has_one_message_and_one_sample() -> None:
    assert set(MESSAGES) == set(MessageName) == set(SAMPLES)
    assert len(set(MESSAGES.values())) == len(MessageName)


@every_message
def test_a_message_survives_the_outbox(message: Message) -> None:
    stored = json.loads(json.dumps(message.to_context()))
    assert message_from_context(message.name, stored) == message


@every_message
def test_unknown_missing_and_wrong_values_are_refused_without_being_quoted(message: Message) -> None:
    context = message.to_context()
    bad: list[dict[str, JsonValue]] = [
        context | {"narrative": "KANARIE"},
        context | {"link": "javascript:KANARIE"},
        context | {"municipality": "KANARIE\r\nBcc: x@y.example"},
        context | {"timezone": "KANARIE/Nowhere"},
        *({key: value for key, value in context.items() if key != gone} for gone in _required(message)),
    ]
    for wrong in bad:
        with pytest.raises(MessageRefused) as refused:
            message_from_context(message.name, wrong)
        assert "KANARIE" not in str(refused.value)
        assert refused.value.__cause__ is None


def _required(message: Message) -> set[str]:
    return {field.name for field in dataclasses.fields(message) if field.default is dataclasses.MISSING}


@every_message
def test_a_message_cannot_be_changed(message: Message) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        message.municipality = "Anderswo"  # type: ignore[misc]


def test_instants_are_aware_and_kept_as_utc() -> None:
    in_berlin = datetime(2026, 11, 23, 14, 0, tzinfo=timezone(timedelta(hours=1)))
    line = DeadlineLine(kind=ACKNOWLEDGE.kind, due_at=in_berlin)
    assert line.due_at.tzinfo is UTC
    assert line == ACKNOWLEDGE
    with pytest.raises(ValidationError, match="aware"):
        DeadlineLine(kind=ACKNOWLEDGE.kind, due_at=in_berlin.replace(tzinfo=None))


@pytest.mark.parametrize("sneaky", ["a\nb", "a\x00b", "a\u202eb", "a\u200bb", "a\u2028b", "", "x" * 201])
def test_names_cannot_forge_a_line(sneaky: str) -> None:
    with pytest.raises(ValidationError):
        Contact(name_de=sneaky, name_en="Office")


def test_without_consent_the_police_gets_no_link() -> None:
    call = SAMPLES[MessageName.PARTNER_ACUTE_DANGER].to_context()
    with pytest.raises(MessageRefused):
        message_from_context(MessageName.PARTNER_ACUTE_DANGER, call | {"link": LINK})
    agreed = call | {"link": LINK, "because": PartnerBecause.CONSENT.value}
    assert message_from_context(MessageName.PARTNER_ACUTE_DANGER, agreed).to_context()["link"] == LINK


def test_no_field_of_any_message_could_hold_a_report_or_a_person() -> None:
    """The words a field may be called by; a new one has to be looked at here."""
    allowed = {
        *("municipality", "timezone", "ask", "case_ref", "severity", "severity_before", "danger_level"),
        *("office", "informed", "link", "received_at", "deadlines", "handed_over", "partner"),
        *("partner_kind", "answer_by", "because", "deadline", "step", "audience", "also", "repeat_no"),
        *("attempts", "problem", "undelivered", "state", "recipient_kind", "recipient", "reply"),
        *("overdue", "oldest_due_at", "case_refs", "broken", "holds_again"),
        *("hand_overs", "within_h", "by_itself"),
    }
    used = {field.name for kind in MESSAGES.values() for field in dataclasses.fields(kind)}
    assert used <= allowed


def test_the_first_notice_reads_as_plain_json() -> None:
    message = SAMPLES[MessageName.CASE_ASSIGNED]
    assert isinstance(message, CaseAssigned)
    context = message.to_context()
    assert context["case_ref"] == CASE_REF
    assert context["severity"] == "high"
    assert context["received_at"] == "2026-11-23T08:00:00Z"
