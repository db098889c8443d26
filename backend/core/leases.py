"""Who uses which GPU of which node. The table's primary key is the truth."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from backend.core.models import Job, Lease

PROCESSOR = "cpu:0"  # one job without GPUs at a time on a node


def take(session: Session, node: str, job: Job, resources: Sequence[str]) -> None:
    """Raises IntegrityError at flush when somebody else has one of them."""
    session.add_all(
        Lease(node=node, resource=resource, job_id=job.id, attempt=job.attempt)
        for resource in resources
    )
    session.flush()


def release(session: Session, job_id: str, attempt: int) -> None:
    """Gives back what the attempt holds, on every node; nothing when it holds nothing."""
    session.execute(delete(Lease).where(Lease.job_id == job_id, Lease.attempt == attempt))
