"""What a person agrees to per partner kind, word for word and versioned.

The version is stored with the report, so that it can be shown later which text was agreed to. Whoever changes
a text here counts the version up.
"""

from __future__ import annotations

from models.vocabulary import PartnerKind

CONSENT_TEXT_VERSION = "1"

CONSENT_TEXTS: dict[PartnerKind, tuple[str, str]] = {
    PartnerKind.POLICE: (
        "Die Polizei darf von dem Vorgang erfahren. Sie muss Straftaten von Amts wegen verfolgen,"
        " sobald sie davon weiß.",
        "The police may learn of the case. They must pursue criminal offences once they know of them.",
    ),
    PartnerKind.COUNSELLING: (
        "Eine unabhängige Beratungsstelle für Betroffene darf von dem Vorgang erfahren.",
        "An independent counselling centre for those affected may learn of the case.",
    ),
    PartnerKind.ANTIDISCRIMINATION_BODY: (
        "Eine Antidiskriminierungsstelle außerhalb der Verwaltung darf von dem Vorgang erfahren.",
        "An antidiscrimination body outside the administration may learn of the case.",
    ),
    PartnerKind.LEGAL_AID: (
        "Eine Stelle für rechtliche Hilfe darf von dem Vorgang erfahren.",
        "A legal aid organisation may learn of the case.",
    ),
    PartnerKind.ONLINE_HATE_UNIT: (
        "Eine Meldestelle gegen Hass im Netz darf von dem Vorgang erfahren.",
        "A reporting unit for online hate may learn of the case.",
    ),
}
