"""Why each job at the front of the queue waits, and until when: the same whoever asks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backend.core import status
from backend.core.scheduling import words
from backend.core.scheduling.boxes import Box, Holder, Wish
from backend.core.scheduling.load import Entry
from backend.core.scheduling.walk import Verdict, Walk, late, together_in


@dataclass(frozen=True)
class Outlook:
    """Of a job that is neither held nor waits for its parent.

    Attributes:
        reason: why it waits; None when there is nothing to add to what is stored.
        starts_in: seconds until it is expected to start, None when nobody knows.
        behind: the jobs that must end first, where its place is kept.
    """

    reason: str | None
    starts_in: float | None = None
    behind: tuple[Holder, ...] = ()


def outlook(front: Sequence[Entry], boxes: Sequence[Box], *, backfill: bool) -> dict[str, Outlook]:
    """{job: its outlook}, of the first jobs in order."""
    walk = Walk(boxes, backfill=backfill)
    return {entry.wish.job_id: _outlook(entry, walk.place(entry.wish), boxes) for entry in front}


def _outlook(entry: Entry, verdict: Verdict, boxes: Sequence[Box]) -> Outlook:
    wish = entry.wish
    match verdict.kind:
        case "start":
            return Outlook(None, 0.0)
        case "busy":
            said = words.busy(wish, verdict.boxes).say(entry.reason)
            starts_in = together_in(verdict.boxes, wish)
            return Outlook(said, starts_in, _behind(wish, verdict.boxes))
        case "nowhere":
            return Outlook(words.nowhere(wish, boxes).say(entry.reason))
        case "turn":
            return Outlook(status.WAITING_FOR_TURN if words.ours(entry.reason) else None)


def _behind(wish: Wish, boxes: Sequence[Box]) -> tuple[Holder, ...]:
    held = {h.job_id: h for box in late(boxes, wish) for h in box.in_the_way(wish)}
    return tuple(held.values())
