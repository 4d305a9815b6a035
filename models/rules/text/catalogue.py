"""The rules of the text assessment: severity and what a person reads, in German and English."""

from __future__ import annotations

from models.rules.decision import Reason, TextHit
from models.vocabulary import ReasonSource, Severity

RULES: dict[str, tuple[Severity, str, str]] = {
    "text-threat-near": (
        Severity.CRITICAL,
        "Im Text wird eine Tat mit naher Zeit oder mit einem Ort angekündigt.",
        "The text announces a deed with a near time or a place.",
    ),
    "text-threat-direct": (
        Severity.HIGH,
        "Der Text enthält eine direkte Drohung.",
        "The text contains a direct threat.",
    ),
    "text-violence-addressed": (
        Severity.HIGH,
        "Im Text wird Gewalt gegen eine angesprochene Person gefordert oder gebilligt.",
        "The text calls for or approves of violence against a person addressed.",
    ),
    "text-told-weapon": (
        Severity.HIGH,
        "Im Text wird von einer Waffe erzählt.",
        "The text tells of a weapon.",
    ),
    "text-told-injury": (
        Severity.HIGH,
        "Im Text wird von einer Verletzung oder einem Angriff erzählt.",
        "The text tells of an injury or an attack.",
    ),
    "text-told-danger": (
        Severity.HIGH,
        "Im Text wird von einer gegenwärtigen Gefahr erzählt.",
        "The text tells of a present danger.",
    ),
    "text-violence-approved": (
        Severity.MEDIUM,
        "Im Text wird Gewalt gefordert oder gebilligt.",
        "The text calls for or approves of violence.",
    ),
    "text-condition-vague": (
        Severity.MEDIUM,
        "Im Text wird eine unbestimmte Folge angekündigt.",
        "The text announces an unspecified consequence.",
    ),
    "text-threat-negated": (
        Severity.MEDIUM,
        "Im Text wird eine Drohung verneint.",
        "The text holds a threat that is negated.",
    ),
    "text-not-assessed": (
        Severity.MEDIUM,
        "Die Sprache des Textes kann nicht beurteilt werden.",
        "The language of the text cannot be assessed.",
    ),
}


def make_reason(rule: str, hits: tuple[TextHit, ...]) -> Reason:
    """The reason for one rule with the places that matched."""
    severity, text_de, text_en = RULES[rule]
    return Reason(rule, severity, text_de, text_en, ReasonSource.TEXT, hits=hits)
