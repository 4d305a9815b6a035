"""Reports as people send them, for the load."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from models.clock import utc_now

_NARRATIVES = (
    "Nach der Sitzung hat mich auf dem Parkplatz ein Mann angesprochen. Er nannte meinen Namen und sagte, "
    "Leute wie ich gehörten nicht in dieses Amt. Zwei Kolleginnen haben es gehört. Ich bin danach nicht "
    "allein zum Auto gegangen und möchte, dass jemand davon weiß.",
    "Seit drei Wochen kommen E-Mails mit rassistischen Beleidigungen an unser Postfach. Der Absender nennt "
    "keinen Namen. In der letzten steht, man werde sich noch sehen. Die Nachrichten sind gespeichert.",
    "An der Tür unserer Beratungsstelle klebte heute früh ein Zettel mit einem verbotenen Zeichen. Wir haben "
    "ihn fotografiert. Eine Besucherin hat geweint und ist wieder gegangen.",
    "In der Teeküche macht ein Kollege seit Monaten Bemerkungen über meine Herkunft. Ich habe ihn gebeten, "
    "das zu lassen. Jetzt sagt er es, wenn niemand dabei ist.",
)
_turn = itertools.cycle(_NARRATIVES)


def make_report(*, urgent: bool = False) -> dict[str, Any]:
    yesterday = (utc_now() - timedelta(days=1)).date().isoformat()
    return {
        "narrative": next(_turn),
        "occurred_on": yesterday,
        "channel": "in_person",
        "incident_kinds": ["threat", "insult"],
        "motives": ["racism"],
        "affected_role": "elected_official",
        "reporter_relation": "self",
        "perpetrator": "citizen",
        "danger": {"danger_now": "yes" if urgent else "no", "weapon": "no", "injured": "no", "afraid": "yes"},
        "offender_known_on": yesterday,
        "consent": ["counselling", "police"],
    }
