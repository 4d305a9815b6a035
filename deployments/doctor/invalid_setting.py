"""Settings that cannot be read, by the name of the variable and never by its value."""

from __future__ import annotations

from pydantic import ValidationError
from pydantic_settings import BaseSettings

from deployments.doctor.finding import Finding, problem


def tell_invalid_settings(check: str, error: ValidationError) -> Finding:
    names = ", ".join(name_variables(error))
    return problem(
        check,
        f"Ungültig oder nicht lesbar: {names}. Was erlaubt ist, steht in models/settings/.",
        f"Not valid or not readable: {names}. What is allowed stands in models/settings/.",
    )


def name_variables(error: ValidationError) -> list[str]:
    """As they are written in the environment: prefix, and `__` before what is nested."""
    prefixes = {
        kind.__name__: kind.model_config.get("env_prefix", "") for kind in BaseSettings.__subclasses__()
    }
    found = []
    for fault in error.errors(include_url=False, include_input=False):
        name = "__".join(str(part) for part in fault["loc"]).upper()
        prefix = prefixes.get(error.title, "")
        found.append(name if name.startswith(prefix or "DATABASE_") else f"{prefix}{name}")
    return found
