"""The API's application with logs configured."""

from __future__ import annotations

from fastapi import FastAPI

from api.app import create_app as create_api
from deployments.logs import configure_logs
from tasks.people.tell_people import tell_people


def create_app() -> FastAPI:
    configure_logs()
    return create_api(tell=tell_people)
