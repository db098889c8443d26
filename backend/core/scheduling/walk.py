"""Who comes next: the queue is walked in order, and who must wait keeps a place on each machine.

The first job of a line that fits a machine but finds too little free there reserves it: whoever
comes later starts there only when it surely ends before the reserved job could start ("EASY"
backfill; Lifka, *The ANL/IBM SP scheduling system*, 1995). So a large job waits for those that
run now and for nobody who came later.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from backend.core.leases import PROCESSOR
from backend.core.scheduling.boxes import Box, Wish

# An estimate may be wrong by so much before a job that went ahead delays another.
BACKFILL_MARGIN = 1.25
BACKFILL_EXTRA_S = 30.0  # to start a run and to save its last checkpoint


@dataclass(frozen=True)
class Verdict:
    """What becomes of a job now.

    ``start``: ``boxes`` are where, the asking machine first. ``busy``: it keeps its place on
    ``boxes``, whose jobs must end first. ``turn``: it waits for jobs before it. ``nowhere``: too
    few machines fit it, so it keeps no place.
    """

    kind: Literal["start", "busy", "turn", "nowhere"]
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True)
class _Reservation:
    """``until``: seconds from now at which the job that came first could start, if known."""

    until: float | None


class Walk:
    """One walk along the queue, as the machine ``at`` sees it; None: as somebody sees it all."""

    def __init__(self, boxes: Sequence[Box], *, at: str | None = None, backfill: bool) -> None:
        self._boxes = sorted(boxes, key=lambda box: box.name)
        self._at = at
        self._backfill = backfill
        self._reserved: dict[tuple[str, bool], _Reservation] = {}
        self._seen: dict[tuple[object, ...], tuple[list[Box], list[Box]]] = {}

    def place(self, wish: Wish) -> Verdict:
        """Decides about the next job in order, and keeps its place if it must wait."""
        fitting, roomy = self._rooms(wish)
        if len(fitting) < wish.nodes:
            return Verdict("nowhere", tuple(fitting))
        ready = [box for box in roomy if self._may(box, wish)]
        unreserved = [box for box in fitting if (box.name, wish.on_gpus) not in self._reserved]
        if len(ready) >= wish.nodes:
            chosen = self._choose(ready, wish)
            if chosen is not None:
                if self._at is None:
                    self.reserve(wish)
                return Verdict("start", chosen)
        self.reserve(wish)
        if len(ready) >= wish.nodes or len(unreserved) < wish.nodes:
            return Verdict("turn")
        return Verdict("busy", tuple(unreserved))

    def reserve(self, wish: Wish) -> None:
        """Keeps the job's place on every machine that fits it and where nobody came before."""
        fitting, _ = self._rooms(wish)
        new = [box for box in fitting if (box.name, wish.on_gpus) not in self._reserved]
        start = together_in(fitting, wish) if new else None
        for box in new:
            own = box.room_in(wish)
            until = None if own is None else max(own, start or 0.0)
            self._reserved[box.name, wish.on_gpus] = _Reservation(until)

    def keeps_place(self, box: Box, *, on_gpus: bool) -> bool:
        """Whether somebody's place is kept in a line of the machine."""
        return (box.name, on_gpus) in self._reserved

    def may_start(self, box: Box, *, on_gpus: bool) -> bool:
        """Whether anybody who comes later in a line could start on the machine."""
        resources = [card.resource for card in box.cards] if on_gpus else [PROCESSOR]
        if all(resource in box.taken for resource in resources):
            return False
        reservation = self._reserved.get((box.name, on_gpus))
        return reservation is None or (self._backfill and bool(reservation.until))

    def _rooms(self, wish: Wish) -> tuple[list[Box], list[Box]]:
        """The machines that fit the job, and of these where enough is free. Many ask the same."""
        shape = (wish.gpus, wish.nodes, wish.node, wish.gpu_model, wish.disk_bytes)
        if shape not in self._seen:
            fitting = [box for box in self._boxes if box.fits(wish)]
            roomy = [box for box in fitting if len(box.free(wish)) >= wish.count]
            self._seen[shape] = (fitting, roomy)
        return self._seen[shape]

    def _may(self, box: Box, wish: Wish) -> bool:
        """Whether the job would take nothing there from those who came before."""
        reservation = self._reserved.get((box.name, wish.on_gpus))
        if reservation is None:
            return True
        duration = box.duration(wish)
        if not self._backfill or reservation.until is None or duration is None:
            return False
        return duration * BACKFILL_MARGIN + BACKFILL_EXTRA_S <= reservation.until

    def _choose(self, ready: Sequence[Box], wish: Wish) -> tuple[Box, ...] | None:
        """The machine that asks, then others by name; None when it is not among them."""
        first = [box for box in ready if box.name == self._at] if self._at else list(ready[:1])
        if not first:
            return None
        others = [box for box in ready if box.name != first[0].name]
        return (*first, *others[: wish.nodes - 1])


def together_in(fitting: Sequence[Box], wish: Wish) -> float | None:
    """Seconds until as many of the machines as the job needs have room; None when unknown."""
    rooms = [box.room_in(wish) for box in fitting]
    known = sorted(room for room in rooms if room is not None)
    return known[wish.nodes - 1] if len(known) >= wish.nodes else None


def late(boxes: Sequence[Box], wish: Wish) -> list[Box]:
    """Of ``boxes`` those without room whose jobs must end first: the soonest that are enough."""
    ready = sum(len(box.free(wish)) >= wish.count for box in boxes)
    busy = [box for box in boxes if len(box.free(wish)) < wish.count]
    return sorted(busy, key=lambda box: _soonest(box, wish))[: wish.nodes - ready]


def _soonest(box: Box, wish: Wish) -> tuple[float, int, str]:
    room = box.room_in(wish)
    return (math.inf if room is None else room, -len(box.free(wish)), box.name)
