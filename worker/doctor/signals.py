"""Ends by a signal: which, what it means, and what it may really have been."""

from __future__ import annotations

import signal
from typing import Final

from backend.core.jobs import Failure
from worker.doctor import fixes
from worker.doctor.finding import Case
from worker.doctor.remains import Remains
from worker.ending import kept

# What docker gives a container that asks for nothing; PyTorch needs far more.
_SMALL_SHARED_MEMORY: Final = 256 * 2**20
_MEMORY = (
    "Choose a smaller 'Rows at once' or 'Sequence length', or close other programs on this machine."
)
# Follows the signal's name.
_MEANINGS: Final[dict[int, str]] = {
    signal.SIGKILL: ", probably out of memory, or by somebody",
    signal.SIGTERM: ": somebody or the system asked it to end",
    signal.SIGINT: ": somebody interrupted it",
    signal.SIGHUP: ": its terminal was closed",
    signal.SIGSEGV: ": it touched memory that is not its own, a fault in a library",
    signal.SIGBUS: ": memory behind a file was gone: /dev/shm is full, or a file was cut short",
    signal.SIGABRT: ": a library gave up; the log says why",
    signal.SIGFPE: ": an impossible computation, a fault in a library",
    signal.SIGILL: ": the processor does not know an instruction, or memory is damaged",
    signal.SIGXFSZ: ": a file grew beyond what the system allows (ulimit -f)",
    signal.SIGXCPU: ": it used more time than the system allows (ulimit -t)",
}


def name(number: int) -> str:
    """As in ``signal 9 (SIGKILL)``."""
    try:
        return f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        return f"signal {number}"


def ended_by(number: int, rank: int | None, remains: Remains, case: Case) -> Failure:
    """The failure of a run of which a process was ended by a signal.

    Args:
        rank: of that process; None for a run of one.
    """
    who = "The training process" if rank is None else f"Process {rank} of the run"
    left = kept(remains.last_checkpoint_step)
    if number == signal.SIGKILL and remains.memory_kills:
        message = (
            f"{who} was ended by the system because the machine ran out of memory. {_MEMORY} {left}"
        )
        return _failure("out_of_host_memory", message, fixes.less_memory(case))
    size = remains.shared_memory_bytes
    if number == signal.SIGBUS and size is not None and size < _SMALL_SHARED_MEMORY:
        message = (
            f"{who} crashed because shared memory (/dev/shm) is too small: it has "
            f"{size // 2**20} MiB. Raise it: in Docker by shm_size (2gb or more) of the service. "
            f"{left}"
        )
        return _failure("shared_memory_full", message, None)
    if number == signal.SIGILL:
        message = (
            f"{who} was killed by {name(number)}{_MEANINGS[number]}. Install packages that were "
            f"built for this processor, or choose another machine. {left}"
        )
        return _failure("processor_unsupported", message, None)
    message = f"{who} was killed by {name(number)}{_MEANINGS.get(number, '')}. {left}"
    return _failure("killed_by_signal", message, fixes.again(case))


def _failure(cause: str, message: str, fix: fixes.Fix | None) -> Failure:
    return Failure(cause, message, None if fix is None else dict(fix))
