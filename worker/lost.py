"""Which attempts of other nodes are lost: told without comparing anybody's clocks.

A node and its supervisors move their heartbeats on as long as they live. Whoever watches needs no
clock but its own monotonic one: what has not moved for a long time *while it was being watched* is
lost. A clock that was set, here or there, changes nothing, and neither does a database that was
away: then nobody's heartbeat moved, and nobody was watching either.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

AttemptKey = tuple[str, int]  # job id, attempt number


@dataclass(frozen=True)
class Heartbeats:
    """Of one attempt on another node: its node's and its supervisor's (when the lease ends)."""

    node: datetime
    lease: datetime


class LostAttempts:
    """Remembers when each heartbeat was last seen to move.

    Args:
        lost_s: so long nothing must have moved.
        gap_s: after so long without a look, what was seen before counts for nothing.
        clock: monotonic seconds.
    """

    def __init__(
        self, lost_s: float, gap_s: float, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._lost_s = lost_s
        self._gap_s = gap_s
        self._clock = clock
        self._looked_at = float("-inf")
        self._seen: dict[AttemptKey, tuple[Heartbeats, float]] = {}

    def look(self, heartbeats: Mapping[AttemptKey, Heartbeats]) -> set[AttemptKey]:
        """Takes what the database says now; returns the attempts that are lost."""
        moment = self._clock()
        if moment - self._looked_at > self._gap_s:
            self._seen = {}
        self._looked_at = moment
        self._seen = {
            key: self._seen[key]
            if key in self._seen and self._seen[key][0] == value
            else (value, moment)
            for key, value in heartbeats.items()
        }
        return {key for key, (_, since) in self._seen.items() if moment - since >= self._lost_s}
