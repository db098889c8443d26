"""Sweeps: one job over many values, submitted as one, with a table of results."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Annotated, Any, cast

from fastapi import APIRouter, Body, Query, Response
from sqlalchemy.orm import Session

from backend.api.deps import DatabaseDep, IdempotencyKey, Ident, NotifierDep
from backend.api.error_docs import documented
from backend.api.group_views import GroupStop, group_state
from backend.api.notify import Notifier
from backend.api.schemas.sweeps import SweepDetail, SweepInfo, SweepList, SweepResult
from backend.core import events, sweeps
from backend.core.db import Database
from backend.core.models import Job, Sweep
from backend.core.status import Status
from backend.core.sweep_results import Result, results, to_csv
from backend.core.sweepspec import SweepSpec

router = APIRouter(prefix="/api/sweeps", tags=["sweeps"])

_JOB = {
    "stage": "lora",
    "model": "nano",
    "dataset": "ds-7c4mz2rk6ytb",
    "parent": "ckpt-8rj4y2mz6wqk",
    "recipe": {"epochs": 2},
}
_EXAMPLES: dict[str, Any] = {
    "grid": {
        "summary": "Every combination: six jobs",
        "value": {
            "name": "how wide, how fast",
            "job": _JOB,
            "grid": {"learning_rate": [0.0001, 0.0003, 0.001], "lora_rank": [8, 16]},
        },
    },
    "list": {
        "summary": "Chosen combinations: two jobs",
        "value": {
            "job": _JOB,
            "list": [
                {"learning_rate": 0.0001, "lora_rank": 8},
                {"learning_rate": 0.001, "lora_rank": 32, "lora_targets": "all"},
            ],
        },
    },
}


@router.post(
    "",
    status_code=201,
    response_model=SweepInfo,
    responses={
        200: {"model": SweepInfo, "description": "The same request came before."},
        **documented(400, 403, 409, 413, 422),
    },
)
def create_sweep(
    spec: Annotated[SweepSpec, Body(openapi_examples=_EXAMPLES)],
    response: Response,
    database: DatabaseDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> SweepInfo:
    """Submit one job over many values.

    `grid` takes every combination of the values of its fields, `list` names each member. Fields
    are those of the stage's recipe, and `model` and `dataset`; at most 1,000 jobs. Every member is
    checked before anything is queued, and a complaint names its place: `grid.learning_rate.2`.
    """
    with database.transaction() as session:
        sweep, created = sweeps.submit(session, spec, idempotency_key=idempotency_key)
        answer = _infos(session, [sweep])[0]
    if created:
        notifier.changed()
    else:
        response.status_code = 200
    return answer


@router.get("", responses=documented(422))
def list_sweeps(
    database: DatabaseDep,
    limit: Annotated[int, Query(ge=1, le=100, description="The newest so many.")] = 50,
) -> SweepList:
    """List sweeps, newest first."""
    with database.session() as session:
        return SweepList(
            sweeps=_infos(session, sweeps.list_sweeps(session, limit)),
            last_event_id=events.last_id(session),
        )


@router.get("/{sweep_id}", responses=documented(404, 422))
def get_sweep(sweep_id: Ident, database: DatabaseDep) -> SweepDetail:
    """Show one sweep with its table of results, the best first."""
    with database.session() as session:
        sweep = sweeps.get(session, sweep_id)
        jobs = sweeps.jobs_of(session, [sweep])[sweep.id]
        return SweepDetail(
            sweep=_info(sweep, jobs),
            results=[_result(row) for row in results(session, jobs)],
            last_event_id=events.last_id(session),
        )


@router.get(
    "/{sweep_id}/results.csv",
    response_class=Response,
    responses={
        200: {
            "content": {"text/csv": {"schema": {"type": "string"}}},
            "description": "The table, UTF-8, with a header row.",
        },
        **documented(404, 422),
    },
)
def get_sweep_csv(sweep_id: Ident, database: DatabaseDep) -> Response:
    """Download a sweep's table of results as CSV."""
    with database.session() as session:
        sweep = sweeps.get(session, sweep_id)
        jobs = sweeps.jobs_of(session, [sweep])[sweep.id]
        text = to_csv(sweeps.fields(sweep), results(session, jobs))
    disposition = f'attachment; filename="{sweep.id}.csv"'
    return Response(text, media_type="text/csv", headers={"Content-Disposition": disposition})


@router.post(
    "/{sweep_id}/stop", status_code=202, responses=documented(400, 403, 404, 409, 413, 422)
)
def stop_sweep(
    sweep_id: Ident,
    database: DatabaseDep,
    notifier: NotifierDep,
    request: GroupStop = None,
) -> SweepInfo:
    """Ask every member that has not ended to stop.

    Waiting members are stopped at once; those that run save a checkpoint first, unless `force` is
    set.
    """
    force = request.force if request else False
    return _act(
        database, notifier, sweep_id,
        lambda session, sweep: sweeps.stop(session, sweep, force=force),
    )  # fmt: skip


@router.post("/{sweep_id}/pause", status_code=202, responses=documented(403, 404, 409, 422))
def pause_sweep(sweep_id: Ident, database: DatabaseDep, notifier: NotifierDep) -> SweepInfo:
    """Pause the members that run, and hold those that wait."""
    return _act(database, notifier, sweep_id, sweeps.pause)


@router.post("/{sweep_id}/resume", status_code=202, responses=documented(403, 404, 409, 422))
def resume_sweep(sweep_id: Ident, database: DatabaseDep, notifier: NotifierDep) -> SweepInfo:
    """Go on with the members that are paused, and release those that are held."""
    return _act(database, notifier, sweep_id, sweeps.resume)


def _act(
    database: Database,
    notifier: Notifier,
    sweep_id: str,
    action: Callable[[Session, Sweep], None],
) -> SweepInfo:
    with database.transaction() as session:
        sweep = sweeps.get(session, sweep_id)
        action(session, sweep)
        answer = _infos(session, [sweep])[0]
    notifier.changed()
    return answer


def _infos(session: Session, rows: Sequence[Sweep]) -> list[SweepInfo]:
    members = sweeps.jobs_of(session, rows)
    return [_info(row, members[row.id]) for row in rows]


def _info(sweep: Sweep, jobs: Sequence[Job]) -> SweepInfo:
    return SweepInfo(
        id=sweep.id,
        name=sweep.name,
        stage=sweep.spec["job"]["stage"],
        model=sweep.spec["job"]["model"],
        fields=sweeps.fields(sweep),
        counts=dict(Counter(cast(Status, job.status) for job in jobs)),
        created_at=sweep.created_at,
        **group_state(jobs),
    )


def _result(row: Result) -> SweepResult:
    job, progress = row.job, row.job.progress or {}
    return SweepResult(
        rank=row.rank,
        job_id=job.id,
        name=job.name,
        values=job.sweep_values or {},
        status=cast(Status, job.status),
        reason=job.reason,
        best_validation_loss=row.best_validation_loss,
        validation_loss=row.validation_loss,
        loss=progress.get("loss"),
        step=progress.get("step"),
        total_steps=progress.get("total_steps"),
        seconds=progress.get("seconds"),
        best_checkpoint_id=row.best_checkpoint_id,
        final_checkpoint_id=row.final_checkpoint_id,
    )
