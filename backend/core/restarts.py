"""Which failed runs start again by themselves, how often, and with what changed.

Two kinds of failure are worth another try. A process or a machine that was lost says nothing about
the run: it goes on from its last checkpoint, but not for ever without reaching a new one. A run
that ran out of memory goes on with half the rows at once: the rows of a step stay the same, and
with them the result.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import adjustments, status
from backend.core.models import Attempt, Checkpoint, Job

LOST: Final = "lost"
SHUT_DOWN: Final = "shut_down"
PROCESS_LOST: Final = "process_lost"  # the supervisor, and with it the run
NODE_LOST: Final = "node_lost"
NO_PROGRESS: Final = "no_progress"

# Causes that lie outside the run's own recipe and data.
RESTARTABLE: Final = frozenset({
    PROCESS_LOST, NODE_LOST, NO_PROGRESS, "killed_by_signal", "peer_lost", "hung_collective",
    "port_in_use", "network_error", "gpu_lost", "gpu_fault",
})  # fmt: skip
OUT_OF_MEMORY: Final = {
    "out_of_gpu_memory": "The GPU ran out of memory",
    "out_of_host_memory": "The machine ran out of memory",
}
MAX_HALVINGS: Final = 4


def goes_on(
    session: Session, job: Job, attempt: int, *, cause: str, words: str, max_restarts: int
) -> str | None:
    """Why the job queues again although its attempt failed, in words; None when it does not.

    Halves the rows at once of one that ran out of memory.
    """
    if cause in OUT_OF_MEMORY:
        return words if job.status == status.STOPPING else _with_less_memory(job, cause)
    if cause not in RESTARTABLE:
        return None
    if job.status in (status.STOPPING, status.PAUSING):
        return words  # the end of it was asked for anyway
    if in_a_row(session, job, attempt) >= max_restarts:
        return None
    return f"{words} The run continues from its last checkpoint."


def given_up(cause: str, words: str, max_restarts: int) -> str:
    """The words of a failure that ``goes_on`` had no answer to."""
    if cause not in RESTARTABLE or max_restarts == 0:
        return words
    return (
        f"{words} This happened {max_restarts + 1} times in a row before the run reached a new "
        "checkpoint. Look at the log of the run and of the machine, then try it again."
    )


def in_a_row(session: Session, job: Job, attempt: int) -> int:
    """Attempts before this one that were lost without a new checkpoint, since the last that saved.

    Those before a person last started the job do not count. Shut-downs, pauses and want of memory
    in between neither count nor interrupt the row.
    """
    saved = set(session.scalars(select(Checkpoint.attempt).where(Checkpoint.job_id == job.id)))
    if attempt in saved:
        return 0
    earlier = session.scalars(
        select(Attempt)
        .where(Attempt.job_id == job.id, Attempt.number < attempt)
        .order_by(Attempt.number.desc())
    )
    count = 0
    for row in earlier:
        if row.number in saved or count == job.restarts:
            break
        count += row.outcome == LOST or row.cause in RESTARTABLE
    return count


def _with_less_memory(job: Job, cause: str) -> str | None:
    rows = adjustments.recipe(job).micro_batch
    halvings = sum(entry["why"] == "out_of_memory" for entry in job.adjustments or [])
    if rows == 1 or halvings >= MAX_HALVINGS:
        return None
    adjustments.record(job, "recipe.micro_batch", rows, rows // 2, "out_of_memory")
    return (
        f"{OUT_OF_MEMORY[cause]} with {rows} rows at once; the run continues with {rows // 2}, "
        "which takes longer and gives the same result."
    )
