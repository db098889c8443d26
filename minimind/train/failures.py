"""Why a run failed, in words a person can act on."""

from __future__ import annotations

import errno
import time

import torch

from minimind.checkpoint import BadCheckpoint
from minimind.data.shards import BadDataError
from minimind.spec import SpecError
from minimind.spec.events import Cause, Finished

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT)
_HALVE = "Halve the rows at once (micro_batch)."


class DivergedError(Exception):
    """A loss or gradient that is not a finite number; the update was not made."""

    def __init__(self, step: int, what: str) -> None:
        super().__init__(f"The {what} is no longer a finite number at step {step}.")
        self.step = step


def finished(error: BaseException, step: int) -> Finished:
    """The Finished event of a run that ``error`` ended after ``step`` updates."""
    data = error if isinstance(error, BadDataError) else None
    return Finished(
        time=time.time(),
        reason="failed",
        step=step,
        cause=cause(error),
        message=message(error),
        file=str(data.file) if data and data.file else None,
        line=data.line if data else None,
    )


def cause(error: BaseException) -> Cause:
    """The machine-readable cause."""
    match error:
        case BadDataError():
            return "bad_data"
        case BadCheckpoint():
            return "bad_checkpoint"
        case SpecError():
            return "bad_config"
        case DivergedError():
            return "diverged"
        case torch.OutOfMemoryError():
            return "out_of_gpu_memory"
        case MemoryError():
            return "out_of_host_memory"
        case OSError() if error.errno in _NO_SPACE:
            return "disk_full"
        # torch has no class of its own for a processor's allocation that fails.
        case RuntimeError() if "can't allocate memory" in str(error):
            return "out_of_host_memory"
    return "error"


def message(error: BaseException) -> str:
    """One line: what happened and what to do."""
    match cause(error):
        case "diverged":
            return f"{error} Lower the learning rate; the last checkpoint is kept."
        case "out_of_gpu_memory":
            return f"The GPU ran out of memory. {_HALVE}{_details(error)}"
        case "out_of_host_memory":
            return f"The machine ran out of memory. {_HALVE}{_details(error)}"
        case "disk_full" if getattr(error, "errno", None) == errno.EDQUOT:
            return "Your disk quota is used up. Free some space and start the run again."
        case "disk_full":
            return "The disk is full. Free some space and start the run again."
        case "error":
            return f"{type(error).__name__}: {_first_line(error)}"
    return str(error)


def _details(error: BaseException) -> str:
    """How much was asked for and how much was free, as the library says it."""
    first = _first_line(error)
    return f" ({first})" if first else ""


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), "")
