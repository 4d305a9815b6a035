"""Which status a refusal of an action has."""

from __future__ import annotations

from models import legal_refusals, refusals
from models.refusals import ActionRefused

_FORBIDDEN = (refusals.OfficerBiased, refusals.OfficerOfAnotherOffice)
# The request itself is wrong, however the case stands.
_UNPROCESSABLE = (
    refusals.NothingAdded,
    refusals.ReasonMissing,
    refusals.ReasonNeeded,
    refusals.ReasonTooLong,
    refusals.ReasonUnreadable,
    refusals.SecondPersonMissing,
    refusals.SecondPersonIsTheFirst,
    refusals.ExtensionNeedsSecondPerson,
    refusals.MomentUnreadable,
    refusals.ContactInTheFuture,
    refusals.ContactBeforeReport,
    refusals.PauseEndsInThePast,
    refusals.PauseTooLong,
    refusals.NewDueTooEarly,
    refusals.LegalDeadlineNotExtended,
    refusals.OfficeUnknown,
    refusals.CaseLinkedToItself,
    refusals.CaseOfAnotherMunicipality,
    legal_refusals.DayInTheFuture,
    legal_refusals.StartBeforeDeed,
    legal_refusals.DayBeforeStart,
    legal_refusals.NewEndTooEarly,
)


def choose_status(refusal: ActionRefused) -> int:
    """403 for who must not, 422 for a wrong request, 409 for what the case does not allow as it stands."""
    if isinstance(refusal, _FORBIDDEN):
        return 403
    return 422 if isinstance(refusal, _UNPROCESSABLE) else 409
