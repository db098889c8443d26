"""How a group of jobs stands: the state and the progress of a pipeline or a sweep."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from backend.core import status
from backend.core.lineage import PARENT_FAILED
from backend.core.models import Job
from backend.core.status import Status


@dataclass(frozen=True)
class Standing:
    """Of a group of jobs.

    Attributes:
        status: running while one runs or one may follow after others ran; paused when what is left
            is paused or held; failed when one failed by itself, not only because another one had.
        done: how many jobs are done.
        total: how many there are.
        fraction: of all their steps, each job counting the same, from 0 to 1.
    """

    status: Status
    done: int
    total: int
    fraction: float


def standing(jobs: Sequence[Job]) -> Standing:
    """The state of all ``jobs`` together; without any it is done."""
    done = sum(job.status == status.DONE for job in jobs)
    shares = sum(_share(job) for job in jobs)
    return Standing(_status(jobs), done, len(jobs), shares / len(jobs) if jobs else 1.0)


def _status(jobs: Sequence[Job]) -> Status:
    states = {job.status for job in jobs}
    if states & status.ACTIVE:
        return status.RUNNING
    inside = {job.id for job in jobs}
    waiting = [job for job in jobs if job.status == status.QUEUED]
    begun = any(job.attempt for job in jobs)
    if any(not job.held and _ready(job, inside) for job in waiting):
        return status.RUNNING if begun else status.QUEUED
    if status.PAUSED in states:
        return status.PAUSED
    if waiting:  # for somebody to release them
        return status.PAUSED if begun else status.QUEUED
    if any(job.status == status.FAILED and job.cause != PARENT_FAILED for job in jobs):
        return status.FAILED
    if status.STOPPED in states:
        return status.STOPPED
    return status.FAILED if status.FAILED in states else status.DONE


def _ready(job: Job, inside: Collection[str]) -> bool:
    """Whether a queued job waits for none of the others."""
    return job.parent_checkpoint_id is not None or job.parent_job_id not in inside


def _share(job: Job) -> float:
    if job.status == status.DONE:
        return 1.0
    progress = job.progress or {}
    step, total = progress.get("step"), progress.get("total_steps")
    return min(step / total, 1.0) if step and total else 0.0
