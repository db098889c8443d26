"""The queue: which job a node runs next, and with which of its GPUs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import leases, status
from backend.core.db import advisory_lock
from backend.core.ids import now
from backend.core.leases import release
from backend.core.lineage import missing_parent, waits_for
from backend.core.models import Attempt, Job, Node

__all__ = ["LEASE_SECONDS", "Claim", "claim", "release"]

# How long an attempt counts as alive after its supervisor was last heard of.
LEASE_SECONDS = 30


@dataclass(frozen=True)
class Claim:
    """A job that is this node's now: its attempt and the GPUs (by index) it may use."""

    job: Job
    attempt: Attempt
    gpus: list[int]


def claim(session: Session, node: Node) -> Claim | None:
    """Takes the first job in order (priority, then age) that the node can run; None: nothing now.

    A job that waits for its parent, or that only another node can run, is passed over. One that
    fits this node but finds too few GPUs free holds its place: smaller jobs behind it must wait,
    or it would wait for ever. Jobs for GPUs and jobs for the processor are two lines, for neither
    takes anything from the other.
    """
    advisory_lock(session, "claim")  # nodes take turns, so the order is strict across them too
    order = (Job.priority.desc(), Job.created_at, Job.id)
    queued = session.scalars(select(Job).where(Job.status == status.QUEUED).order_by(*order))
    held: set[bool] = set()  # lines (needs GPUs?) whose first job must wait
    waiting: list[tuple[Job, str]] = []
    claimed: Claim | None = None
    for job in list(queued):
        if parent := missing_parent(session, job):
            waiting.append((job, waits_for(parent)))
        elif job.status != status.QUEUED or (job.gpus > 0) in held:
            continue
        elif not leases.fits(node, job):
            waiting += [(job, reason)] if (reason := _nobody_fits(session, job)) else []
        elif (chosen := leases.choose(session, node, job)) is None:
            held.add(job.gpus > 0)
            waiting.append((job, _busy(job)))
        elif not status.lock_queued(session, job):
            held.add(job.gpus > 0)  # somebody is changing it in this very moment
        else:
            claimed = _take(session, node, job, chosen)
            break
    # Said last, and without waiting for locks, so that no two transactions wait for each other.
    for job, reason in waiting:
        status.explain(session, job, reason)
    return claimed


def _take(session: Session, node: Node, job: Job, chosen: list[str]) -> Claim:
    # One conditional statement: it changes the row only while it is still queued.
    number = job.attempt + 1
    values = {"attempt": number, "node": node.name}
    status.transition(session, job, status.STARTING, values=values)
    until = now() + timedelta(seconds=LEASE_SECONDS)
    attempt = Attempt(job_id=job.id, number=number, node=node.name, lease_until=until)
    session.add(attempt)
    leases.take(session, node, job, chosen)
    gpus = [int(name.removeprefix("gpu:")) for name in chosen if name != leases.PROCESSOR]
    return Claim(job, attempt, gpus)


def _busy(job: Job) -> str:
    if job.gpus == 0:
        return "Waits for the processor: another job is using it."
    return f"Waits until {job.gpus} {'GPU is' if job.gpus == 1 else 'GPUs are'} free."


def _nobody_fits(session: Session, job: Job) -> str | None:
    """The reason of a job that no node can run any more; None while another node can."""
    if any(leases.fits(node, job) for node in session.scalars(select(Node))):
        return None
    return f"Waits for a node with {job.gpus} GPUs; none is known now."
