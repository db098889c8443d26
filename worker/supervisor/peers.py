"""The other machines of one attempt, as the supervisor of its first machine sees them."""

from __future__ import annotations

import time

from backend.core.restarts import SHUT_DOWN
from worker.launch import Meeting, free_port
from worker.lost import Heartbeats, LostAttempts
from worker.record import AttemptRecord

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
        return Meeting(nodes, 0, endpoint, address)

    def trouble(self) -> str | None:
        """What is wrong with one of them, as a sentence; None while all are well."""
        if not self._any:
            return None
        members = self._record.members()
        for member in members:
            if member.ended and member.outcome != "done":
                how = "was shut down" if member.outcome == SHUT_DOWN else "has failed"
                return f"The machine {member.node}, which had a part in the run, {how}."
        beats = {
            (member.node, member.rank): Heartbeats(member.node_heartbeat, member.lease_until)
            for member in members
            if not member.ended
        }
        for node, _ in sorted(self._lost.look(beats)):
            return f"The machine {node}, which had a part in the run, was lost."
        return None

    def dismiss(self, wait_s: float) -> None:
        """Asks the others to end, and waits until they have, or are lost for so long.

        Only then may what they hold be given to others.
        """
        if not self._any:
            return
        self._record.close()
        deadline = time.monotonic() + wait_s
        while time.monotonic() < deadline:
            if all(member.ended for member in self._record.members()):
                return
            time.sleep(_POLL_S)
