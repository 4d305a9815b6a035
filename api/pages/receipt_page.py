"""The receipt as HTML: the two codes, what happens next and by when, what this report is not."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from api.languages import Language
from api.pages.render import render_page
from api.pages.texts_catalogue import page_texts
from api.wording import EMERGENCY, KEEP_CODE, NO_STRAFANTRAG, WHAT_NEXT
from models.actions.submit_report import Receipt
from models.policy import Policy
from models.rules.deadline_rules import Budget
from models.store.directory import IntakeRules
from models.vocabulary import DeadlineClock, DeadlineKind, Severity

_PROMISED = (DeadlineKind.ACKNOWLEDGE, DeadlineKind.FIRST_CONTACT, DeadlineKind.FEEDBACK)


def render_receipt(language: Language, rules: IntakeRules, receipt: Receipt, policy: Policy | None) -> str:
    local = receipt.submitted_at.astimezone(ZoneInfo(rules.timezone))
    return render_page(
        "receipt.html",
        language,
        municipality_id=rules.municipality_id,
        municipality_name=rules.name_de if language is Language.DE else rules.name_en,
        case_ref=receipt.case_ref,
        receipt_code=receipt.receipt_code,
        repeated=receipt.repeated,
        day=f"{local:%d.%m.%Y}" if language is Language.DE else f"{local:%-d %B %Y}",
        time=f"{local:%H:%M}",
        times=describe_times(language, policy) if policy else [],
        what_next=WHAT_NEXT.in_language(language),
        keep_code=KEEP_CODE.in_language(language),
        emergency=EMERGENCY.in_language(language),
        no_strafantrag=NO_STRAFANTRAG.in_language(language),
    )


def describe_times(language: Language, policy: Policy) -> list[str]:
    """What the policy promises, from critical to low: how severe this case is has not been decided yet."""
    texts = page_texts(language)["times"]
    rules = {rule.kind: rule for rule in policy.ruleset.deadline_rules}
    return [
        texts[kind.value].format(
            fastest=_describe_budget(language, rules[kind].budgets[Severity.CRITICAL]),
            slowest=_describe_budget(language, rules[kind].budgets[Severity.LOW]),
        )
        for kind in _PROMISED
        if kind in rules
    ]


def _describe_budget(language: Language, budget: Budget) -> str:
    units = page_texts(language)["times"]["units"]
    if budget.months:
        unit, count = "month", budget.months
    elif budget.days:
        unit, count = "office_day", budget.days
    else:
        unit, count = _largest_unit(budget.total_s)
        unit = f"office_{unit}" if budget.clock is DeadlineClock.OFFICE_HOURS else unit
    one, many = units[unit]
    return str(one if count == 1 else many.format(n=count))


def _largest_unit(seconds: int) -> tuple[str, int]:
    for unit, length in (("hour", 3600), ("minute", 60)):
        if seconds >= length and seconds % length == 0:
            return unit, seconds // length
    return "second", seconds
