"""The GPUs of this box as NVIDIA's driver knows them (NVML, by the package nvidia-ml-py)."""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import psutil
import pynvml

from worker.inventory import xid
from worker.inventory.gpu import Fault, Gpu, Reading, Usage, visible
from worker.inventory.kernel_log import KernelLog
from worker.inventory.strangers import StrangerRules

log = logging.getLogger(__name__)

_TROUBLE = {
    pynvml.NVML_ERROR_GPU_IS_LOST: "The driver lost this GPU (it fell off the bus). Restart the "
    "machine; if it happens again, check the card's seat, power and heat.",
    pynvml.NVML_ERROR_RESET_REQUIRED: "The driver asks for a reset of this GPU (nvidia-smi "
    "--gpu-reset, with the worker stopped, or restart the machine).",
}
_MIG = "It is split by MIG: a run gets the first of its parts."
_EVENTS_AT_ONCE = 100


class NvmlInventory:
    """Asks the driver. No driver, no GPUs; those hidden by CUDA_VISIBLE_DEVICES stay out.

    It keeps the driver open between looks, or Xid events would be missed and every look would cost
    a second on machines without persistence mode. While it is open a GPU cannot be reset.
    """

    def __init__(
        self,
        visible_devices: str | None,
        rules: StrangerRules,
        *,
        nvml: Any = pynvml,
        kernel_log: KernelLog | None = None,
    ) -> None:
        self._visible = visible_devices
        self._rules = rules
        self._nvml = nvml
        self._kernel_log = kernel_log
        self._open = False
        self._events: Any = None
        self._listening: set[str] = set()
        # Kept when the driver is closed: a card that is gone still has its faults told.
        self._by_bus: dict[str, str] = {}

    def read(self) -> Reading:
        """Looks at every GPU; asks the driver anew at the next look when one does not answer."""
        try:
            self._ensure_open()
            count = self._nvml.nvmlDeviceGetCount()
        except self._nvml.NVMLError as error:
            self.close()
            log.debug("no GPUs: %s", error)
            return Reading(error=f"The GPU driver does not answer: {error}.")
        found = [gpu for index in range(count) if (gpu := self._gpu(index))]
        shown = visible(found, self._visible)
        faults = self._new_faults()
        if len(found) < count or any(gpu.trouble for gpu in found):
            self.close()  # one that is well again is found by a fresh start only
        return Reading(
            gpus=tuple(shown),
            hidden=frozenset(gpu.uuid for gpu in found) - {gpu.uuid for gpu in shown},
            faults=faults,
        )

    def usage(self, uuids: Sequence[str]) -> dict[str, Usage]:
        found: dict[str, Usage] = {}
        for uuid in uuids:
            try:
                self._ensure_open()
                found[uuid] = self._usage(self._nvml.nvmlDeviceGetHandleByUUID(uuid))
            except self._nvml.NVMLError as error:
                self.close()
                log.debug("no usage of %s: %s", uuid, error)
        return found

    def close(self) -> None:
        if not self._open:
            return
        self._open = False
        events, self._events = self._events, None
        self._listening.clear()
        if events is not None:
            self._ask("nvmlEventSetFree", events, default=None)
        self._ask("nvmlShutdown", default=None)

    def _ensure_open(self) -> None:
        if not self._open:
            self._nvml.nvmlInit()
            self._open = True

    def _gpu(self, index: int) -> Gpu | None:
        """None: the driver cannot even say which card it was; its UUID is missing then."""
        nvml = self._nvml
        try:
            handle = nvml.nvmlDeviceGetHandleByIndex(index)
            uuid = _text(nvml.nvmlDeviceGetUUID(handle))
        except nvml.NVMLError as error:
            log.warning("GPU %d does not answer: %s", index, error)
            return None
        name = _text(self._ask("nvmlDeviceGetName", handle, default="NVIDIA GPU"))
        try:
            memory = self._ask_well("nvmlDeviceGetMemoryInfo", handle)
            usage = self._usage(handle)
            processes = self._processes(handle)
            mig = self._ask_well("nvmlDeviceGetMigMode", handle)
        except nvml.NVMLError as error:
            words = _TROUBLE.get(error.value, f"The driver reports: {error}.")
            return Gpu(index, uuid, name, 0, trouble=words)
        self._listen(uuid, handle)
        strangers = self._rules.strangers(processes, usage.memory_used_bytes)
        return Gpu(
            index=index,
            uuid=uuid,
            name=name,
            # A GPU that shares the machine's memory has none of its own to tell of.
            memory_bytes=int(memory.total) if memory else psutil.virtual_memory().total,
            usage=usage,
            strangers=tuple(strangers),
            note=_MIG if mig and mig[0] else None,
        )

    def _processes(self, handle: Any) -> list[tuple[int, int | None]]:
        """(pid, bytes on the GPU) of what computes there. Raises NVMLError as ``_ask_well``."""
        # Drivers before 510 know the second form only.
        for function in (
            "nvmlDeviceGetComputeRunningProcesses",
            "nvmlDeviceGetComputeRunningProcesses_v2",
        ):
            if (found := self._ask_well(function, handle)) is not None:
                return [(process.pid, process.usedGpuMemory) for process in found]
        return []

    def _usage(self, handle: Any) -> Usage:
        """Raises NVMLError only when the GPU is lost; what a card does not tell is None."""
        rates = self._ask_well("nvmlDeviceGetUtilizationRates", handle)
        memory = self._ask_well("nvmlDeviceGetMemoryInfo", handle)
        sensor = self._nvml.NVML_TEMPERATURE_GPU
        milliwatts = self._ask_well("nvmlDeviceGetPowerUsage", handle)
        return Usage(
            utilisation=int(rates.gpu) if rates else None,
            memory_used_bytes=int(memory.used) if memory else None,
            temperature_c=self._ask_well("nvmlDeviceGetTemperature", handle, sensor),
            power_w=None if milliwatts is None else milliwatts / 1000,
        )

    def _listen(self, uuid: str, handle: Any) -> None:
        """Asks for the Xid events of a GPU, once while the driver is open."""
        if uuid in self._listening:
            return
        self._listening.add(uuid)
        pci = self._ask("nvmlDeviceGetPciInfo", handle, default=None)
        if pci and (bus := xid.bus_id(_text(pci.busId))):
            self._by_bus[bus] = uuid
        if self._events is None:
            self._events = self._ask("nvmlEventSetCreate", default=None)
        if self._events is not None:
            kind = self._nvml.nvmlEventTypeXidCriticalError
            self._ask("nvmlDeviceRegisterEvents", handle, kind, self._events, default=None)

    def _new_faults(self) -> dict[str, list[Fault]]:
        """{UUID: faults} since the last look, from the driver's events and the kernel's log."""
        found: defaultdict[str, list[Fault]] = defaultdict(list)
        # The log first: its lines say when they were written.
        for bus, fault in self._kernel_log.faults() if self._kernel_log else []:
            if uuid := self._by_bus.get(bus):
                found[uuid].append(fault)
        for _ in range(_EVENTS_AT_ONCE if self._events is not None else 0):
            event = self._ask("nvmlEventSetWait", self._events, 0, default=None)
            if event is None:  # none is waiting
                break
            fault = xid.fault(int(event.eventData))
            uuid = self._ask("nvmlDeviceGetUUID", event.device, default=None)
            if fault and uuid and event.eventType == self._nvml.nvmlEventTypeXidCriticalError:
                found[_text(uuid)].append(fault)
        return dict(found)

    def _ask(self, function: str, *arguments: Any, default: Any) -> Any:
        """The driver's answer; ``default`` for whatever error it gives."""
        try:
            return getattr(self._nvml, function)(*arguments)
        except (self._nvml.NVMLError, self._nvml.NVMLLibraryMismatchError) as error:
            log.debug("%s: %s", function, error)
            return default

    def _ask_well(self, function: str, *arguments: Any) -> Any:
        """The driver's answer; None when this card or user gets none.

        Raises NVMLError when the GPU is lost or needs a reset.
        """
        try:
            return getattr(self._nvml, function)(*arguments)
        # The second: the driver is older than this function. It is no NVMLError.
        except (self._nvml.NVMLError, self._nvml.NVMLLibraryMismatchError) as error:
            if getattr(error, "value", None) in _TROUBLE:
                raise
            log.debug("%s: %s", function, error)
            return None


def _text(value: str | bytes) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value
