"""How a piece of work ended, told from what it left behind."""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Any

from backend.core.errors import StudioError
from minimind.spec import SpecError
from worker.work.folder import TaskFolder

_MISTAKE, _STOPPED = 2, 3  # exit statuses of minimind.work


@dataclass(frozen=True)
class Done:
    """It has a result."""

    result: dict[str, Any]


@dataclass(frozen=True)
class Failed:
    """It would fail again in the same way."""

    error: dict[str, Any]


@dataclass(frozen=True)
class Lost:
    """It was cut off, and may go on from where it was; ``what`` is a clause without full stop."""

    what: str
    counts: bool = True


@dataclass(frozen=True)
class Cancelled:
    """Somebody asked for that."""


Ending = Done | Failed | Lost | Cancelled


def judge(folder: TaskFolder, exit_code: int | None, memory_kills: int) -> Ending:
    """Of work that nobody here asked to stop.

    Args:
        exit_code: negative for a signal, as of ``subprocess``; None: it has not ended by itself.
        memory_kills: processes that the kernel ended meanwhile for lack of memory.
    """
    result, error = folder.result(), folder.error()
    if exit_code == 0 and result is not None:
        return Done(result)
    if exit_code == _MISTAKE and error is not None:
        return Failed(mistake(error))
    if exit_code == _STOPPED:
        return Lost("The work was stopped from outside")
    if exit_code is None or exit_code < 0:
        return Lost(_killed(exit_code, memory_kills))
    return Failed(_fault(folder.last_words()))


def told(error: SpecError | StudioError) -> dict[str, Any]:
    """A refusal as a task's row has it."""
    code = error.code if isinstance(error, StudioError) else "invalid_value"
    return _row(code, error.message, error.remedy, field=error.field, line=error.line)


def mistake(error: dict[str, Any]) -> dict[str, Any]:
    """The work's own ``error.json`` as a task's row has it."""
    return _row(
        error.get("code") or "invalid_value",
        str(error.get("message", "The work was refused.")),
        error.get("remedy"),
        field=error.get("field"),
        line=error.get("line"),
    )


def disk_full(words: str = "The disk that holds the data is full.") -> dict[str, Any]:
    """For work that had to end for lack of space."""
    remedy = "Remove what is not needed, then try again: it goes on from where it was."
    return _row("disk_full", words, remedy)


def unexpected(error: Exception, what: str) -> dict[str, Any]:
    """For a fault of ours before the work or after it."""
    words = str(error).splitlines()[0][:300] if str(error) else type(error).__name__
    return _row("work_failed", f"{what}: {words}.", "Try again.")


def _killed(exit_code: int | None, memory_kills: int) -> str:
    number = -(exit_code or -signal.SIGKILL)
    try:
        name = f" ({signal.Signals(number).name})"
    except ValueError:
        name = ""
    why = ", for the machine ran out of memory" if memory_kills else ""
    return f"The work's process was killed by signal {number}{name}{why}"


def _fault(last_words: str) -> dict[str, Any]:
    if "No space left on device" in last_words:
        return disk_full()
    if "MemoryError" in last_words:
        return _row(
            "out_of_memory",
            "The work needed more memory than this machine has.",
            "Try again when less else runs here, or on a machine with more memory.",
        )
    said = f": {last_words.rstrip('.')}" if last_words else ""
    return _row(
        "work_failed",
        f"The work failed{said}.",
        "Try again; if it fails in the same way, please report it with these words.",
    )


def _row(
    code: str,
    message: str,
    remedy: str | None,
    *,
    field: str | None = None,
    line: int | None = None,
) -> dict[str, Any]:
    return {"code": code, "message": message, "field": field, "line": line, "remedy": remedy}
