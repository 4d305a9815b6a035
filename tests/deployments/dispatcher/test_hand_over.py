"""Routing handed to a work pool by setting: the same journey, executed by a stock process worker."""

from __future__ import annotations

import base64
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from deployments.registration import register_deployments
from models.installation import Installation
from models.sealing import MasterKey
from models.vocabulary import CaseState
from tests import HOME
from tests.deployments.dispatcher.test_dispatcher import is_done, runs_of
from tests.journeys.waiting import dispatching, until
from tests.prefect_server import PrefectServer
from tests.routing import reload, submit

pytestmark = [pytest.mark.database, pytest.mark.prefect]

POOL = "routing"


@pytest.fixture
def worker(
    installation: Installation, master_key: MasterKey, prefect_server: PrefectServer
) -> Iterator[None]:
    """A stock worker with the test's database and key, as another machine would have them."""
    key_file = HOME / "worker.key"
    key_file.touch(mode=0o600)
    key_file.write_bytes(base64.b64encode(master_key.secret))
    url = installation.database.engine.url.set(drivername="postgresql")
    environment = dict(os.environ) | {
        "DATABASE_URL": url.render_as_string(hide_password=False),
        "MELDEWEG_KEY_FILE": str(key_file),
    }
    with (HOME / "worker.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  words of this test only
            [sys.executable, "-P", "-m", "prefect", "worker", "start", "--pool", POOL, "--type", "process"],
            env=environment,
            cwd=HOME,
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        yield
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


async def test_a_worker_of_the_pool_routes_the_case_in_one_run(
    installation: Installation, prefect_server: PrefectServer, worker: None
) -> None:
    await register_deployments(POOL)
    case = await submit(installation)
    async with dispatching(installation, work_pool=POOL, prefect_patience_s=90):
        await until(lambda: is_done(installation, case))
    (run,) = runs_of(prefect_server, case)
    assert (run["state_type"], run["work_pool_name"]) == ("COMPLETED", POOL)
    assert run["name"] == f"{case.case_ref} · hoch (high)"
    assert (await reload(installation, case.case_ref)).state is CaseState.ROUTED


async def test_without_a_worker_the_steps_run_without_prefect(
    installation: Installation, prefect_server: PrefectServer
) -> None:
    await register_deployments(POOL)
    case = await submit(installation)
    async with dispatching(installation, work_pool=POOL, prefect_patience_s=1):
        await until(lambda: _is_routed(installation, case.case_ref))
    (run,) = runs_of(prefect_server, case)
    assert run["state_type"] == "SCHEDULED"


async def _is_routed(place: Installation, case_ref: str) -> bool:
    return (await reload(place, case_ref)).state is CaseState.ROUTED
