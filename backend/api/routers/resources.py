"""How busy machines and jobs were, as curves."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import AwareDatetime

from backend.api.deps import DatabaseDep, Ident
from backend.api.error_docs import documented
from backend.api.schemas.nodes import GpuColumns, JobNodeResources, JobResources, NodeResources
from backend.core import gpus, jobs, resources
from backend.core.resources import Series

router = APIRouter(prefix="/api")

Since = Annotated[
    AwareDatetime | None,
    Query(
        description="Only what was measured since this moment. A `+` in it is written `%2B`.",
        examples=["2026-01-31T12:00:00Z"],
    ),
]
Points = Annotated[int, Query(ge=2, le=3000, description="At most about so many rows.")]


@router.get("/nodes/{name}/resources", tags=["nodes"], responses=documented(404, 422))
def get_node_resources(
    name: Ident, database: DatabaseDep, since: Since = None, points: Points = 400
) -> NodeResources:
    """Get how busy a machine was.

    Measured every ten seconds, kept so for a day, then as one row for ten minutes, up to 30 days.
    Where several moments become one row, a value is their mean; of memory the most that was used,
    of the disk the least that was free.
    """
    with database.session() as session:
        gpus.node(session, name)
        series = resources.of_node(session, name, since=since, points=points)
    return NodeResources.model_validate(_columns(series, NodeResources))


@router.get("/jobs/{job_id}/resources", tags=["jobs"], responses=documented(404, 422))
def get_job_resources(
    job_id: Ident, database: DatabaseDep, since: Since = None, points: Points = 400
) -> JobResources:
    """Get what a job used.

    Processors, memory and number of all its processes, and its GPUs, on each machine that ran it,
    over all its attempts. Rows are merged as in `GET /api/nodes/{name}/resources`; a day after the
    job's end at most 360 of them are kept, for as long as the job is.
    """
    with database.session() as session:
        jobs.get(session, job_id)
        found = resources.of_job(session, job_id, since=since, points=points)
    nodes = [
        JobNodeResources.model_validate(_columns(series, JobNodeResources)) for series in found
    ]
    return JobResources(job_id=job_id, nodes=nodes)


def _columns(
    series: Series, schema: type[NodeResources] | type[JobNodeResources]
) -> dict[str, Any]:
    columns = {name: series.columns[name] for name in schema.model_fields if name in series.columns}
    cards = [GpuColumns(index=g.index, uuid=g.uuid, **g.columns) for g in series.gpus]
    return {"node": series.node, "time": series.times, "gpus": cards, **columns}
