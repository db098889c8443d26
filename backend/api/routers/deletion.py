"""Deletes jobs and checkpoints for good."""

from __future__ import annotations

from fastapi import APIRouter, Response

from backend.api.deps import DatabaseDep, Ident
from backend.api.error_docs import documented
from backend.core import checkpoints, deletion, jobs

router = APIRouter(prefix="/api", tags=["deletion"])


@router.delete("/jobs/{job_id}", status_code=204, responses=documented(403, 404, 409, 422))
def delete_job(job_id: Ident, database: DatabaseDep) -> Response:
    """Delete an ended job with its checkpoints, curve, samples and logs, for good.

    It is gone from every list at once; its machines remove the files within minutes. 409 while it
    has not ended (stop it first), and when other jobs start or learn from it: `'my assistant'
    (job-3vq8tn5w2dpa) starts or learns from job-7fk2m9xq4tzb.`
    """
    with database.transaction() as session:
        deletion.delete_job(session, jobs.get(session, job_id))
    return Response(status_code=204)


@router.delete(
    "/checkpoints/{checkpoint_id}", status_code=204, responses=documented(403, 404, 409, 422)
)
def delete_checkpoint(checkpoint_id: Ident, database: DatabaseDep) -> Response:
    """Delete one checkpoint for good.

    409 while its job runs, when its job would go on from it, and when other jobs start or learn
    from it: an adapter needs the checkpoint that it was trained on.
    """
    with database.transaction() as session:
        deletion.delete_checkpoint(session, checkpoints.get(session, checkpoint_id))
    return Response(status_code=204)
