"""The other machines of one attempt, as the supervisor of its first machine sees them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from backend.core.restarts import SHUT_DOWN
from worker.inventory import interface_of
from worker.launch import Meeting, free_port
from worker.lost import Heartbeats, LostAttempts
from worker.record import AttemptRecord, Member

_POLL_S = 0.2


class Peers:
    """Where they meet, whether they are well, and that they are gone.

    Args:
        lost_s: so long one may be silent.
    """

    def __init__(self, record: AttemptRecord, lost_s: float) -> None:
        self._record = record
        self._lost = LostAttempts(lost_s, gap_s=lost_s)
        self._any = False

    def meet(self, nodes: int) -> Meeting | None:
        """Tells the others where to come; None when there are none. Raises StaleAttempt."""
        if nodes == 1:
            return None
        self._any = True
        address = self._record.address()
        host = f"[{address}]" if ":" in address else address
        endpoint = f"{host}:{free_port(address)}"
        self._record.meet(endpoint)
        return Meeting(nodes, 0, endpoint, address, interface_of(address))

    def trouble(self) -> str | None:
        """What is wrong with one of them, as a sentence; None while all are well."""
        if not self._any:
            return None
        members = self._record.members()
        for member in members:
            if member.ended and member.outcome != "done":
                how = "was shut down" if member.outcome == SHUT_DOWN else "has failed"
                return f"The machine {member.node}, which had a part in the run, {how}."
        for node, _ in sorted(self._silent(members)):
            return f"The machine {node}, which had a part in the run, was lost."
        return None

    def dismiss(self, hurry: Callable[[], bool]) -> None:
        """Asks the others to end, and waits until each has, or is lost.

        Only then may what they hold be given to others.

        Args:
            hurry: whether there is no time to wait.
        """
        if not self._any:
            return
        self._record.close()
        while not hurry():
            members = self._record.members()
            if {_key(member) for member in members if not member.ended} <= self._silent(members):
                return
            time.sleep(_POLL_S)

    def _silent(self, members: Sequence[Member]) -> set[tuple[str, int]]:
        """Those that were not heard of for long, and have not ended."""
        return self._lost.look(
            {
                _key(member): Heartbeats(member.node_heartbeat, member.lease_until)
                for member in members
                if not member.ended
            }
        )


def _key(member: Member) -> tuple[str, int]:
    return member.node, member.rank
