"""What a route is given: the database, the settings, who asks, and the two messengers."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Header, Path, Request

from backend.api.notify import Notifier
from backend.api.principal import Principal
from backend.core.db import Database
from backend.core.settings import Settings


def _database(request: Request) -> Database:
    return request.app.state.database


def _settings(request: Request) -> Settings:
    return request.app.state.settings


def _notifier(request: Request) -> Notifier:
    return request.app.state.notifier


def _principal(request: Request) -> Principal:
    return request.state.principal


DatabaseDep = Annotated[Database, Depends(_database)]
SettingsDep = Annotated[Settings, Depends(_settings)]
NotifierDep = Annotated[Notifier, Depends(_notifier)]
PrincipalDep = Annotated[Principal, Depends(_principal)]

# Ids are plain words; whatever else stands in an address never reaches the database.
Ident = Annotated[str, Path(pattern=r"^[A-Za-z0-9._-]{1,100}$")]

IdempotencyKey = Annotated[
    str | None, Header(description="Sent again with the same body, the same answer comes back.")
]
