"""What a box offers: its GPUs and what is wrong with them, processors, memory, disk, address."""

from __future__ import annotations

import os
from collections.abc import Mapping

from backend.core.settings import Settings
from worker.inventory.fake import FAKE_GPUS, FakeInventory
from worker.inventory.gpu import FAKE_UUID, Fault, Gpu, Inventory, Reading, Stranger, Usage, visible
from worker.inventory.host import cpu_count, interface_of
from worker.inventory.kernel_log import KernelLog
from worker.inventory.nvml import NvmlInventory
from worker.inventory.patient import PatientInventory
from worker.inventory.strangers import StrangerRules

__all__ = [
    "FAKE_GPUS",
    "FAKE_UUID",
    "FakeInventory",
    "Fault",
    "Gpu",
    "Inventory",
    "NvmlInventory",
    "PatientInventory",
    "Reading",
    "Stranger",
    "Usage",
    "cpu_count",
    "interface_of",
    "inventory",
    "visible",
]


def inventory(
    environ: Mapping[str, str] = os.environ, settings: Settings | None = None
) -> Inventory:
    """The inventory of this box; a fake one when ``MINIMIND_FAKE_GPUS`` is set.

    Args:
        settings: of the studio whose runs are no strangers on a GPU (None: the environment's).

    Raises ValueError when that variable is not understood.
    """
    if fakes := environ.get(FAKE_GPUS, ""):
        return FakeInventory.parse(fakes)
    rules = StrangerRules(settings or Settings())
    visible_devices = environ.get("CUDA_VISIBLE_DEVICES")
    return PatientInventory(NvmlInventory(visible_devices, rules, kernel_log=KernelLog()))
