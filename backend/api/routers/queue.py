"""The queue: its order, why each job waits, and what people change about it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from backend.api.deps import DatabaseDep, Ident, NotifierDep, SettingsDep
from backend.api.error_docs import documented
from backend.api.schemas.jobs import JobInfo
from backend.api.schemas.queue import JobAhead, QueueChange, QueueEntry, QueuePage
from backend.api.views import job_info
from backend.core import jobs, ordering, queue_view
from backend.core.queue import Policy
from backend.core.queue_view import Waiting

router = APIRouter(prefix="/api", tags=["queue"])

_EXAMPLES: dict[str, Any] = {
    "urgent": {"summary": "Before everything of a lower priority", "value": {"priority": 10}},
    "hold": {"summary": "Do not start it yet", "value": {"held": True}},
    "release": {"summary": "Start it when its turn comes", "value": {"held": False}},
    "first": {
        "summary": "Right before another waiting job",
        "value": {"before": "job-3vq8tn5w2dpa"},
    },
}


@router.get("/queue", responses=documented(422))
def get_queue(
    database: DatabaseDep,
    settings: SettingsDep,
    limit: Annotated[int, Query(ge=1, le=1000, description="At most so many.")] = 200,
    offset: Annotated[int, Query(ge=0, le=10**9, description="Leave out so many first.")] = 0,
) -> QueuePage:
    """Show the queue in order, with why each job waits.

    The order is priority, then position (the moment of submission, until somebody moves a job).
    A job that is next on a machine keeps its place there until enough GPUs are free; its
    `starts_at` and `behind` say when that is and whose end it waits for, as far as it is known.
    """
    with database.session() as session:
        found = queue_view.waiting(session, Policy.of(settings), limit=limit, offset=offset)
        return QueuePage(jobs=[_entry(job) for job in found], total=queue_view.length(session))


@router.patch("/jobs/{job_id}/queue", responses=documented(400, 403, 404, 409, 413, 422))
def change_queue(
    job_id: Ident,
    change: Annotated[QueueChange, Body(openapi_examples=_EXAMPLES)],
    database: DatabaseDep,
    notifier: NotifierDep,
) -> JobInfo:
    """Change a job's place in the queue: its priority, its neighbour, or whether it is held.

    A job that is moved right `before` or `after` another takes that job's priority. Only a queued
    job can be held or moved; the priority of any job that has not ended can change.
    """
    with database.transaction() as session:
        job = jobs.get(session, job_id)
        ordering.change(
            session,
            job,
            priority=change.priority,
            held=change.held,
            before=change.before,
            after=change.after,
        )
        answer = job_info(session, job)
    notifier.changed()
    return answer


def _entry(waiting: Waiting) -> QueueEntry:
    ahead = [
        JobAhead(job_id=holder.job_id, name=holder.name, ends_at=waiting.moment(holder.ends_in))
        for holder in waiting.behind
    ]
    values = {name: getattr(waiting.job, name) for name in queue_view.COLUMNS}
    return QueueEntry(
        place=waiting.place,
        job_id=values.pop("id"),
        gpu_model=values.pop("wanted_gpu"),
        reason=waiting.reason,
        starts_at=waiting.moment(waiting.starts_in),
        behind=ahead,
        **{name: value for name, value in values.items() if name != "reason"},
    )
