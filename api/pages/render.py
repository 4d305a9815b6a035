"""Templates to HTML: everything escaped, a missing name is an error and never an empty place."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.languages import Language
from api.pages.texts_catalogue import page_texts
from api.settings import IntakePageSettings
from api.wording import telephone_sentence

_environment = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def render_page(template: str, language: Language, **values: object) -> str:
    """`t` in a template are the texts of the language; `telephone` a sentence, empty without a number."""
    settings = IntakePageSettings()
    return _environment.get_template(template).render(
        t=page_texts(language),
        lang=language.value,
        quick_exit_url=settings.quick_exit_url,
        telephone=telephone_sentence(settings.telephone).in_language(language),
        **values,
    )
