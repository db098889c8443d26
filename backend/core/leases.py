"""Who uses which GPU of which node. The table's primary key is the truth."""

from __future__ import annotations

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core.models import Job, Lease, Node

PROCESSOR = "cpu:0"  # one job without GPUs at a time on a node


def fits(node: Node, job: Job) -> bool:
    """Could the node ever run the job?"""
    return job.gpus <= len(node.gpus)


def choose(session: Session, node: Node, job: Job) -> list[str] | None:
    """Free resources of ``node`` for ``job``, the lowest numbers first; None while too few are."""
    taken = set(session.scalars(select(Lease.resource).where(Lease.node == node.name)))
    if job.gpus == 0:
        return None if PROCESSOR in taken else [PROCESSOR]
    gpus = (f"gpu:{gpu['index']}" for gpu in node.gpus)
    free = [name for name in gpus if name not in taken]
    return free[: job.gpus] if len(free) >= job.gpus else None


def take(session: Session, node: Node, job: Job, chosen: list[str]) -> None:
    """Raises IntegrityError at flush when somebody else has one of them."""
    session.add_all(
        Lease(node=node.name, resource=name, job_id=job.id, attempt=job.attempt) for name in chosen
    )
    session.flush()


def release(session: Session, job_id: str, attempt: int) -> None:
    """Gives back what the attempt holds; nothing when it holds nothing."""
    session.execute(delete(Lease).where(Lease.job_id == job_id, Lease.attempt == attempt))
