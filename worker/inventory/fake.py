"""Pretended GPUs, for tests and for looking at the page; what is leased out runs on the CPU."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from worker.inventory import xid
from worker.inventory.gpu import FAKE_UUID, Fault, Gpu, LogMark, Reading, Stranger, Usage

FAKE_GPUS = "MINIMIND_FAKE_GPUS"
_PLAIN = ConfigDict(extra="forbid", frozen=True)


class FakeStranger(BaseModel):
    """Somebody's process on a pretended GPU."""

    model_config = _PLAIN

    pid: int
    name: str | None = None
    user: str | None = None
    memory_bytes: int | None = None


class FakeGpu(BaseModel):
    """One pretended GPU.

    ``there`` False: it fell off the bus. ``trouble``: the driver's words on why it cannot be used.
    ``xids``: all the Xid errors it ever reported; a number added to the list is a new one.
    """

    model_config = _PLAIN

    name: str = "Pretended GPU"
    memory_bytes: int = 8 * 2**30
    there: bool = True
    trouble: str | None = None
    xids: tuple[int, ...] = ()
    strangers: tuple[FakeStranger, ...] = ()
    utilisation: int | None = 0
    memory_used_bytes: int | None = 0
    temperature_c: int | None = 30
    power_w: float | None = 20.0


_LIST = TypeAdapter(list[FakeGpu])


class FakeInventory:
    """Pretends to hold GPUs ``FAKE-0``, ``FAKE-1``, ...

    Args:
        gpus: how many plain ones, or what gives all of them at each look.
    """

    def __init__(self, gpus: int | Callable[[], Sequence[FakeGpu]]) -> None:
        if isinstance(gpus, int):
            plain = [FakeGpu()] * gpus
            self._source: Callable[[], Sequence[FakeGpu]] = lambda: plain
        else:
            self._source = gpus
        self._told: defaultdict[str, int] = defaultdict(int)

    @classmethod
    def parse(cls, text: str) -> FakeInventory:
        """From ``MINIMIND_FAKE_GPUS``: a number, a JSON list of ``FakeGpu``, or such a file's path.

        The file is read again at each look, so that a GPU can vanish or fail meanwhile. Raises
        ValueError for anything else.
        """
        if text.isdecimal():
            return cls(int(text))
        try:
            if text.lstrip().startswith("["):
                gpus = _LIST.validate_json(text)
                return cls(lambda: gpus)
            path = Path(text)
            _LIST.validate_json(path.read_bytes())
        except (ValidationError, OSError) as error:
            raise ValueError(f"{FAKE_GPUS} is no number, JSON list or file: {error}") from None
        return cls(lambda: _LIST.validate_json(path.read_bytes()))

    def read(self) -> Reading:
        faults: dict[str, list[Fault]] = {}
        found: list[Gpu] = []
        for index, gpu in enumerate(self._source()):
            uuid = f"{FAKE_UUID}{index}"
            if news := _faults(gpu.xids, self._told[uuid]):
                faults[uuid] = news
            self._told[uuid] = len(gpu.xids)
            if gpu.there:
                found.append(_gpu(index, uuid, gpu))
        return Reading(tuple(found), faults=faults, fake=True)

    def usage(self, uuids: Sequence[str]) -> dict[str, Usage]:
        known = {f"{FAKE_UUID}{i}": gpu for i, gpu in enumerate(self._source()) if gpu.there}
        return {uuid: _usage(known[uuid]) for uuid in uuids if uuid in known}

    def close(self) -> None:
        """There is nothing to let go of."""


def _faults(xids: Sequence[int], told: int) -> list[Fault]:
    """Those after the first ``told``; the place in the list stands for one in the kernel's log."""
    marked = [xid.fault(number, LogMark("fake", place)) for place, number in enumerate(xids)]
    return [fault for fault in marked[told:] if fault]


def _gpu(index: int, uuid: str, gpu: FakeGpu) -> Gpu:
    return Gpu(
        index=index,
        uuid=uuid,
        name=gpu.name,
        memory_bytes=gpu.memory_bytes,
        usage=_usage(gpu),
        strangers=tuple(Stranger(**stranger.model_dump()) for stranger in gpu.strangers),
        trouble=gpu.trouble,
    )


def _usage(gpu: FakeGpu) -> Usage:
    return Usage(gpu.utilisation, gpu.memory_used_bytes, gpu.temperature_c, gpu.power_w)
