"""Xid errors in the kernel's log: also those from before this process, where it may be read."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from worker.inventory import xid
from worker.inventory.gpu import Fault, LogMark
from worker.processes import boot_id

log = logging.getLogger(__name__)

_RECORD_BYTES = 8192  # the kernel's limit for one record, and a read must hold a whole one
_RECORDS_AT_ONCE = 20_000  # a talkative driver must not hold up the tick


class KernelLog:
    """Reads ``/dev/kmsg`` without waiting. It often may not be read: then it tells nothing."""

    def __init__(self, path: Path = Path("/dev/kmsg")) -> None:
        self._file: int | None = None
        try:
            self._file = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
        except OSError as error:
            log.debug("the kernel's log cannot be read: %s", error)

    def faults(self) -> list[tuple[str, Fault]]:
        """(bus id, fault) of what was logged since the last call; the first starts at boot."""
        found = []
        for record in self._records():
            head, _, message = record.partition(";")
            told = xid.in_kernel_line(message)
            if told is None:
                continue
            priority, sequence = (int(number) for number in head.split(",")[:2])
            if priority >> 3:
                continue  # a program wrote it: the kernel's own facility is 0
            if fault := xid.fault(told[1], LogMark(boot_id(), sequence)):
                found.append((told[0], fault))
        return found

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _records(self) -> list[str]:
        records: list[str] = []
        while self._file is not None and len(records) < _RECORDS_AT_ONCE:
            try:
                data = os.read(self._file, _RECORD_BYTES)
            except BlockingIOError:
                break
            except BrokenPipeError:
                continue  # records were overwritten before they were read; the next one is there
            except OSError as error:
                log.debug("the kernel's log cannot be read any more: %s", error)
                self.close()
                break
            if not data:
                break
            records.append(data.decode("utf-8", "replace"))
        return records
