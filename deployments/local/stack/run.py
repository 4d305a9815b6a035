"""From nothing to a running Meldeweg: form and API first, Prefect after them."""

from __future__ import annotations

import os

from deployments.local.home_lock import HomeLock
from deployments.local.key_file import create_key_file
from deployments.local.stack import parts
from deployments.local.stack.child import ChildPlan
from deployments.local.stack.orphans import adopt_descendants, end_orphans
from deployments.local.stack.plan import LOOPBACK, Plan
from deployments.local.stack.preflight import find_home_problems, find_problems
from deployments.local.stack.probe import accepts, answers_http
from deployments.local.stack.screen import Screen
from deployments.local.stack.supervisor import StopRequested, Supervisor
from deployments.local.words import StartRefused, Words
from models.settings import KeySettings

_DATABASE_S = 120.0
_API_S = 40.0
_PREFECT_S = 180.0
_DISPATCHER_WAITS_S = 45.0  # then it starts without Prefect: routing never waits for it
_STOPPED_LAST = {"prefect-server", "mail-catcher"}


def run_stack(plan: Plan, screen: Screen) -> int:
    """Until Ctrl-C or SIGTERM; answers the exit status."""
    if plan.embedded:
        os.environ.pop("CREDENTIALS_DIRECTORY", None)  # key and addresses lie in <home>/secrets then
    try:
        lock = _check(plan, screen)
    except StartRefused as refused:
        screen.tell_problems(refused.problems)
        return 1
    adopt_descendants()
    supervisor = Supervisor(plan, screen)
    status = 0
    with supervisor.listening():
        try:
            _start(plan, screen, supervisor)
            supervisor.wait_until(lambda: False)
        except StopRequested:
            screen.tell(Words("Meldeweg wird beendet …", "Meldeweg is stopping …"))
        except StartRefused as refused:
            screen.tell_problems(refused.problems)
            status = 1
        except OSError as error:  # no room, no right, no file: nothing a traceback would help with
            screen.tell_problems([Words(*2 * (f"{error.strerror}: {error.filename or plan.home}",))])
            status = 1
        finally:
            supervisor.stop(_STOPPED_LAST)
            (plan.home / "run" / "children").unlink(missing_ok=True)
            lock.release()
    if supervisor.requests > 1:
        return 130
    if status == 0:
        screen.tell(Words("Meldeweg ist beendet.", "Meldeweg has stopped."))
    return status


def _check(plan: Plan, screen: Screen) -> HomeLock:
    """Everything that can be known before the start. Raises StartRefused with all of it."""
    problems = find_home_problems(plan.home)
    if problems:
        raise StartRefused(*problems, *find_problems(plan))
    (plan.home / "run").mkdir(mode=0o700, exist_ok=True)
    lock = HomeLock.take(plan.home / "run" / "lock")
    try:
        end_orphans(plan.home / "run" / "children", screen.tell)
        problems = find_problems(plan)
        if problems:
            raise StartRefused(*problems)
    except BaseException:
        lock.release()
        raise
    return lock


def _start(plan: Plan, screen: Screen, supervisor: Supervisor) -> None:
    if create_key_file(KeySettings().file):
        screen.tell(
            Words(
                f"Schlüsseldatei angelegt: {KeySettings().file}. Sichern Sie sie getrennt von der "
                "Datenbank; ohne sie ist keine Meldung mehr lesbar.",
                f"Key file made: {KeySettings().file}. Back it up apart from the database; without it no "
                "report can be read.",
            )
        )
    if plan.embedded:
        with screen.step(Words("Datenbank", "database")):
            supervisor.start_database()
    for job in (parts.upgrade_database(plan), parts.load_example(plan)):
        with screen.step(Words(job.de, job.en)):
            _run_or_refuse(plan, supervisor, job)
    with screen.step(Words("Formular und API", "form and API")):
        supervisor.start(parts.api(plan))
        supervisor.start(parts.mail_catcher(plan))
        usable = supervisor.wait_until(
            lambda: answers_http(plan.reachable_web_host, plan.web.port, "/readyz"), _API_S
        )
    if usable:
        screen.tell(Words(f"Das Formular ist bereit: {plan.form_url}", f"The form is ready: {plan.form_url}"))
    else:
        log = plan.logs / "api.log"
        screen.tell(
            Words(
                f"Das Formular antwortet noch nicht. Der Grund steht in {log}.",
                f"The form does not answer yet. The reason is in {log}.",
            )
        )
    supervisor.start(parts.delivery(plan))
    _start_prefect(plan, screen, supervisor)
    supervisor.wait_until(lambda: accepts(LOOPBACK, plan.local.mail_web_port), _API_S)
    screen.show_addresses(plan)


def _start_prefect(plan: Plan, screen: Screen, supervisor: Supervisor) -> None:
    def ready() -> bool:
        return answers_http(LOOPBACK, plan.local.prefect_port, "/api/health")

    with screen.step(Words("Prefect", "Prefect")):
        supervisor.start(parts.prefect_server(plan))
        up = supervisor.wait_until(ready, _DISPATCHER_WAITS_S)
        supervisor.start(parts.dispatcher(plan))
        up = up or supervisor.wait_until(ready, _PREFECT_S - _DISPATCHER_WAITS_S)
    deploy = parts.deploy(plan)
    with screen.step(Words(deploy.de, deploy.en)):
        status = supervisor.run_once(deploy, patience_s=_DATABASE_S) if up else None
    if status == 0:
        supervisor.start(parts.ops_worker(plan))
        return
    screen.tell(
        Words(
            "Prefect ist nicht vollständig eingerichtet; Meldungen werden trotzdem bearbeitet. Mehr steht "
            f"in {plan.logs}.",
            f"Prefect is not set up completely; reports are handled nevertheless. More in {plan.logs}.",
        )
    )


def _run_or_refuse(plan: Plan, supervisor: Supervisor, job: ChildPlan) -> None:
    status = supervisor.run_once(job, patience_s=_DATABASE_S)
    if status != 0:
        log = plan.logs / f"{job.name}.log"
        raise StartRefused(
            Words(
                f"{job.de}: fehlgeschlagen. Der Grund steht am Ende von {log}.",
                f"{job.en}: failed. The reason is at the end of {log}.",
            )
        )
