"""Why an attempt ended, in words a person can act on: pure functions of what it left behind."""

from __future__ import annotations

import re
import signal
from dataclasses import dataclass

from backend.core.jobs import Failure
from minimind.spec.events import Finished

_MEMORY = (
    "Choose a smaller 'Rows at once' or 'Sequence length', or close other programs on this machine."
)
_GPU_MEMORY = "Halve 'Rows at once': the result stays the same."
# torchrun's summary names the rank that failed first under this heading.
_ROOT_CAUSE = re.compile(
    r"Root Cause \(first observed failure\):.*?rank\s*:\s*(?P<rank>\d+).*?"
    r"exitcode\s*:\s*(?P<code>-?\d+)",
    re.DOTALL,
)
_LOG_CAUSES: tuple[tuple[re.Pattern[str], str, str], ...] = (
    (
        re.compile(r"CUDA out of memory|torch(\.cuda)?\.OutOfMemoryError"),
        "out_of_gpu_memory",
        f"The GPU ran out of memory. {_GPU_MEMORY}",
    ),
    (
        re.compile(r"No space left on device|Errno 28"),
        "disk_full",
        "The disk is full. Free some space and start the run again; it continues from its last "
        "checkpoint.",
    ),
    (
        re.compile(r"^MemoryError|Cannot allocate memory|can't allocate memory", re.MULTILINE),
        "out_of_host_memory",
        f"The machine ran out of memory. {_MEMORY}",
    ),
)


@dataclass(frozen=True)
class Remains:
    """What a dead attempt left behind.

    Attributes:
        finished: its last event, if it wrote one.
        exit_code: of the launched process; negative is a signal's number; None is unknown.
        log: the end of its log.
        last_checkpoint_step: of the newest checkpoint, None without one.
        memory_kills: processes the kernel ended for lack of memory while it ran.
    """

    finished: Finished | None
    exit_code: int | None
    log: str
    last_checkpoint_step: int | None = None
    memory_kills: int = 0


def judge(remains: Remains) -> Finished | Failure:
    """The ending of an attempt that nobody had to end by force.

    Its own ``finished`` line is the truth, but for one case: when another rank was killed, rank 0
    only sees a broken connection, and the launcher's summary knows better.
    """
    finished = remains.finished
    rank = _rank_failure(remains)
    if finished is None:
        return rank or _exit_failure(remains)
    if finished.reason != "failed":
        return finished
    if finished.cause in (None, "error") and rank:
        return rank
    where = f" ({finished.file}, line {finished.line})" if finished.line else ""
    message = finished.message or "The run failed without saying why."
    return finished.model_copy(update={"message": message + where})


def forced_stop(waited_s: float, last_checkpoint_step: int | None) -> str:
    """The reason of a run that was asked to stop and did not."""
    return (
        f"The run did not stop within {waited_s:.0f} s, so it was ended by force. "
        f"{_kept(last_checkpoint_step)}"
    )


def interrupted_stop(what: str, last_checkpoint_step: int | None) -> str:
    """The reason of a run that had been asked to stop when ``what`` (a clause) happened to it."""
    return f"{what} before the run had stopped by itself. {_kept(last_checkpoint_step)}"


def _kept(step: int | None) -> str:
    if step is None:
        return "It had no checkpoint yet, so its work is lost."
    return f"Its checkpoint at step {step} is kept; later work is lost."


def _rank_failure(remains: Remains) -> Failure | None:
    """From torchrun's summary, where it names a rank that a signal ended."""
    summaries = list(_ROOT_CAUSE.finditer(remains.log))
    if not summaries or int(summaries[-1]["code"]) >= 0:
        return None
    match = summaries[-1]
    return _signal_failure(-int(match["code"]), f"Process {match['rank']} of the run", remains)


def _exit_failure(remains: Remains) -> Failure:
    code = remains.exit_code
    if code is not None and code < 0:
        return _signal_failure(-code, "The training process", remains)
    for pattern, cause, reason in _LOG_CAUSES:
        if pattern.search(remains.log):
            return Failure(cause, reason)
    words = _last_words(remains.log)
    if code == 2 and words:
        return Failure("bad_config", words)
    said = f" Its last words: {words}" if words else " It wrote no log."
    return Failure("error", f"The training process ended with exit code {code} unexpectedly.{said}")


def _signal_failure(number: int, who: str, remains: Remains) -> Failure:
    kept = _kept(remains.last_checkpoint_step)
    if number == signal.SIGKILL and remains.memory_kills:
        return Failure(
            "out_of_host_memory",
            f"{who} was ended by the system because the machine ran out of memory. "
            f"{_MEMORY} {kept}",
        )
    guess = ", probably out of memory" if number == signal.SIGKILL else ""
    try:
        name = f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        name = f"signal {number}"
    return Failure("killed_by_signal", f"{who} was killed by {name}{guess}. {kept}")


def _last_words(log: str, limit: int = 300) -> str:
    lines = [line.strip() for line in log.splitlines() if line.strip()]
    return lines[-1][:limit] if lines else ""
