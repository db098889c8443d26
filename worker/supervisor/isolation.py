"""A supervisor that cannot reach the database ends its run before another node takes it over.

Where there is one node only, nobody takes anything over: its runs go on however long the database
is away.
"""

from __future__ import annotations

import time
from collections.abc import Callable

_ASK = 0.5  # of the time after which others take a run over: ask it to save and stop
_END = 0.75  # then end it by force


class Isolation:
    """How long ago the database last answered, and what follows from that.

    Args:
        lost_s: so long a node must be silent before others take its runs over.
        clock: monotonic seconds.
    """

    def __init__(self, lost_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._lost_s = lost_s
        self._clock = clock
        self._heard_at = clock()
        self._others = False
        self._acted = False

    def heard(self, *, others: bool, at: float | None = None) -> None:
        """The database answered; ``others``: whether there are other nodes.

        ``at``: when it was asked, for an answer that tells others that this node lives.
        """
        self._heard_at = self._clock() if at is None else at
        self._others = others

    @property
    def should_stop(self) -> bool:
        """The run is to save a checkpoint and stop. Stays so: it cannot be taken back."""
        self._acted = self._acted or self._silent_for(_ASK)
        return self._acted

    @property
    def acted(self) -> bool:
        """Whether the run was asked to stop for that."""
        return self._acted

    @property
    def must_end(self) -> bool:
        """The run is to be ended, whatever it does."""
        return self._silent_for(_END)

    def _silent_for(self, share: float) -> bool:
        return self._others and self._clock() - self._heard_at > share * self._lost_s
