"""The example alert rules ask for what /metrics tells, and speak before the doctor does."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from deployments.doctor.queues import PATIENCE
from models.installation import Installation
from models.invariant import Invariant
from models.store.heartbeats import save_heartbeat
from models.store.invariants import Standing, save_standing
from models.store.queue_depths import Queue
from tests.conftest import Clock

RULES = Path(__file__).parents[2] / "deployments" / "grafana" / "meldeweg.rules.yml"
_SPANS = {"s": "seconds", "m": "minutes", "h": "hours"}
_AGE = re.compile(r'meldeweg_queue_oldest_seconds\{queue="(\w+)"\}\) > (\d+)')


def read_rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(RULES.read_text(encoding="utf-8"))["groups"]
    rules: list[dict[str, Any]] = group["rules"]
    return rules


def read_span(text: str) -> timedelta:
    return timedelta(**{_SPANS[text[-1]]: int(text[:-1])})


@pytest.mark.database
async def test_rules_ask_for_metrics_and_labels_that_are_told(
    client: httpx.AsyncClient, installation: Installation, clock: Clock
) -> None:
    async with installation.transaction() as session:
        for process in ("dispatcher", "delivery"):
            await save_heartbeat(session, process, "i", now=clock.now)
        for invariant in Invariant:
            await save_standing(session, Standing(invariant, clock.now, 0, None, took_ms=2.0))
    text = (await client.get("/metrics")).text
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    told = {sample.name for sample in samples}
    labels = {(sample.name, *label) for sample in samples for label in sample.labels.items()}
    asked = 0
    for rule in read_rules():
        for name, selector in re.findall(r"(meldeweg_\w+)(?:\{([^}]*)\})?", rule["expr"]):
            assert name in told
            for label, values in re.findall(r'(\w+)=~?"([^"]*)"', selector):
                assert {(name, label, value) for value in values.split("|")} <= labels
            asked += 1
    assert asked >= len(Queue)


@pytest.mark.parametrize("queue", Queue)
def test_each_queue_is_spoken_of_before_the_doctor_calls_it_a_problem(queue: Queue) -> None:
    (said_after,) = [
        timedelta(seconds=int(above)) + read_span(rule["for"])
        for rule in read_rules()
        for name, above in _AGE.findall(rule["expr"])
        if name == queue
    ]
    assert said_after < PATIENCE[queue]


def test_every_rule_says_in_both_languages_what_to_do() -> None:
    rules = read_rules()
    assert len({rule["alert"] for rule in rules}) == len(rules)
    for rule in rules:
        assert set(rule["annotations"]) == {"de", "en"}
        assert all(len(text) > 30 for text in rule["annotations"].values())
        assert rule["labels"]["severity"] in {"page", "ticket"}
