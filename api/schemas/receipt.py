"""The answer to an accepted report."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, PlainSerializer

from api.wording import EMERGENCY, KEEP_CODE, NO_STRAFANTRAG, WHAT_NEXT, Wording
from models.actions.submit_report import Receipt


def _with_z(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


class Sentence(BaseModel):
    """One plain sentence in both languages."""

    de: str
    en: str

    @classmethod
    def of(cls, wording: Wording) -> Sentence:
        return cls(de=wording.de, en=wording.en)


class ReceiptNotices(BaseModel):
    """What the reporting person must be told; show it."""

    what_next: Sentence
    keep_code: Sentence
    no_strafantrag: Sentence
    emergency: Sentence


class ReceiptAnswer(BaseModel):
    case_ref: str = Field(description="Public reference of the case, safe in a subject line.")
    receipt_code: str = Field(description="Secret with which the reporting person comes back; shown once.")
    submitted_at: Annotated[datetime, PlainSerializer(_with_z, return_type=str)]
    notices: ReceiptNotices

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptAnswer:
        return cls(
            case_ref=receipt.case_ref,
            receipt_code=receipt.receipt_code,
            submitted_at=receipt.submitted_at,
            notices=ReceiptNotices(
                what_next=Sentence.of(WHAT_NEXT),
                keep_code=Sentence.of(KEEP_CODE),
                no_strafantrag=Sentence.of(NO_STRAFANTRAG),
                emergency=Sentence.of(EMERGENCY),
            ),
        )
