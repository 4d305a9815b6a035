"""Every environment variable a process of the product or Prefect reads."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

from prefect.settings import Settings
from prefect.settings.legacy import _get_settings_fields
from pydantic import AliasChoices, BaseModel
from pydantic_settings import BaseSettings

import deployments
import models.settings

_OUTSIDE_THE_CLASSES = {
    "CREDENTIALS_DIRECTORY",
    "DATABASE_SUPERUSER_URL",
    "DO_NOT_TRACK",
    "MELDEWEG_HOME",
    "PREFECT_HOME",
}


def known_settings() -> set[str]:
    return _OUTSIDE_THE_CLASSES | set(_of_meldeweg()) | set(_get_settings_fields(Settings))


def _of_meldeweg() -> Iterator[str]:
    for module in pkgutil.iter_modules(models.settings.__path__, "models.settings."):
        importlib.import_module(module.name)
    importlib.import_module(f"{deployments.__name__}.doctor.settings")
    for kind in BaseSettings.__subclasses__():
        if kind.__module__.startswith(("models.", "deployments.", "api.")):
            for name, field in kind.model_fields.items():
                prefix = kind.model_config.get("env_prefix", "")
                yield from _names(f"{prefix}{name}".upper(), field.annotation, field.validation_alias)


def _names(name: str, annotation: object, alias: object) -> Iterator[str]:
    if isinstance(alias, AliasChoices):
        yield from (str(choice) for choice in alias.choices)
    elif isinstance(annotation, type) and issubclass(annotation, BaseModel):
        for below, field in annotation.model_fields.items():
            yield from _names(f"{name}__{below.upper()}", field.annotation, None)
    else:
        yield name
