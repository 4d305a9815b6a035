"""What a tick did, as an escalation run shows it."""

from __future__ import annotations

from uuid import UUID

from models.errors import DispatchNotFound
from models.installation import current_installation
from models.store.acts import list_firings_of_dispatch
from models.store.directory import get_municipality
from tasks.showing.publish_run import ShownRun, publish_run
from tasks.showing.wording import AUDIENCE, DEADLINE, STEP, say_local
from tasks.step import step
from tasks.telling.compose_messages import link_to_case, read_public_url

# Beyond, the table alone names the cases: hundreds of tags hide the few that say something.
MOST_CASES_TAGGED = 50


@step("Eskalationsschritt zeigen")
async def show_firings(dispatch_id: str) -> list[str]:
    """Name, tag and describe the run by the firings it stands for; answers a line each."""
    place = current_installation()
    async with place.transaction() as session:
        firings = await list_firings_of_dispatch(session, UUID(dispatch_id))
        if not firings:
            raise DispatchNotFound("no firing belongs to this run")
        municipality = await get_municipality(session, firings[0][2].municipality_id)
    table = ["| Vorgang | Frist | Schritt | an | geplant | fällig |", "|---|---|---|---|---|---|"]
    lines = []
    public_url = read_public_url()
    for firing, deadline, case in firings:
        step_name = STEP[firing.step] + (" (nachgeholt)" if firing.skipped else "")
        link = link_to_case(case.case_ref, public_url=public_url)
        table.append(
            f"| [{case.case_ref}]({link}) | {DEADLINE[deadline.kind]} | {step_name} "
            f"| {AUDIENCE[firing.audience]} | {say_local(firing.planned_at, municipality.timezone)} "
            f"| {say_local(deadline.due_at, municipality.timezone)} |"
        )
        lines.append(f"{case.case_ref} {deadline.kind.value} {firing.step.value} {firing.audience.value}")
    newest, deadline, case = firings[-1]
    cases = {shown.case_ref for _, _, shown in firings}
    audiences = dict.fromkeys(AUDIENCE[firing.audience] for firing, _, _ in firings if not firing.skipped)
    name = (
        f"{case.case_ref} · {DEADLINE[deadline.kind]} · {STEP[newest.step]} ({newest.step.value}) "
        f"an {', '.join(audiences)}"
        if len(cases) == 1
        else f"{len(cases)} Vorgänge · {len(firings)} Eskalationsschritte"
    )
    await publish_run(
        ShownRun(
            name=name,
            tags=(
                *(sorted(f"case:{ref}" for ref in cases) if len(cases) <= MOST_CASES_TAGGED else ()),
                f"municipality:{case.municipality_id}",
                *sorted({f"step:{firing.step.value}" for firing, _, _ in firings}),
                *sorted({f"office:{shown.office_id or 'coordination'}" for _, _, shown in firings}),
            ),
            key=f"firing-{dispatch_id}",
            markdown="\n".join(["# Fristen", "", *table]),
            description="Wer an welche Frist erinnert wurde",
        )
    )
    return lines
