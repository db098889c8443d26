"""What this box offers: GPUs by NVML, processors by what the system lets us use."""

from __future__ import annotations

import logging
import math
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Protocol

import pynvml

log = logging.getLogger(__name__)

FAKE_GPUS = "MINIMIND_FAKE_GPUS"
FAKE_UUID = "FAKE-"


@dataclass(frozen=True)
class Gpu:
    """One GPU. ``index`` is its place in PCI bus order, ``memory_bytes`` all of its memory."""

    index: int
    uuid: str
    name: str
    memory_bytes: int

    def row(self) -> dict[str, Any]:
        return asdict(self)


class Inventory(Protocol):
    """Finds the GPUs that runs may use."""

    def gpus(self) -> list[Gpu]: ...


class NvmlInventory:
    """Asks the driver. No driver, no GPUs; those hidden by CUDA_VISIBLE_DEVICES stay out."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._visible = environ.get("CUDA_VISIBLE_DEVICES")

    def gpus(self) -> list[Gpu]:
        try:
            pynvml.nvmlInit()
        except pynvml.NVMLError as error:
            log.debug("no GPUs: %s", error)
            return []
        try:
            found = [_read_gpu(index) for index in range(pynvml.nvmlDeviceGetCount())]
        finally:
            pynvml.nvmlShutdown()
        return visible(found, self._visible)


class FakeInventory:
    """Pretends to hold GPUs, for tests of scheduling; what it leases out runs on the CPU."""

    def __init__(self, count: int) -> None:
        self._count = count

    def gpus(self) -> list[Gpu]:
        return [
            Gpu(index, f"{FAKE_UUID}{index}", "Pretended GPU", 8 * 2**30)
            for index in range(self._count)
        ]


def inventory(environ: Mapping[str, str] = os.environ) -> Inventory:
    """The inventory of this box; a fake one when ``MINIMIND_FAKE_GPUS`` holds a number."""
    fakes = environ.get(FAKE_GPUS, "")
    return FakeInventory(int(fakes)) if fakes else NvmlInventory(environ)


def visible(gpus: Sequence[Gpu], variable: str | None) -> list[Gpu]:
    """Those of ``gpus`` that ``CUDA_VISIBLE_DEVICES`` names, by index or start of the UUID.

    As in CUDA, the list ends at the first name that does not exist.
    """
    if variable is None:
        return list(gpus)
    chosen: list[Gpu] = []
    for word in variable.split(","):
        name = word.strip()
        matches = [g for g in gpus if name and (str(g.index) == name or g.uuid.startswith(name))]
        if len(matches) != 1:
            break
        chosen.append(matches[0])
    return chosen


def cpu_count(quota_file: Path = Path("/sys/fs/cgroup/cpu.max")) -> int:
    """Processors that runs may use: those allowed to us, within the container's quota."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    count = allowed or 1
    try:
        quota, period = quota_file.read_text().split()
    except (OSError, ValueError):
        return count
    return count if quota == "max" else max(1, min(count, math.ceil(int(quota) / int(period))))


def _read_gpu(index: int) -> Gpu:
    handle = pynvml.nvmlDeviceGetHandleByIndex(index)
    return Gpu(
        index=index,
        uuid=_text(pynvml.nvmlDeviceGetUUID(handle)),
        name=_text(pynvml.nvmlDeviceGetName(handle)),
        memory_bytes=int(pynvml.nvmlDeviceGetMemoryInfo(handle).total),
    )


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
