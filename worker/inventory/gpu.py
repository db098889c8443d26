"""A GPU as an inventory reports it, and what every inventory can do."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

FAKE_UUID = "FAKE-"


@dataclass(frozen=True)
class Usage:
    """How busy a GPU is at a moment. None: the card does not tell.

    ``utilisation`` is percent of the time, memory in bytes, temperature in degrees Celsius, power
    in watts.
    """

    utilisation: int | None = None
    memory_used_bytes: int | None = None
    temperature_c: int | None = None
    power_w: float | None = None


@dataclass(frozen=True)
class Stranger:
    """A process on a GPU that belongs to no run of this studio. None: not to be found out."""

    pid: int
    name: str | None
    user: str | None
    memory_bytes: int | None


@dataclass(frozen=True)
class LogMark:
    """A place in the kernel's log, so that a line is taken for news only once."""

    boot_id: str
    sequence: int


@dataclass(frozen=True)
class Fault:
    """Something that happened to a GPU once; whoever reads it must keep it.

    ``words`` say what it was and what to do. A fault that is ``severe`` takes the GPU out of
    service until a person releases it; another one is only told.
    """

    words: str
    severe: bool
    xid: int | None = None
    mark: LogMark | None = None


@dataclass(frozen=True)
class Gpu:
    """One GPU that the driver knows now. ``index`` is its place in PCI bus order.

    ``trouble`` says in words why the driver cannot use it now, and goes away by itself; ``note``
    what else a person should know.
    """

    index: int
    uuid: str
    name: str
    memory_bytes: int
    usage: Usage = field(default_factory=Usage)
    strangers: tuple[Stranger, ...] = ()
    trouble: str | None = None
    note: str | None = None


@dataclass(frozen=True)
class Reading:
    """All that one look at the GPUs found.

    Attributes:
        gpus: those that runs may use.
        hidden: UUIDs of those that are there, but not for us.
        faults: {UUID: what happened to it since the look before}.
        error: why the driver as a whole does not answer (there may be none); ``gpus`` is empty
            then.
        fake: whether the GPUs are pretended.
    """

    gpus: tuple[Gpu, ...] = ()
    hidden: frozenset[str] = frozenset()
    faults: Mapping[str, Sequence[Fault]] = field(default_factory=dict)
    error: str | None = None
    fake: bool = False


class Inventory(Protocol):
    """Finds the GPUs that runs may use."""

    def read(self) -> Reading:
        """Looks at everything. Never raises for what a card or the driver does wrong."""
        ...

    def usage(self, uuids: Sequence[str]) -> dict[str, Usage]:
        """How busy these GPUs are; one that does not answer is left out."""
        ...

    def close(self) -> None:
        """Lets go of the driver; it may be used again afterwards."""
        ...


class Named(Protocol):
    """What ``CUDA_VISIBLE_DEVICES`` can name."""

    @property
    def index(self) -> int: ...
    @property
    def uuid(self) -> str: ...


N = TypeVar("N", bound=Named)


def visible(gpus: Sequence[N], variable: str | None) -> list[N]:
    """Those of ``gpus`` that ``CUDA_VISIBLE_DEVICES`` names, by index or start of the UUID.

    As in CUDA, the list ends at the first name that does not exist.
    """
    if variable is None:
        return list(gpus)
    chosen: list[N] = []
    for word in variable.split(","):
        name = word.strip()
        matches = [g for g in gpus if name and (str(g.index) == name or g.uuid.startswith(name))]
        if len(matches) != 1:
            break
        chosen.append(matches[0])
    return chosen
