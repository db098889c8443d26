"""Who asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
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


class RecentlySeen:
    """Principals whose credentials the database found good less than a second ago.

    A page asks for many things at once; one look serves them all. Signing out forgets a credential
    at once; what another process revokes is good for ``seconds`` longer at most.
    """

    def __init__(
        self, seconds: float = 1.0, clock: Callable[[], float] = time.monotonic, most: int = 1000
    ) -> None:
        self._seconds = seconds
        self._clock = clock
        self._most = most
        self._lock = threading.Lock()
        self._until: dict[Credential, tuple[float, Principal]] = {}
        self._forgotten = 0

    def get(self, credential: Credential) -> Principal | None:
        """None when it has to be looked up."""
        until, principal = self._until.get(credential, (0.0, None))
        return principal if self._clock() < until else None

    def look_up(
        self, credential: Credential, find: Callable[[Credential], Principal | None]
    ) -> Principal | None:
        """Whose credential it is, as ``find`` tells; remembers a good one."""
        begin, forgotten = self._clock(), self._forgotten
        principal = find(credential)
        with self._lock:
            # Not what was looked up before somebody signed out meanwhile.
            if principal is not None and forgotten == self._forgotten:
                if len(self._until) >= self._most:
                    self._until.clear()
                self._until[credential] = (begin + self._seconds, principal)
        return principal

    def forget(self, credential: Credential) -> None:
        """It has to be looked up from now on. Call it after the commit."""
        with self._lock:
            self._forgotten += 1
            self._until.pop(credential, None)
