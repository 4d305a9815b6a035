"""Settings read where they are used, but made anew only when the environment says something else."""

from __future__ import annotations

import os
from functools import lru_cache
from typing import TypeVar, cast

from pydantic_settings import BaseSettings

S = TypeVar("S", bound=BaseSettings)


def read_settings(kind: type[S]) -> S:
    """As `kind()` for frozen settings that come from the environment alone; half a millisecond less."""
    prefix = str(kind.model_config["env_prefix"]).upper()
    said = tuple(item for item in os.environ.items() if item[0].upper().startswith(prefix))
    return cast("S", _make(kind, said))


@lru_cache(maxsize=32)
def _make(kind: type[BaseSettings], _said: tuple[tuple[str, str], ...]) -> BaseSettings:
    return kind()
