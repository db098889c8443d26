"""Saved models."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from backend.api.deps import DatabaseDep
from backend.api.error_docs import documented
from backend.api.schemas.jobs import CheckpointInfo
from backend.api.views import checkpoint_infos
from backend.core import checkpoints, jobs

router = APIRouter(prefix="/api/checkpoints", tags=["checkpoints"])


@router.get("", responses=documented(404, 422))
def list_checkpoints(
    database: DatabaseDep,
    job: Annotated[
        str | None, Query(pattern=r"^[A-Za-z0-9._-]{1,100}$", description="Only of this job.")
    ] = None,
) -> list[CheckpointInfo]:
    """List saved models, newest first."""
    with database.session() as session:
        if job is not None:
            jobs.get(session, job)
        return checkpoint_infos(session, checkpoints.list_checkpoints(session, job))
