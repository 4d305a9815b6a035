"""From the report itself to the whole decision: the text is read, then everything is decided."""

from __future__ import annotations

from datetime import datetime

from models.rules.calendar import office_calendar
from models.rules.deadlines import cut_to_second
from models.rules.decide import decide
from models.rules.decision import Decision
from models.rules.facts import ReportFacts
from models.rules.ruleset import Ruleset
from models.rules.text import assess_text


def decide_report(facts: ReportFacts, ruleset: Ruleset, *, submitted_at: datetime) -> Decision:
    """Assess the text on the local day of submission, then decide."""
    today = office_calendar(ruleset, None).local_day(cut_to_second(submitted_at))
    text = assess_text(facts.narrative, facts.exact_words, facts.language, today=today)
    return decide(facts, ruleset, submitted_at=submitted_at, text=text)
