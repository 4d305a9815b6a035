"""The texts of the pages, one TOML file a language, read once a process."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from api.languages import Language

_TEXTS = Path(__file__).parent / "texts"

# Names as their speakers write them; "und" is BCP 47 for a language nobody has named.
NARRATIVE_LANGUAGES: dict[str, str] = {
    "de": "Deutsch",
    "en": "English",
    "ar": "العربية",
    "bg": "Български",
    "bs": "Bosanski",
    "el": "Ελληνικά",
    "es": "Español",
    "fa": "فارسی",
    "fr": "Français",
    "hr": "Hrvatski",
    "hu": "Magyar",
    "it": "Italiano",
    "ku": "Kurdî",
    "pl": "Polski",
    "ps": "پښتو",
    "pt": "Português",
    "ro": "Română",
    "ru": "Русский",
    "so": "Soomaali",
    "sq": "Shqip",
    "sr": "Српски",
    "ti": "ትግርኛ",
    "tr": "Türkçe",
    "uk": "Українська",
    "vi": "Tiếng Việt",
    "zh": "中文",
    "und": "…",
}


@cache
def page_texts(language: Language) -> dict[str, Any]:
    return tomllib.loads((_TEXTS / f"{language}.toml").read_text(encoding="utf-8"))
