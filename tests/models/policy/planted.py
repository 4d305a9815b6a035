"""Mistakes planted into copies of the shipped policy, each with the place and the line to be named."""

from __future__ import annotations

from importlib.resources import files
from typing import NamedTuple

SHIPPED = files("models.policy").joinpath("augsburg.toml").read_text(encoding="utf-8")


class Mistake(NamedTuple):
    """`old` (its first occurrence behind `after`) becomes `new`.

    The problem names `place` and a line of the changed file that holds `line`, and says `said`.
    """

    name: str
    old: str
    new: str
    place: str
    line: str
    said: str
    after: str = ""

    @property
    def text(self) -> str:
        start = SHIPPED.index(self.after)
        at = SHIPPED.index(self.old, start)
        return SHIPPED[:at] + self.new + SHIPPED[at + len(self.old) :]


_RULE = '''[[severity_rules]]
id = "extra"
level = "{level}"
when = {{ {when} }}
text_de = "Ein Text."
text_en = "A text."
source = "Policy of the offices"

[[severity_rules]]
id = "every-report"'''
_LAST_RULE = '[[severity_rules]]\nid = "every-report"'


def _rule(name: str, level: str, when: str, said: str) -> Mistake:
    new = _RULE.format(level=level, when=when)
    return Mistake(name, _LAST_RULE, new, "severity_rules (extra)", "[[severity_rules]]", said)


PLANTED = [
    # the file itself
    Mistake("no TOML", 'version = "1"', "version = = 1", "file", "version = = 1", "mend the line"),
    Mistake("open string", 'version = "1"', 'version = "1', "file", 'version = "1', "mend the line"),
    Mistake("key twice", 'version = "1"', 'version = "1"\nversion = "2"', "file", 'version = "2"', "mend"),
    Mistake("file cut off", SHIPPED[SHIPPED.index("[calendar]") + 9 :], "", "file", "[calendar", "mend"),
    # keys, words and types
    Mistake(
        "unknown key",
        "[municipality]\n",
        '[municipality]\nland = "BY"\n',
        "municipality.land",
        "land =",
        "no known key",
    ),
    Mistake(
        "misspelt key",
        "deputy =",
        "deputi =",
        "people[0] (integration-officer-1).deputi",
        "deputi",
        "no known key",
    ),
    Mistake(
        "unknown table",
        "[calendar.hours]",
        "[opening]\nx = 1\n\n[calendar.hours]",
        "opening",
        "[opening]",
        "no known key",
    ),
    Mistake("missing key", 'slug = "augsburg"\n', "", "municipality.slug", "[municipality]", "add it"),
    Mistake(
        "missing German text",
        'text_de = "Eine Bedrohung wurde gemeldet."\n',
        "",
        "severity_rules[5] (threat-reported).text_de",
        "[[severity_rules]]",
        "add it",
    ),
    Mistake(
        "empty English text",
        'text_en = "A threat was reported."',
        'text_en = " "',
        "severity_rules (threat-reported).text_en",
        'text_en = " "',
        "empty",
    ),
    Mistake(
        "rule without source",
        'source = "Aachener Modell, Gefährdungsstufe 3"\n',
        "",
        "severity_rules[1] (weapon).source",
        "[[severity_rules]]",
        "add it",
        after='id = "weapon"',
    ),
    Mistake(
        "hint without words",
        'text_de = "Kann eine Nötigung berühren (§ 240 StGB)."',
        'text_de = ""',
        "offence_hints (coercion).text_de",
        'text_de = ""',
        "empty",
    ),
    Mistake(
        "unknown word for a level",
        'level = "critical"',
        'level = "kritisch"',
        "severity_rules[0] (danger-now).level",
        '"kritisch"',
        "low, medium, high, critical",
    ),
    Mistake(
        "unknown kind of incident",
        '"hostile_campaign", "doxxing"]',
        '"campaign", "doxxing"]',
        "severity_rules[12] (hostility-against-family).when.incident_kinds[1]",
        '"campaign"',
        "these words",
    ),
    Mistake(
        "unknown question",
        "{ weapon =",
        "{ knife =",
        "severity_rules[1] (weapon).when.danger.knife",
        "knife",
        "these words",
    ),
    Mistake("number for a text", 'version = "1"', "version = 1", "version", "version = 1", "a text"),
    Mistake(
        "date for a text", 'version = "1"', "version = 2026-01-01", "version", "version = 2026", "quotes"
    ),
    Mistake(
        "text for a number",
        "percent = 80",
        'percent = "80"',
        "ladders[0] (handling).steps[1].percent",
        'percent = "80"',
        "an integer",
    ),
    Mistake(
        "fraction for a number",
        "months = 2 }",
        "months = 2.5 }",
        "deadline_rules[5] (agg_claim).budgets.critical.months",
        "months = 2.5",
        "an integer",
    ),
    Mistake(
        "one word for a list",
        'assessed_languages = ["de", "en"]',
        'assessed_languages = "de"',
        "assessed_languages",
        "assessed_languages",
        "a list",
    ),
    Mistake(
        "yes for true",
        "needs_consent = true",
        'needs_consent = "yes"',
        "partner_rules[0] (police-with-consent).needs_consent",
        'needs_consent = "yes"',
        "true or false",
    ),
    Mistake(
        "a time that does not exist",
        'closes = "16:00"',
        'closes = "25:00"',
        "calendar.hours.monday[1].closes",
        "monday",
        "a time like",
    ),
    Mistake(
        "line break in a name",
        'name = "Rechtliche',
        'name = "An:\\nRechtliche',
        "partners[3].name",
        "An:",
        "line break",
    ),
    # offices, people, partners
    Mistake(
        "missing office",
        'office = "prevention"\nwhen',
        'office = "police"\nwhen',
        "office_rules (safety).office",
        'office = "police"',
        "no office police",
    ),
    Mistake(
        "office without mailbox",
        'mailbox = "praevention@augsburg.example"',
        'mailbox = ""',
        "offices (prevention).mailbox",
        'mailbox = ""',
        "e-mail address",
    ),
    Mistake(
        "office without mailbox key",
        'mailbox = "praevention@augsburg.example"\n',
        "",
        "offices[1] (prevention).mailbox",
        "[[offices]]",
        "add it",
    ),
    Mistake(
        "two offices with one mailbox",
        '"praevention@augsburg',
        '"integration@augsburg',
        "offices (prevention).mailbox",
        "integration@",
        "use another",
    ),
    Mistake(
        "head of two offices",
        '"praevention.leitung@',
        '"integration.leitung@',
        "people (prevention-head).email",
        "integration.leitung@",
        "use another",
    ),
    Mistake(
        "deputy missing",
        'role = "deputy"',
        'role = "officer"',
        "offices (prevention)",
        "[[offices]]",
        "role deputy",
        after='id = "prevention-deputy"',
    ),
    Mistake(
        "unknown deputy",
        'deputy = "prevention-officer-2"',
        'deputy = "somebody"',
        "people (prevention-officer-1).deputy",
        "somebody",
        "no person somebody",
    ),
    Mistake(
        "deputy of another office",
        'deputy = "prevention-officer-2"',
        'deputy = "integration-head"',
        "people (prevention-officer-1).deputy",
        'deputy = "integration-head"',
        "of the same",
    ),
    Mistake(
        "deputies in a circle",
        'id = "coordinator-2"',
        'id = "coordinator-2"\ndeputy = "coordinator-1"',
        "people (coordinator-2).deputy",
        'deputy = "coordinator-1"',
        "break it",
    ),
    Mistake(
        "deputy of oneself",
        'deputy = "leadership-2"',
        'deputy = "leadership-1"',
        "people (leadership-1).deputy",
        'deputy = "leadership-1"',
        "break it",
    ),
    Mistake(
        "person of no office",
        'office = "prevention"',
        'office = "nowhere"',
        "people (prevention-officer-1).office",
        'office = "nowhere"',
        "no office nowhere",
    ),
    Mistake(
        "person twice",
        'id = "prevention-officer-2"\n',
        'id = "prevention-officer-1"\n',
        "people (prevention-officer-1)",
        "[[people]]",
        "its own",
    ),
    Mistake(
        "office twice",
        'id = "antidiscrimination"',
        'id = "prevention"',
        "offices (prevention)",
        "[[offices]]",
        "its own",
    ),
    Mistake(
        "unreachable partner",
        '"beratung@betroffenenberatung.example"',
        '"beratung@localhost"',
        "partners (counselling-example).email",
        "localhost",
        "e-mail address",
    ),
    Mistake(
        "address no server takes",
        '"beratung@betroffenenberatung.example"',
        '"be..ratung@x.example"',
        "partners (counselling-example).email",
        "be..ratung",
        "e-mail address",
    ),
    Mistake(
        "no partner of a kind",
        'kind = "legal_aid"',
        'kind = "counselling"',
        "partner_rules (legal-aid-with-consent).kind",
        'kind = "legal_aid"',
        "add one",
    ),
    Mistake(
        "office missing in the fallback",
        ', "prevention"]',
        "]",
        "office_fallback",
        "office_fallback",
        "add it",
    ),
    # calendar
    Mistake(
        "unknown time zone",
        "Europe/Berlin",
        "Europe/Augsburg",
        "calendar.timezone",
        "Europe/Augsburg",
        "write one like",
    ),
    Mistake(
        "unknown place of holidays",
        'holiday_subdivision = "Augsburg"',
        'holiday_subdivision = "Augs"',
        "calendar.holiday_subdivision",
        '"Augs"',
        "correct the code",
    ),
    Mistake(
        "overlapping hours",
        'opens = "13:30"',
        'opens = "12:00"',
        "calendar.hours.monday (12:00-16:00)",
        "monday",
        "overlaps",
    ),
    Mistake(
        "hours upside down",
        'friday = [{ opens = "08:30", closes = "12:30" }]',
        'friday = [{ opens = "12:30", closes = "08:30" }]',
        "calendar.hours.friday (12:30-08:30)",
        "friday",
        "swap",
    ),
    Mistake(
        "never open",
        SHIPPED[SHIPPED.index("monday = ") : SHIPPED.index("\n\n\n# -", SHIPPED.index("monday = "))],
        "",
        "calendar.hours",
        "[calendar.hours]",
        "add hours",
    ),
    Mistake("no such closing day", '"12-31"]', '"02-30"]', "calendar.closing_days (02-30)", "02-30", "MM-DD"),
    # rules
    Mistake(
        "rule twice",
        'id = "weapon"',
        'id = "danger-now"',
        "severity_rules (danger-now)",
        "[[severity_rules]]",
        "its own",
    ),
    Mistake(
        "name of a rule in another list",
        'id = "afraid"',
        'id = "weapon"',
        "raise_rules (weapon).id",
        'id = "weapon"',
        "another name",
    ),
    Mistake(
        "rule without condition",
        "when = { perpetrator_internal = true }",
        "when = {}",
        "severity_rules (perpetrator-internal).when",
        "when = {}",
        "add one",
    ),
    Mistake(
        "no rule for every report",
        "when = { always = true }",
        "when = { perpetrator_internal = true }",
        "severity_rules",
        "[[severity_rules]]",
        "add one",
    ),
    _rule("dead rule", "medium", 'incident_kinds = ["threat"]', "dead (threat)"),
    _rule("rule that rewards a no", "high", 'danger = { coordinated = "no" }', "worse answer to coordinated"),
    _rule(
        "rule that rewards an unknown", "critical", 'danger = { injured = "unknown" }', "worse answer to inj"
    ),
    Mistake(
        "rules dead behind a rule for all",
        'level = "low"\nwhen = { always',
        'level = "high"\nwhen = { always',
        "severity_rules (threat-reported)",
        "[[severity_rules]]",
        "dead",
    ),
    Mistake(
        "raise without effect",
        'at_most = "high"',
        'at_most = "low"',
        "raise_rules (afraid)",
        "[[raise_rules]]",
        "dead",
    ),
    Mistake(
        "raise by too much",
        "levels = 1\n",
        "levels = 9\n",
        "raise_rules (afraid).levels",
        "levels = 9",
        "1, 2 or 3",
    ),
    Mistake(
        "danger levels that fall",
        "high = 2,",
        "high = 0,",
        "danger_levels.levels.high",
        "high = 0",
        "raise it",
    ),
    Mistake(
        "office rule nobody reaches",
        "when = [\n  { perpetrator_internal = true },",
        "when = [\n  { always = true },",
        "office_rules (everything-else)",
        "[[office_rules]]",
        "dead",
    ),
    Mistake(
        "last office rule not for all",
        "when = [{ always = true }]",
        'when = [{ motives = ["other"] }]',
        "office_rules",
        "[[office_rules]]",
        "every report",
        after='id = "everything-else"',
    ),
    Mistake(
        "partner told without consent",
        "needs_consent = true",
        "needs_consent = false",
        "partner_rules (counselling-with-consent).needs_consent",
        "needs_consent = false",
        "set it to true",
        after='id = "counselling-with-consent"',
    ),
    Mistake(
        "police told below critical",
        'severity_at_least = "critical"',
        'severity_at_least = "high"',
        "partner_rules (police-acute-danger).needs_consent",
        "needs_consent = false",
        "critical",
    ),
    Mistake(
        "finding without a level",
        'id = "text-told-weapon"',
        'id = "text-told-knife"',
        "text_rules",
        "[[text_rules]]",
        "text-told-weapon",
    ),
    Mistake(
        "unread text is low",
        'level = "medium"',
        'level = "low"',
        "text_rules (text-not-assessed).level",
        'level = "low"',
        "raise it",
        after='id = "text-not-assessed"',
    ),
    # times
    Mistake(
        "negative time",
        "hours = 1 }",
        "hours = -1 }",
        "deadline_rules (acknowledge).budgets.critical",
        "hours = -1",
        "negative",
    ),
    Mistake(
        "negative percent",
        "percent = 50",
        "percent = -50",
        "ladders (handling).steps[0]",
        "[[ladders.steps]]",
        "negative",
    ),
    Mistake(
        "negative days before",
        "days_before = 30",
        "days_before = -30",
        "ladders (legal).steps[0]",
        "[[ladders.steps]]",
        "negative",
    ),
    Mistake(
        "time of another clock",
        "days = 3 }",
        "hours = 3 }",
        "deadline_rules (first_contact).budgets.medium",
        "hours = 3",
        "needs days",
    ),
    Mistake(
        "more time at a higher severity",
        "hours = 4 }\nmedium",
        "hours = 400 }\nmedium",
        "deadline_rules (acknowledge).budgets.high",
        "high =",
        "shorten",
    ),
    Mistake(
        "repeated in a thousand years",
        "critical = 3600",
        "critical = 31536000000",
        "ladders (handling).repeat_every_s.critical",
        "repeat_every_s",
        "from 1 to",
    ),
    Mistake(
        "step in a thousand years",
        "office_days_after = 2",
        "office_days_after = 99999",
        "ladders (review).steps[2]",
        "[[ladders.steps]]",
        "shorten",
    ),
    Mistake(
        "steps out of order",
        "percent = 150",
        "percent = 250",
        "ladders (handling).steps",
        "[[ladders.steps]]",
        "sort them",
    ),
    Mistake(
        "nobody told",
        'audiences = ["leadership"]',
        "audiences = []",
        "ladders (handling).steps[4].audiences",
        "audiences = []",
        "add an audience",
    ),
    Mistake(
        "unknown ladder",
        'ladder = "review"',
        'ladder = "stairs"',
        "deadline_rules (review).ladder",
        "stairs",
        "add the ladder",
    ),
    Mistake(
        "ladder nobody uses",
        '[[ladders]]\nid = "review"',
        '[[ladders]]\nid = "spare"\n[[ladders.steps]]\nstep = "due"\npercent = 100\naudiences = ["head"]\n\n'
        '[[ladders]]\nid = "review"',
        "ladders (spare)",
        "[[ladders]]",
        "dead",
    ),
    Mistake(
        "kind of deadline missing",
        'kind = "agg_claim"',
        'kind = "strafantrag"',
        "deadline_rules",
        "[[deadline_rules]]",
        "no rule for agg_claim",
    ),
    Mistake(
        "deadline some reports miss",
        "when = [{ always = true }]",
        'when = [{ severity_at_least = "high" }]',
        "deadline_rules (review)",
        "[[deadline_rules]]",
        "gets no such deadline",
        after='ladder = "review"',
    ),
    Mistake(
        "legal deadline that is paused",
        "runs_in_pause = true\n",
        "",
        "deadline_rules (feedback).runs_in_pause",
        "[[deadline_rules]]",
        "runs_in_pause = true",
    ),
    Mistake(
        "period of the law from the report",
        'anchors = ["offender_known_on"]\n',
        "",
        "deadline_rules (strafantrag).anchors",
        "[[deadline_rules]]",
        "day of knowledge",
    ),
]
