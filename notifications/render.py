"""A message made into subject, text and HTML of one language.

The templates of a message lie in `templates/<message>/<language>/`; `m` is the message, `say` the speech.
An unknown name in a template is an error, never an empty place in a mail.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from notifications.catalogue import Message
from notifications.speech import Speech
from notifications.wording import Language

TEMPLATES = Path(__file__).parent / "templates"

_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class RenderedMail:
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)


def render(message: Message, *, language: Language) -> RenderedMail:
    """Pure: the same message and language give the same mail."""
    values = {"m": message, "say": Speech(language, message.timezone), "language": language.value}
    folder = f"{message.name}/{language}"
    subject = " ".join(_plain().get_template(f"{folder}/subject.txt").render(values).split())
    text = _plain().get_template(f"{folder}/text.txt").render(values)
    html = _html().get_template(f"{folder}/body.html").render(values, subject=subject)
    return RenderedMail(subject=subject, text=_BLANK_LINES.sub("\n\n", text).strip() + "\n", html=html)


@cache
def _html() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        auto_reload=False,  # no look at the file for each mail
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _plain() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        auto_reload=False,  # no look at the file for each mail
        autoescape=False,  # noqa: S701 - plain text: entities would be read as such
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
