"""Answers added to a case, with the notices they cause in one transaction."""

from __future__ import annotations

from functools import partial

from models.actions.answer_case import answer_case
from tasks.people.tell_people import tell_people

add_answers_to_case = partial(answer_case, tell=tell_people)
