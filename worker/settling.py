"""Takes over what an attempt left behind whose supervisor is gone, and ends or requeues the job."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backend.core.jobs import Failure
from backend.core.restarts import SHUT_DOWN
from minimind.spec import RunDir
from worker.doctor import collect, judge
from worker.ending import interrupted_stop
from worker.options import WorkerOptions
from worker.record import SHUT_DOWN_REASON, AttemptRecord
from worker.tail import read_events, read_finished


@dataclass(frozen=True)
class Dead:
    """An attempt that nobody supervises."""

    job_id: str
    attempt: int
    offset: int  # of its events that are stored
    asked: bool  # to stop or pause
    what: str  # happened, as a clause
    cause: str


def settle(
    dead: Dead,
    record: AttemptRecord,
    run_dir: RunDir,
    options: WorkerOptions,
    *,
    cleanup: dict[str, Any] | None,
    shutting_down: bool = False,
) -> str:
    """Stores what the run still wrote, then how it ended. Returns that in words, for a log.

    Its processes must be gone, or beyond reach. Raises StaleAttempt.
    """
    events = run_dir.events(dead.attempt)
    offset = dead.offset
    while (batch := read_events(events, offset)).offset != offset:
        record.ingest(batch)
        offset = batch.offset
    step = record.last_checkpoint_step()
    finished = read_finished(events)
    interrupted = interrupted_stop(dead.what, step)
    if finished is not None and (finished.reason not in ("stopped", "paused") or dead.asked):
        remains = collect(
            run_dir, dead.attempt, finished=finished, exit_code=None, last_checkpoint_step=step
        )
        record.finish(judge(remains), max_restarts=options.max_restarts, cleanup=cleanup)
        return f"had finished: {finished.reason}"
    if shutting_down:
        record.requeue(
            SHUT_DOWN_REASON, ended_reason=interrupted, outcome=SHUT_DOWN, cleanup=cleanup
        )
        return "given back to the queue for the next start"
    words = interrupted if dead.asked else f"{dead.what}."
    record.finish(Failure(dead.cause, words), max_restarts=options.max_restarts, cleanup=cleanup)
    return f"lost: {words}"
