from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from deployments.local.postgres import RunningPostgres
from models.clock import utc_now
from models.installation import Installation
from models.sealing import MasterKey
from tests.conftest import Clock, RunningClock
from tests.journeys.house import House
from tests.notifications.relays import Mailbox, honest_relay


@pytest.fixture
def clock() -> Clock:
    """Real time: processes that are killed have no other."""
    return RunningClock(utc_now())


@pytest.fixture
def house(
    installation: Installation, postgres: RunningPostgres, database_name: str, master_key: MasterKey
) -> House:
    return House.over(postgres, database_name, master_key, MELDEWEG_DISPATCH_LEASE_S="5")


@pytest.fixture
async def mailbox(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Mailbox]:
    mailbox = Mailbox()
    async with honest_relay(mailbox) as port:
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__PORT", str(port))
        monkeypatch.setenv("MELDEWEG_MAIL_RELAY__TLS", "none")
        yield mailbox
