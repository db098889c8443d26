"""A job's spec, and new jobs that ask for the same with changes."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from backend.api.deps import DatabaseDep, IdempotencyKey, Ident, NotifierDep
from backend.api.error_docs import documented
from backend.api.schemas.cloning import CloneRequest
from backend.api.schemas.jobs import JobInfo
from backend.api.views import job_info
from backend.core import cloning, jobs
from backend.core.jobs import JobSpec

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

_EXAMPLES: dict[str, Any] = {
    "same": {"summary": "The same once more", "value": {}},
    "smaller": {
        "summary": "Fewer rows at once, under another name",
        "value": {"changes": {"name": "smaller steps", "recipe": {"micro_batch": 4}}},
    },
    "default": {
        "summary": "The default learning rate again, on two GPUs",
        "value": {"changes": {"gpus": 2, "recipe": {"learning_rate": None}}},
    },
}


@router.get("/{job_id}/spec", responses=documented(404, 422))
def get_spec(job_id: Ident, database: DatabaseDep) -> JobSpec:
    """Read a job's spec as it would be submitted again.

    It is what was submitted, with what the job did otherwise meanwhile: `adjustments`, such as a
    micro-batch that had to be halved.
    """
    with database.session() as session:
        return JobSpec.parse(cloning.spec_of(jobs.get(session, job_id)))


@router.post(
    "/{job_id}/clone",
    status_code=201,
    response_model=JobInfo,
    responses={
        200: {"model": JobInfo, "description": "The same request came before: its job."},
        **documented(400, 403, 404, 409, 413, 422),
    },
)
def clone_job(
    *,
    job_id: Ident,
    request: Annotated[CloneRequest | None, Body(openapi_examples=_EXAMPLES)] = None,
    response: Response,
    database: DatabaseDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> JobInfo:
    """Submit a new job like another one, with changes.

    `changes` is merged over what `GET /api/jobs/{id}/spec` gives: an object key by key, and null
    removes a key (JSON Merge Patch, RFC 7386). The new job begins anew and stands alone, also
    when the other belongs to a pipeline or a sweep.
    """
    changes = request.changes if request else {}
    with database.transaction() as session:
        original = jobs.get(session, job_id)
        job, created = cloning.clone(session, original, changes, idempotency_key=idempotency_key)
        answer = job_info(session, job)
    if created:
        notifier.changed()
    else:
        response.status_code = 200
    return answer
