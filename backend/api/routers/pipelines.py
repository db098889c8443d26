"""Pipelines: stages that start from one another, submitted and steered as one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Response
from sqlalchemy.orm import Session

from backend.api.deps import DatabaseDep, IdempotencyKey, Ident, NotifierDep
from backend.api.error_docs import documented
from backend.api.group_views import GroupStop, group_state
from backend.api.notify import Notifier
from backend.api.schemas.pipelines import (
    PipelineInfo,
    PipelineList,
    PipelineStage,
    RetryPipelineRequest,
)
from backend.api.views import job_infos
from backend.core import events, pipeline_actions, pipelines
from backend.core.db import Database
from backend.core.models import Pipeline
from backend.core.pipelinespec import PipelineSpec

router = APIRouter(prefix="/api/pipelines", tags=["pipelines"])

_TEXT, _CHATS, _PAIRS = "ds-5n2k7qx4hu2a", "ds-7c4mz2rk6ytb", "ds-2q9wv6hd4xnb"
_SFT = {"stage": "sft", "model": "nano", "dataset": _CHATS, "preset": "starter-sft"}
_EXAMPLES: dict[str, Any] = {
    "row": {
        "summary": "From nothing to a model that reasons",
        "value": {
            "name": "the whole way",
            "stages": [
                {
                    "key": "pretrain",
                    "job": {
                        "stage": "pretrain",
                        "model": "nano",
                        "dataset": _TEXT,
                        "preset": "starter-pretrain",
                    },
                },
                {"key": "sft", "job": _SFT},
                {"key": "dpo", "job": {"stage": "dpo", "model": "nano", "dataset": _PAIRS}},
                {"key": "reason", "job": {"stage": "reason", "model": "nano", "dataset": _CHATS}},
            ],
        },
    },
    "branches": {
        "summary": "Two adapters of one model, from a checkpoint that is there",
        "value": {
            "stages": [
                {"key": "sft", "job": _SFT, "parent": "ckpt-8rj4y2mz6wqk"},
                {
                    "key": "medical",
                    "after": "sft",
                    "job": {"stage": "lora", "model": "nano", "dataset": _CHATS},
                },
                {
                    "key": "legal",
                    "after": "sft",
                    "job": {"stage": "lora", "model": "nano", "dataset": _CHATS},
                },
            ],
            "priority": 5,
        },
    },
}
_RETRY: dict[str, Any] = {
    "rest": {"summary": "What was stopped or failed goes on", "value": {}},
    "stage": {"summary": "This stage and all that follow", "value": {"from": "sft"}},
}


@router.post(
    "",
    status_code=201,
    response_model=PipelineInfo,
    responses={
        200: {"model": PipelineInfo, "description": "The same request came before."},
        **documented(400, 403, 409, 413, 422),
    },
)
def create_pipeline(
    spec: Annotated[PipelineSpec, Body(openapi_examples=_EXAMPLES)],
    response: Response,
    database: DatabaseDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> PipelineInfo:
    """Submit stages that start from one another, as one.

    Each stage starts from the final checkpoint of the one listed before it, or of the one that
    `after` names: two stages after the same one are branches. `parent` names a checkpoint or job
    outside instead. Every stage is checked before anything is queued, and a complaint names its
    place, such as `stages.2.after`.
    """
    with database.transaction() as session:
        pipeline, created = pipelines.submit(session, spec, idempotency_key=idempotency_key)
        session.flush()
        answer = _infos(session, [pipeline])[0]
    if created:
        notifier.changed()
    else:
        response.status_code = 200
    return answer


@router.get("", responses=documented(422))
def list_pipelines(
    database: DatabaseDep,
    limit: Annotated[int, Query(ge=1, le=500, description="The newest so many.")] = 50,
) -> PipelineList:
    """List pipelines, newest first."""
    with database.session() as session:
        return PipelineList(
            pipelines=_infos(session, pipelines.list_pipelines(session, limit)),
            last_event_id=events.last_id(session),
        )


@router.get("/{pipeline_id}", responses=documented(404, 422))
def get_pipeline(pipeline_id: Ident, database: DatabaseDep) -> PipelineInfo:
    """Show one pipeline with the jobs of its stages."""
    with database.session() as session:
        return _infos(session, [pipelines.get(session, pipeline_id)])[0]


@router.post(
    "/{pipeline_id}/stop", status_code=202, responses=documented(400, 403, 404, 409, 413, 422)
)
def stop_pipeline(
    pipeline_id: Ident,
    database: DatabaseDep,
    notifier: NotifierDep,
    request: GroupStop = None,
) -> PipelineInfo:
    """Ask every stage that has not ended to stop.

    Waiting stages are stopped at once; one that runs saves a checkpoint first, unless `force` is
    set.
    """
    force = request.force if request else False
    return _act(
        database, notifier, pipeline_id,
        lambda session, pipeline: pipeline_actions.stop(session, pipeline, force=force),
    )  # fmt: skip


@router.post("/{pipeline_id}/pause", status_code=202, responses=documented(403, 404, 409, 422))
def pause_pipeline(
    pipeline_id: Ident, database: DatabaseDep, notifier: NotifierDep
) -> PipelineInfo:
    """Pause the stages that run, and hold those that wait."""
    return _act(database, notifier, pipeline_id, pipeline_actions.pause)


@router.post("/{pipeline_id}/resume", status_code=202, responses=documented(403, 404, 409, 422))
def resume_pipeline(
    pipeline_id: Ident, database: DatabaseDep, notifier: NotifierDep
) -> PipelineInfo:
    """Go on with the stages that are paused, and release those that are held."""
    return _act(database, notifier, pipeline_id, pipeline_actions.resume)


@router.post(
    "/{pipeline_id}/retry", status_code=202, responses=documented(400, 403, 404, 409, 413, 422)
)
def retry_pipeline(
    pipeline_id: Ident,
    database: DatabaseDep,
    notifier: NotifierDep,
    request: Annotated[RetryPipelineRequest | None, Body(openapi_examples=_RETRY)] = None,
) -> PipelineInfo:
    """Put stages back into the queue.

    With `from`: that stage and all that follow from it. It goes on from its newest checkpoint if
    it was not done, else it begins anew; what follows always begins anew, for it starts from new
    weights. Without: every stage that was stopped or failed goes on where it was.
    """
    first = request.from_stage if request else None
    return _act(
        database, notifier, pipeline_id,
        lambda session, pipeline: pipeline_actions.retry(session, pipeline, first),
    )  # fmt: skip


def _act(
    database: Database,
    notifier: Notifier,
    pipeline_id: str,
    action: Callable[[Session, Pipeline], None],
) -> PipelineInfo:
    with database.transaction() as session:
        pipeline = pipelines.get(session, pipeline_id)
        action(session, pipeline)
        answer = _infos(session, [pipeline])[0]
    notifier.changed()
    return answer


def _infos(session: Session, rows: Sequence[Pipeline]) -> list[PipelineInfo]:
    by_pipeline = pipelines.jobs_of(session, rows)
    shown = job_infos(session, [job for jobs in by_pipeline.values() for job in jobs])
    info = {(job.pipeline_id, job.pipeline_key): job for job in shown}
    return [
        PipelineInfo(
            id=row.id,
            name=row.name,
            stages=[
                PipelineStage(key=key, after=after, job=info.get((row.id, key)))
                for key, after in pipelines.edges(row).items()
            ],
            created_at=row.created_at,
            **group_state(by_pipeline[row.id]),
        )
        for row in rows
    ]
