"""What every route is handed: the installation, the moment, the language."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Depends, Request

from api.errors import request_language
from api.languages import Language
from models.installation import Installation


def get_installation(request: Request) -> Installation:
    """Opened once by the lifespan of the app."""
    installation: Installation = request.app.state.installation
    return installation


def get_now(request: Request) -> datetime:
    """The moment the request is handled, read once from the installation's clock."""
    return get_installation(request).clock()


Place = Annotated[Installation, Depends(get_installation)]
Now = Annotated[datetime, Depends(get_now)]
PageLanguage = Annotated[Language, Depends(request_language)]
