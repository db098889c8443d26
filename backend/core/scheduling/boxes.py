"""What the scheduler sees of a machine and of a queued job, and whether one fits the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backend.core.leases import PROCESSOR


@dataclass(frozen=True)
class Card:
    """One GPU. ``unusable``: in words why it is not handed out now, None when it is."""

    index: int
    name: str
    unusable: str | None = None

    @property
    def resource(self) -> str:
        return f"gpu:{self.index}"


@dataclass(frozen=True)
class Holder:
    """The job that uses a resource. ``ends_in``: seconds until its end, None when unknown."""

    job_id: str
    name: str
    ends_in: float | None = None


@dataclass(frozen=True)
class Wish:
    """What a queued job asks for.

    Attributes:
        gpus: on each machine; 0 takes the machine's processor.
        nodes: how many machines at once.
        node: the only machine that may run it.
        gpu_model: part of the GPU's name, in any case.
        disk_bytes: so much must be free on each machine for its checkpoints.
        seconds: how long it will run, None when unknown.
        device: on which that was measured, as ``rates.device_name`` says; None: on any.
    """

    job_id: str
    gpus: int = 0
    nodes: int = 1
    node: str | None = None
    gpu_model: str | None = None
    disk_bytes: int = 0
    seconds: float | None = None
    device: str | None = None

    @property
    def on_gpus(self) -> bool:
        """Its line: jobs for GPUs and jobs for the processor take nothing from each other."""
        return self.gpus > 0

    @property
    def count(self) -> int:
        """How many resources it takes on each machine."""
        return max(self.gpus, 1)


@dataclass(frozen=True)
class Box:
    """A machine.

    Attributes:
        silent_s: seconds since it was heard of.
        disk_free: bytes free where runs are kept; None when unknown.
        taken: {resource: who uses it}.
    """

    name: str
    cards: tuple[Card, ...] = ()
    cpus: int = 1
    alive: bool = True
    silent_s: float = 0.0
    disk_free: int | None = None
    taken: Mapping[str, Holder] = field(default_factory=dict)

    def wanted(self, wish: Wish) -> bool:
        """Whether the job would have this machine at all."""
        return wish.node in (None, self.name)

    def of_model(self, wish: Wish) -> list[Card]:
        """The GPUs whose name the job takes, in order, usable or not."""
        model = (wish.gpu_model or "").casefold()
        return [card for card in self.cards if model in card.name.casefold()]

    def offers(self, wish: Wish) -> list[str]:
        """What the job could use here once nobody else does, the lowest numbers first."""
        if not wish.on_gpus:
            return [PROCESSOR]
        return [card.resource for card in self.of_model(wish) if card.unusable is None]

    def duration(self, wish: Wish) -> float | None:
        """Seconds that the job would run here; None when unknown."""
        here = {card.name for card in self.of_model(wish)} if wish.on_gpus else {f"cpu:{self.cpus}"}
        return wish.seconds if wish.device is None or here == {wish.device} else None

    def has_disk(self, wish: Wish) -> bool:
        return self.disk_free is None or wish.disk_bytes <= self.disk_free

    def fits(self, wish: Wish) -> bool:
        """Whether the job could run here as soon as others leave.

        Only then does it hold its place here. What other jobs cannot bring about by ending keeps
        nobody else waiting: a machine that is away, a stranger on a GPU, a broken one, a full disk.
        """
        return (
            self.alive
            and self.wanted(wish)
            and len(self.offers(wish)) >= wish.count
            and self.has_disk(wish)
        )

    def free(self, wish: Wish) -> list[str]:
        """What the job could use at once."""
        return [resource for resource in self.offers(wish) if resource not in self.taken]

    def in_the_way(self, wish: Wish) -> list[Holder]:
        """The jobs whose ends make enough room, the soonest known ends first; each once."""
        missing = wish.count - len(self.free(wish))
        used: dict[str, tuple[Holder, int]] = {}
        for resource in self.offers(wish):
            if holder := self.taken.get(resource):
                used[holder.job_id] = (holder, used.get(holder.job_id, (holder, 0))[1] + 1)
        by_end = sorted(used.values(), key=lambda pair: (_end(pair[0]), pair[0].job_id))
        found: list[Holder] = []
        for holder, count in by_end:
            if missing <= 0:
                break
            found.append(holder)
            missing -= count
        return found

    def room_in(self, wish: Wish) -> float | None:
        """Seconds until enough is free for a job that fits; None when that is not known."""
        ends = [holder.ends_in for holder in self.in_the_way(wish)]
        known = [end for end in ends if end is not None]
        return max(known, default=0.0) if len(known) == len(ends) else None


def _end(holder: Holder) -> float:
    return float("inf") if holder.ends_in is None else holder.ends_in
