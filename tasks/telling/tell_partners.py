"""Referrals to partners and their notices: by consent, or content-free by the acute-danger exception."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from models.rules.decision import PartnerChoice
from models.rules.partners import choose_partners
from models.store.directory import find_partner
from models.store.notices import Recipient
from models.store.open_cases import OpenCase
from models.store.referrals import add_referral
from models.tables import CaseFile, Municipality, Office, Partner, Referral
from models.vocabulary import PartnerBecause, PartnerKind, RecipientKind, ReferralState, Severity
from notifications import catalogue, dedupe
from notifications.parts import Contact
from tasks.telling.compose_messages import (
    contact_of_coordination,
    contact_of_office,
    link_to_case,
    severity_of,
)
from tasks.telling.queue_notice import queue_notice


async def tell_partners(
    session: AsyncSession,
    opened: OpenCase,
    municipality: Municipality,
    *,
    office: Office | None,
    now: datetime,
) -> list[str]:
    """Refer the case to every partner policy and consent allow and who does not have it yet.

    They ask the responsible office, else the coordination.
    The police unit is called once more when a case it has already becomes critical.
    """
    case = opened.case
    ask = contact_of_coordination(municipality) if office is None else contact_of_office(office)
    told = []
    for choice in choose_partners(opened.facts, severity_of(case), ruleset=opened.ruleset):
        partner = await find_partner(session, case.municipality_id, choice.partner)
        if partner is None or not partner.active:
            continue
        is_new = await add_referral(session, _referral(case, choice, now))
        if not is_new and not _is_acute(case, choice):
            continue
        message, key = _compose(case, choice, partner=partner, municipality=municipality, ask=ask)
        recipient = Recipient(RecipientKind.PARTNER, partner.partner_id, partner.language)
        if await queue_notice(session, case, message, recipient=recipient, dedupe_key=key, now=now):
            told.append(f"{partner.partner_id} ({choice.because.value})")
    return told


def _is_acute(case: CaseFile, choice: PartnerChoice) -> bool:
    return choice.kind is PartnerKind.POLICE and case.severity is Severity.CRITICAL


def _referral(case: CaseFile, choice: PartnerChoice, now: datetime) -> Referral:
    return Referral(
        referral_id=uuid4(),
        municipality_id=case.municipality_id,
        case_id=case.case_id,
        partner_id=choice.partner,
        kind=choice.kind,
        because=choice.because,
        rule=choice.rule,
        state=ReferralState.SENT,
        created_at=now,
    )


def _compose(
    case: CaseFile, choice: PartnerChoice, *, partner: Partner, municipality: Municipality, ask: Contact
) -> tuple[catalogue.Message, str]:
    """The police unit is called without content in acute danger; everybody else is asked with a link."""
    link = link_to_case(case.case_ref)
    if _is_acute(case, choice):
        call = catalogue.PartnerAcuteDanger(
            municipality=municipality.name_de,
            timezone=municipality.timezone,
            ask=ask,
            case_ref=case.case_ref,
            partner=partner.name,
            because=choice.because,
            link=link if choice.because is PartnerBecause.CONSENT else None,
        )
        return call, dedupe.partner_acute_danger_key(case.case_id, partner.partner_id)
    referral = catalogue.PartnerReferral(
        municipality=municipality.name_de,
        timezone=municipality.timezone,
        ask=ask,
        case_ref=case.case_ref,
        severity=severity_of(case),
        partner=partner.name,
        partner_kind=partner.kind,
        link=link,
    )
    return referral, dedupe.partner_referral_key(case.case_id, partner.partner_id)
