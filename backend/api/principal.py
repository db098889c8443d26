"""Who asks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Credential:
    """What a request brought: a session cookie or an API token, not yet checked."""

    kind: Literal["session", "api"]
    token: str


@dataclass(frozen=True)
class Principal:
    """Somebody whose credential was found good."""

    credential: Credential
    name: str
