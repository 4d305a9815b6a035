"""The words for every classification, in each language people read."""

from notifications.wording.english import ENGLISH
from notifications.wording.german import GERMAN
from notifications.wording.language import Language, Wording

WORDINGS: dict[Language, Wording] = {Language.DE: GERMAN, Language.EN: ENGLISH}

__all__ = ["WORDINGS", "Language", "Wording"]
