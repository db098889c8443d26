"""What a dead attempt left behind, gathered from its run directory."""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minimind.spec import RunDir, SpecError, TrainConfig
from minimind.spec.events import Finished
from worker.tail import log_tail

log = logging.getLogger(__name__)

_MAX_ERROR_BYTES = 64 * 1024
_MAX_ERRORS = 64
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - no file of ours


@dataclass(frozen=True)
class RankError:
    """What torch's ``@record`` wrote of one process: its exception, and when (epoch seconds)."""

    rank: int
    time: float
    text: str


@dataclass(frozen=True)
class Remains:
    """What a dead attempt left behind.

    Attributes:
        finished: its last event, if it wrote one.
        exit_code: of the launched process; negative is a signal's number; None is unknown.
        log: the end of its log.
        last_checkpoint_step: of the newest checkpoint, None without one.
        memory_kills: processes the kernel ended for lack of memory while it ran.
        errors: what its processes wrote when they failed.
        config: what it was to do; None: not known.
        shared_memory_bytes: size of /dev/shm; None: not known.
    """

    finished: Finished | None
    exit_code: int | None
    log: str
    last_checkpoint_step: int | None = None
    memory_kills: int = 0
    errors: tuple[RankError, ...] = ()
    config: TrainConfig | None = None
    shared_memory_bytes: int | None = None


def collect(
    run_dir: RunDir,
    attempt: int,
    *,
    finished: Finished | None,
    exit_code: int | None,
    last_checkpoint_step: int | None = None,
    memory_kills: int = 0,
) -> Remains:
    """The remains of an attempt; what cannot be read of its files counts as not there."""
    try:
        config = TrainConfig.read(run_dir.config(attempt))
    except SpecError:
        config = None
    size = None
    with contextlib.suppress(OSError):
        size = shutil.disk_usage(_SHARED_MEMORY).total
    return Remains(
        finished=finished,
        exit_code=exit_code,
        log=log_tail(run_dir.log(attempt)),
        last_checkpoint_step=last_checkpoint_step,
        memory_kills=memory_kills,
        errors=rank_errors(run_dir, attempt),
        config=config,
        shared_memory_bytes=size,
    )


def rank_errors(run_dir: RunDir, attempt: int) -> tuple[RankError, ...]:
    """The error files of an attempt's processes, in the order in which they failed.

    torchrun keeps them in ``torchrun/<job>-<attempt>_<random>/attempt_0/<local rank>/error.json``.
    """
    pattern = f"torchrun/*-{attempt}_*/attempt_*/*/error.json"
    found = []
    for path in sorted(run_dir.path.glob(pattern))[:_MAX_ERRORS]:
        try:
            with path.open("rb") as file:
                content = file.read(_MAX_ERROR_BYTES)
            found.append(_parse(int(path.parent.name), json.loads(content)))
        except (OSError, ValueError, KeyError, TypeError) as error:
            log.warning("%s tells nothing: %s", path, error)
    return tuple(sorted(found, key=lambda each: each.time))


def _parse(rank: int, content: Any) -> RankError:
    message = content["message"]
    if isinstance(message, str):
        return RankError(rank, 0.0, message)
    more = message["extraInfo"]
    return RankError(rank, float(more["timestamp"]), str(more["py_callstack"]))
