"""German: plain and respectful."""

from __future__ import annotations

from models.vocabulary import (
    Audience,
    DeadlineKind,
    EntitledPerson,
    MessageName,
    NoticeState,
    PartnerKind,
    Severity,
)
from notifications.wording.invariants import INVARIANTS_DE
from notifications.wording.language import Wording

GERMAN = Wording(
    severity={
        Severity.LOW: "niedrig",
        Severity.MEDIUM: "mittel",
        Severity.HIGH: "hoch",
        Severity.CRITICAL: "kritisch",
    },
    deadline={
        DeadlineKind.ACKNOWLEDGE: "Übernahme",
        DeadlineKind.FIRST_CONTACT: "Erster Kontakt",
        DeadlineKind.REVIEW: "Prüfung",
        DeadlineKind.FEEDBACK: "Rückmeldung",
        DeadlineKind.STRAFANTRAG: "Strafantrag (§ 77b StGB)",
        DeadlineKind.AGG_CLAIM: "Ansprüche nach dem AGG (§ 15 Abs. 4 AGG)",
        DeadlineKind.OFFENDER_KNOWN: "Offene Frage: Seit wann ist bekannt, wer es war?",
        DeadlineKind.DISCRIMINATION_KNOWN: "Offene Frage: Seit wann ist die Benachteiligung bekannt?",
    },
    task={
        DeadlineKind.ACKNOWLEDGE: "Eine Person der zuständigen Stelle übernimmt den Fall.",
        DeadlineKind.FIRST_CONTACT: "Die meldende Person ist kontaktiert oder hat im Postfach eine Antwort.",
        DeadlineKind.REVIEW: "Die Dringlichkeit ist bestätigt und der nächste Schritt entschieden.",
        DeadlineKind.FEEDBACK: "Die meldende Person kennt das Ergebnis.",
        DeadlineKind.STRAFANTRAG: "Der Strafantrag ist gestellt oder es ist entschieden, keinen zu stellen.",
        DeadlineKind.AGG_CLAIM: "Die Ansprüche sind geltend gemacht oder der Verzicht ist entschieden.",
        DeadlineKind.OFFENDER_KNOWN: "Der Tag, seit dem Tat und Person bekannt sind, ist eingetragen. Mit "
        "ihm beginnt die Frist für den Strafantrag.",
        DeadlineKind.DISCRIMINATION_KNOWN: "Der Tag, seit dem die Benachteiligung bekannt ist, ist "
        "eingetragen. Mit ihm beginnt die Frist für Ansprüche nach dem AGG.",
    },
    entitled={
        EntitledPerson.CASE: "",
        EntitledPerson.AFFECTED: "für die betroffene Person",
        EntitledPerson.SUPERIOR: "für die dienstvorgesetzte Person",
    },
    audience={
        Audience.OFFICER: "Sachbearbeitung",
        Audience.DEPUTY: "Vertretung",
        Audience.HEAD: "Leitung der zuständigen Stelle",
        Audience.COORDINATION: "Koordination",
        Audience.LEADERSHIP: "Leitung der Verwaltung",
    },
    partner_kind={
        PartnerKind.POLICE: "Polizei",
        PartnerKind.COUNSELLING: "Beratung",
        PartnerKind.ANTIDISCRIMINATION_BODY: "Antidiskriminierungsstelle",
        PartnerKind.LEGAL_AID: "Rechtsberatung",
        PartnerKind.ONLINE_HATE_UNIT: "Stelle gegen Hass im Netz",
    },
    notice_state={
        NoticeState.QUEUED: "wartet auf den Versand",
        NoticeState.CLAIMED: "wird gerade versandt",
        NoticeState.UNCERTAIN: "ungewiss: Die Verbindung brach ab, bevor der Empfang bestätigt war",
        NoticeState.RETRY: "wird erneut versucht",
        NoticeState.SENT: "versandt",
        NoticeState.FAILED: "nicht zugestellt, es wird nicht weiter versucht",
        NoticeState.BOUNCED: "als unzustellbar zurückgekommen",
        NoticeState.WITHHELD: "zurückgehalten",
        NoticeState.CANCELLED: "abgebrochen",
        NoticeState.EXPIRED: "nach allen Versuchen nicht zugestellt",
    },
    message={
        MessageName.CASE_ASSIGNED: "Neuer Fall",
        MessageName.CASE_TO_KNOW: "Fall zur Kenntnis",
        MessageName.PARTNER_REFERRAL: "Anfrage an eine Partnerstelle",
        MessageName.PARTNER_ACUTE_DANGER: "Bitte um Rückruf bei akuter Gefahr",
        MessageName.DEADLINE_REMINDER: "Erinnerung an eine Frist",
        MessageName.DEADLINE_ESCALATION: "Hinweis auf eine offene Frist",
        MessageName.SEVERITY_RAISED: "Höhere Dringlichkeit",
        MessageName.ALARM_NO_OFFICE: "Alarm: keine zuständige Stelle",
        MessageName.ALARM_UNROUTED: "Alarm: Meldung nicht zugewiesen",
        MessageName.ALARM_UNDELIVERED: "Alarm: Nachricht nicht zugestellt",
        MessageName.ALARM_OVERDUE: "Alarm: Fristen ohne Bearbeitung",
        MessageName.ALARM_INVARIANT: "Alarm: Selbstprüfung",
        MessageName.CASE_HANDED_AROUND: "Mehrfach weitergegebener Fall",
        MessageName.CASE_RESUMED: "Ende einer Pause",
    },
    invariant=INVARIANTS_DE,
    weekdays=("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
    months=(
        *("Januar", "Februar", "März", "April", "Mai", "Juni"),
        *("Juli", "August", "September", "Oktober", "November", "Dezember"),
    ),
    day_format="{weekday}, {day}. {month} {year}",
    moment_format="{date}, {clock} Uhr",
    end_of_day_format="{date} (Ende des Tages)",
    zones={"CET": "MEZ", "CEST": "MESZ"},
)
