"""What people ask of a job: stop, pause, resume, try again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Body
from sqlalchemy.orm import Session

from backend.api.deps import DatabaseDep, Ident, NotifierDep
from backend.api.error_docs import documented
from backend.api.notify import Notifier
from backend.api.schemas.job_actions import ResumeRequest, RetryRequest, StopRequest
from backend.api.schemas.jobs import JobInfo
from backend.api.views import job_info
from backend.core import control, jobs
from backend.core.db import Database
from backend.core.models import Job

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

_RESPONSES = documented(400, 403, 404, 409, 413, 422)
_STOP: dict[str, Any] = {
    "gently": {"summary": "Save a checkpoint first", "value": {}},
    "at once": {"summary": "End every process now", "value": {"force": True}},
}
_RESUME: dict[str, Any] = {
    "as it was": {"summary": "Go on as before", "value": {}},
    "more GPUs": {"summary": "Go on with four GPUs", "value": {"changes": {"gpus": 4}}},
}
_RETRY: dict[str, Any] = {
    "go on": {"summary": "From the newest checkpoint, if there is one", "value": {}},
    "anew": {"summary": "From the beginning", "value": {"from_checkpoint": False}},
    "smaller": {
        "summary": "With fewer rows at once",
        "value": {"changes": {"recipe": {"micro_batch": 4}}},
    },
}


@router.post("/{job_id}/stop", status_code=202, responses=_RESPONSES)
def stop_job(
    job_id: Ident,
    database: DatabaseDep,
    notifier: NotifierDep,
    request: Annotated[StopRequest | None, Body(openapi_examples=_STOP)] = None,
) -> JobInfo:
    """Ask a job to stop.

    A waiting or paused job is stopped at once; a running one saves a checkpoint first, unless
    `force` is set: then all its processes are ended at once, and its attempt says in `cleanup`
    that none is left. A job that is stopping already can still be stopped by force.
    """
    force = request.force if request else False
    return _act(
        database, notifier, job_id, lambda session, job: control.stop(session, job, force=force)
    )


@router.post("/{job_id}/pause", status_code=202, responses=_RESPONSES)
def pause_job(job_id: Ident, database: DatabaseDep, notifier: NotifierDep) -> JobInfo:
    """Ask a running job to pause.

    It saves a checkpoint and gives its GPUs back to others; `resume` continues it exactly.
    """
    return _act(database, notifier, job_id, control.pause)


@router.post("/{job_id}/resume", status_code=202, responses=_RESPONSES)
def resume_job(
    job_id: Ident,
    database: DatabaseDep,
    notifier: NotifierDep,
    request: Annotated[ResumeRequest | None, Body(openapi_examples=_RESUME)] = None,
) -> JobInfo:
    """Put a paused job back into the queue.

    It goes on from its checkpoint on whatever GPUs are free, also on more or fewer than before.
    """
    changes = request.changes if request else None
    return _act(
        database, notifier, job_id, lambda session, job: control.resume(session, job, changes)
    )


@router.post("/{job_id}/retry", status_code=202, responses=_RESPONSES)
def retry_job(
    job_id: Ident,
    database: DatabaseDep,
    notifier: NotifierDep,
    request: Annotated[RetryRequest | None, Body(openapi_examples=_RETRY)] = None,
) -> JobInfo:
    """Put an ended job back into the queue: the same job, another attempt.

    It goes on from its newest checkpoint, if it has one. With `from_checkpoint: false` it begins
    anew and its old checkpoints are removed, which is refused while another job starts from one of
    them. Jobs that failed because this one had are queued again too. What changes is listed in
    the job's `adjustments`.
    """
    request = request or RetryRequest()
    return _act(
        database,
        notifier,
        job_id,
        lambda session, job: control.retry(
            session, job, from_checkpoint=request.from_checkpoint, changes=request.changes
        ),
    )


def _act(
    database: Database,
    notifier: Notifier,
    job_id: str,
    action: Callable[[Session, Job], None],
) -> JobInfo:
    with database.transaction() as session:
        job = jobs.get(session, job_id)
        action(session, job)
        answer = job_info(session, job)
    notifier.changed()
    return answer
