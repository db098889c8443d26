"""Training jobs: submitted and watched."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body, Header, Query, Request, Response

from backend.api import curve_json, job_json
from backend.api.deps import DatabaseDep, Ident, NotifierDep, SettingsDep
from backend.api.error_docs import documented
from backend.api.logs import MAX_LOG_BYTES, read_log
from backend.api.responses import (
    as_json,
    json_answer,
    json_array,
    json_object,
    not_modified,
    tagged,
)
from backend.api.schemas.curves import Metrics
from backend.api.schemas.jobs import JobDetail, JobInfo, JobList, LogPage
from backend.api.views import attempt_info, checkpoint_infos, job_info, sample_info
from backend.core import checkpoints, curves, events, jobs
from backend.core.jobs import JobSpec
from backend.core.status import Status
from minimind.spec import RunDir

router = APIRouter(prefix="/api/jobs", tags=["jobs"])

CURVE_POINTS = 750

_EXAMPLES: dict[str, Any] = {
    "pretrain": {
        "summary": "Pretrain the smallest model on the processor",
        "value": {
            "stage": "pretrain",
            "model": "nano",
            "dataset": "ds-5n2k7qx4hu2a",
            "preset": "starter-pretrain",
        },
    },
    "sft": {
        "summary": "Then teach it to answer, once the first job is done",
        "value": {
            "name": "my assistant",
            "stage": "sft",
            "model": "nano",
            "dataset": "ds-7c4mz2rk6ytb",
            "preset": "starter-sft",
            "recipe": {"epochs": 2, "learning_rate": 0.0005},
            "parent": "job-3vq8tn5w2dpa",
        },
    },
    "lora": {
        "summary": "Teach it something more in an adapter",
        "value": {
            "stage": "lora",
            "model": "nano",
            "dataset": "ds-7c4mz2rk6ytb",
            "recipe": {"lora_rank": 16, "lora_targets": "all"},
            "parent": "ckpt-8rj4y2mz6wqk",
        },
    },
    "dpo": {
        "summary": "Prefer the better of two answers",
        "value": {
            "stage": "dpo",
            "model": "nano",
            "dataset": "ds-2q9wv6hd4xnb",
            "recipe": {"beta": 0.2},
            "parent": "ckpt-8rj4y2mz6wqk",
        },
    },
    "gpus": {
        "summary": "Eight GPUs of one machine",
        "value": {"stage": "pretrain", "model": "base", "dataset": "ds-5n2k7qx4hu2a", "gpus": 8},
    },
}


@router.post(
    "",
    status_code=201,
    response_model=JobInfo,
    responses={
        200: {"model": JobInfo, "description": "The same request came before: its job."},
        **documented(400, 403, 409, 413, 422),
    },
)
def create_job(
    spec: Annotated[JobSpec, Body(openapi_examples=_EXAMPLES)],
    database: DatabaseDep,
    notifier: NotifierDep,
    idempotency_key: Annotated[
        str | None,
        Header(description="Sent again with the same body, the same job comes back."),
    ] = None,
) -> Response:
    """Submit a training job.

    The job is checked against its dataset, its parent and the machines, stored, and queued. From
    then on it is never lost.
    """
    with database.transaction() as session:
        job, created = jobs.submit(session, spec, idempotency_key=idempotency_key)
        answer = job_info(session, job)
    if created:
        notifier.changed()
    return as_json(answer, 201 if created else 200)


@router.get("", response_model=JobList, responses=documented(404, 422))
def list_jobs(
    *,
    request: Request,
    database: DatabaseDep,
    status: Annotated[list[Status] | None, Query(description="Only in these states.")] = None,
    kind: Annotated[
        Literal["train", "probe"],
        Query(description="probe: the short runs that measure how fast a model trains."),
    ] = "train",
    limit: Annotated[int, Query(ge=1, le=1000, description="The newest so many.")] = 200,
    before: Annotated[
        str | None, Query(max_length=80, description="What follows this job: an answer's `next`.")
    ] = None,
) -> Response:
    """List jobs, newest first."""
    with database.session() as session:
        query = jobs.listed(session, status, limit + 1, kind=kind, before=before)
        found = job_json.of_query(session, query)
        last_event_id = events.last_id(session)
    ids = list(found)
    following = ids[limit - 1] if len(ids) > limit else None
    shown = [found[ident] for ident in ids[:limit]]
    # Made from the hashes that these bytes remember; another process makes others of them.
    tag = f"{hash((following, *shown)):x}"
    answer = json_answer({"jobs": json_array(shown)}, next=following, last_event_id=last_event_id)
    return not_modified(request, tag) or tagged(answer, tag)


@router.get("/{job_id}", response_model=JobDetail, responses=documented(404, 422))
def get_job(job_id: Ident, database: DatabaseDep) -> Response:
    """Show one job with its attempts, checkpoints, curve and samples."""
    with database.session() as session:
        baseline = jobs.get(session, job_id).baseline
        reaches = curves.reached(session, job_id)
        curve = curve_json.encode(session, curve_json.Part(job_id, CURVE_POINTS), reaches)
        return json_answer(
            {"job": job_json.of_ids(session, [job_id])[job_id]},
            attempts=[attempt_info(attempt) for attempt in jobs.attempts(session, job_id)],
            checkpoints=checkpoint_infos(session, checkpoints.list_checkpoints(session, job_id)),
            curve=json_object(curve, unigram_entropy=_entropy(baseline)),
            samples=[sample_info(event) for event in events.samples(session, job_id)],
            last_event_id=events.last_id(session),
        )


@router.get("/{job_id}/metrics", response_model=Metrics, responses=documented(404, 422))
def get_metrics(
    *,
    job_id: Ident,
    request: Request,
    database: DatabaseDep,
    points: Annotated[
        int, Query(ge=2, le=20_000, description="At most so many of each curve.")
    ] = CURVE_POINTS,
    from_step: Annotated[
        int | None, Query(ge=0, le=2**53, description="Only from this step on.")
    ] = None,
    to_step: Annotated[
        int | None, Query(ge=0, le=2**53, description="Only up to this step, included.")
    ] = None,
) -> Response:
    """Read a job's curve in columns, thinned so that no spike is lost.

    `?points=1500&from_step=90000&to_step=120000` looks at a part of it more closely. Every point
    is a real one, with all its columns.
    """
    part = curve_json.Part(job_id, points, from_step, to_step)
    with database.session() as session:
        entropy = _entropy(jobs.get(session, job_id).baseline)
        reaches = curves.reached(session, job_id)
        tag = curve_json.tag(part, reaches, entropy)
        if same := not_modified(request, tag):
            return same
        curve = curve_json.encode(session, part, reaches)
        last_event_id = events.last_id(session)
    answer = json_answer(curve, unigram_entropy=entropy, last_event_id=last_event_id)
    return tagged(answer, tag)


@router.get("/{job_id}/log", response_model=LogPage, responses=documented(404, 422))
def get_log(
    *,
    job_id: Ident,
    database: DatabaseDep,
    settings: SettingsDep,
    start: Annotated[
        int | None, Query(ge=0, le=2**62, description="Byte to start at. Left out: the end.")
    ] = None,
    limit: Annotated[int, Query(ge=16, le=MAX_LOG_BYTES, description="Bytes.")] = 64 * 1024,
    attempt: Annotated[
        int | None, Query(ge=1, le=2**31 - 1, description="Left out: the latest one.")
    ] = None,
) -> Response:
    """Read what the training process printed, by byte offset."""
    with database.session() as session:
        job = jobs.get(session, job_id)  # also when the attempt is named: the id becomes a path
        number = attempt or job.attempt
    return as_json(read_log(RunDir(settings.run_dir(job_id)).log(number), number, start, limit))


def _entropy(baseline: dict[str, Any] | None) -> float | None:
    return (baseline or {}).get("unigram_entropy")
