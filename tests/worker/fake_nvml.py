"""NVIDIA's driver without one: the functions of ``pynvml`` that the inventory calls, on paper."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pynvml


@dataclass
class FakeCard:
    """A card. ``fails`` maps a function's name to the NVML error number that it gives."""

    uuid: str
    bus: str = "00000000:01:00.0"
    name: str = "NVIDIA Test Card"
    total: int = 80 * 10**9
    used: int = 0
    processes: list[tuple[int, int | None]] = field(default_factory=list)
    mig: bool = False
    fails: dict[str, int] = field(default_factory=dict)


@dataclass
class FakeNvml:
    """Stands for the module ``pynvml``. A handle is the card itself."""

    cards: list[FakeCard] = field(default_factory=list)
    start_error: int | None = None  # of nvmlInit
    opened: int = 0  # how often it was initialised
    is_open: bool = False
    events: deque[tuple[FakeCard, int]] = field(default_factory=deque)
    listening: list[str] = field(default_factory=list)

    old_driver: bool = False  # without the functions of release 510

    NVMLError = pynvml.NVMLError
    NVMLLibraryMismatchError = pynvml.NVMLLibraryMismatchError
    NVML_TEMPERATURE_GPU = pynvml.NVML_TEMPERATURE_GPU
    nvmlEventTypeXidCriticalError = pynvml.nvmlEventTypeXidCriticalError

    def nvmlInit(self) -> None:
        if self.start_error is not None:
            raise pynvml.NVMLError(self.start_error)
        self.opened += 1
        self.is_open = True

    def nvmlShutdown(self) -> None:
        self.is_open = False
        self.listening.clear()

    def nvmlDeviceGetCount(self) -> int:
        assert self.is_open
        return len(self.cards)

    def nvmlDeviceGetHandleByIndex(self, index: int) -> FakeCard:
        return self._answer("nvmlDeviceGetHandleByIndex", self.cards[index], self.cards[index])

    def nvmlDeviceGetHandleByUUID(self, uuid: str) -> FakeCard:
        for card in self.cards:
            if card.uuid == uuid:
                return self._answer("nvmlDeviceGetHandleByUUID", card, card)
        raise pynvml.NVMLError(pynvml.NVML_ERROR_NOT_FOUND)

    def nvmlDeviceGetUUID(self, card: FakeCard) -> str:
        return self._answer("nvmlDeviceGetUUID", card, card.uuid)

    def nvmlDeviceGetName(self, card: FakeCard) -> bytes:
        return self._answer("nvmlDeviceGetName", card, card.name.encode())

    def nvmlDeviceGetMemoryInfo(self, card: FakeCard) -> Any:
        memory = SimpleNamespace(total=card.total, used=card.used, free=card.total - card.used)
        return self._answer("nvmlDeviceGetMemoryInfo", card, memory)

    def nvmlDeviceGetUtilizationRates(self, card: FakeCard) -> Any:
        rates = SimpleNamespace(gpu=37, memory=5)
        return self._answer("nvmlDeviceGetUtilizationRates", card, rates)

    def nvmlDeviceGetTemperature(self, card: FakeCard, sensor: int) -> int:
        assert sensor == pynvml.NVML_TEMPERATURE_GPU
        return self._answer("nvmlDeviceGetTemperature", card, 55)

    def nvmlDeviceGetPowerUsage(self, card: FakeCard) -> int:
        return self._answer("nvmlDeviceGetPowerUsage", card, 123_456)

    def nvmlDeviceGetComputeRunningProcesses(self, card: FakeCard) -> list[Any]:
        if self.old_driver:
            raise pynvml.NVMLLibraryMismatchError("The versions do not match.")
        return self.nvmlDeviceGetComputeRunningProcesses_v2(card)

    def nvmlDeviceGetComputeRunningProcesses_v2(self, card: FakeCard) -> list[Any]:
        processes = [SimpleNamespace(pid=pid, usedGpuMemory=size) for pid, size in card.processes]
        return self._answer("nvmlDeviceGetComputeRunningProcesses", card, processes)

    def nvmlDeviceGetMigMode(self, card: FakeCard) -> list[int]:
        return self._answer("nvmlDeviceGetMigMode", card, [int(card.mig), int(card.mig)])

    def nvmlDeviceGetPciInfo(self, card: FakeCard) -> Any:
        info = SimpleNamespace(busId=card.bus.encode())
        return self._answer("nvmlDeviceGetPciInfo", card, info)

    def nvmlEventSetCreate(self) -> deque[tuple[FakeCard, int]]:
        return self.events

    def nvmlEventSetFree(self, events: Any) -> None:
        assert events is self.events

    def nvmlDeviceRegisterEvents(self, card: FakeCard, kinds: int, events: Any) -> None:
        assert events is self.events and kinds == pynvml.nvmlEventTypeXidCriticalError
        self._answer("nvmlDeviceRegisterEvents", card, None)
        self.listening.append(card.uuid)

    def nvmlEventSetWait(self, events: Any, timeout_ms: int) -> Any:
        assert timeout_ms == 0, "it must not wait"
        if not self.events:
            raise pynvml.NVMLError(pynvml.NVML_ERROR_TIMEOUT)
        card, number = self.events.popleft()
        kind = pynvml.nvmlEventTypeXidCriticalError
        return SimpleNamespace(device=card, eventType=kind, eventData=number)

    def _answer(self, function: str, card: FakeCard, value: Any) -> Any:
        assert self.is_open, f"{function} while the driver is closed"
        if function in card.fails:
            raise pynvml.NVMLError(card.fails[function])
        return value
