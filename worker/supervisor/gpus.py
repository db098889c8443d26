"""The GPUs that one attempt holds, as its supervisor sees them through the driver."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any

import psutil
import pynvml

from worker.inventory import FAKE_UUID
from worker.processes import MARKER

log = logging.getLogger(__name__)


class LeasedGpus:
    """Asks the driver about the real ones among ``uuids``; pretended GPUs have nothing to tell.

    Create it before the run is launched: what is on the GPUs then is not the run's.
    """

    def __init__(self, uuids: Sequence[str], marker: str, nvml: Any = pynvml) -> None:
        self._uuids = [uuid for uuid in uuids if not uuid.startswith(FAKE_UUID)]
        self._marker = marker
        self._nvml = nvml
        self._before = self._pids() or set()

    def returned(self) -> bool | None:
        """Whether no process of the attempt is on them any more. None: nobody can tell."""
        if not self._uuids:
            return None
        pids = self._pids()
        return None if pids is None else not any(map(self._may_be_ours, pids - self._before))

    def busy(self) -> bool:
        """Whether any of them computed lately; False when the driver does not tell."""
        return bool(self._uuids) and any(rate > 0 for rate in self._ask(self._rate))

    def _may_be_ours(self, pid: int) -> bool:
        """A stranger's process lives and lacks the marker; one that is gone was ours."""
        try:
            return psutil.Process(pid).environ().get(MARKER) == self._marker
        except psutil.AccessDenied:
            return False
        except psutil.NoSuchProcess:
            return True

    def _pids(self) -> set[int] | None:
        if not self._uuids:
            return set()
        answers = self._ask(self._on_gpu)
        return set().union(*answers) if len(answers) == len(self._uuids) else None

    def _on_gpu(self, handle: Any) -> set[int]:
        found = self._nvml.nvmlDeviceGetComputeRunningProcesses(handle)
        return {process.pid for process in found}

    def _rate(self, handle: Any) -> int:
        return self._nvml.nvmlDeviceGetUtilizationRates(handle).gpu

    def _ask(self, question: Any) -> list[Any]:
        """An answer for each GPU that gives one."""
        try:
            self._nvml.nvmlInit()
        except self._nvml.NVMLError as error:
            log.debug("the driver does not answer: %s", error)
            return []
        answers = []
        try:
            for uuid in self._uuids:
                answers.append(question(self._nvml.nvmlDeviceGetHandleByUUID(uuid)))
        except self._nvml.NVMLError as error:
            log.debug("GPU %s does not answer: %s", self._uuids[len(answers)], error)
        finally:
            self._nvml.nvmlShutdown()
        return answers
