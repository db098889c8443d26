"""The queue: which job a node runs next, and with which of its GPUs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import leases, status
from backend.core.db import advisory_lock
from backend.core.errors import IllegalTransition
from backend.core.ids import now
from backend.core.leases import release
from backend.core.lineage import parent_ready
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
    fits this node but finds too few GPUs free holds the place: smaller jobs behind it must wait,
    or it would wait for ever.
    """
    advisory_lock(session, "claim")  # nodes take turns, so the order is strict across them too
    order = (Job.priority.desc(), Job.created_at, Job.id)
    queued = list(session.scalars(select(Job).where(Job.status == status.QUEUED).order_by(*order)))
    for job in queued:
        if not parent_ready(session, job) or not leases.fits(node, job):
            continue
        chosen = leases.choose(session, node, job)
        if chosen is None:
            status.explain(session, job, _busy(job))
            return None
        try:
            return _take(session, node, job, chosen)
        except IllegalTransition:
            continue  # it was stopped or failed in this very moment
    return None


def _take(session: Session, node: Node, job: Job, chosen: list[str]) -> Claim:
    # One conditional statement: it changes the row only while it is still queued.
    status.transition(
        session,
        job,
        status.STARTING,
        values={"attempt": job.attempt + 1, "node": node.name},
    )
    attempt = Attempt(
        job_id=job.id,
        number=job.attempt,
        node=node.name,
        lease_until=now() + timedelta(seconds=LEASE_SECONDS),
    )
    session.add(attempt)
    leases.take(session, node, job, chosen)
    gpus = [int(name.removeprefix("gpu:")) for name in chosen if name.startswith("gpu:")]
    return Claim(job, attempt, gpus)


def _busy(job: Job) -> str:
    if job.gpus == 0:
        return "Waits for the processor: another job is using it."
    return f"Waits until {job.gpus} {'GPU is' if job.gpus == 1 else 'GPUs are'} free."
