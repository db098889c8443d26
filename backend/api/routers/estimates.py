"""What a job would take, before it starts; and how right that was."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Body, Query

from backend.api.deps import DatabaseDep, IdempotencyKey, NotifierDep
from backend.api.error_docs import documented
from backend.api.schemas.estimates import (
    Accuracy,
    ComparisonInfo,
    EstimateAnswer,
    NodeEstimateInfo,
    RateInfo,
    RateList,
)
from backend.api.schemas.jobs import JobInfo
from backend.api.views import is_alive, job_info
from backend.core import preferences, rates
from backend.core.estimates import accuracy, asking, probes
from backend.core.estimates.estimate import NodeEstimate
from backend.core.jobs import JobSpec
from backend.core.models import Node
from backend.core.rates import Measured

router = APIRouter(prefix="/api/estimates", tags=["estimates"])

_EXAMPLES: dict[str, Any] = {
    "pretrain": {
        "summary": "The smallest model on the processor",
        "value": {
            "stage": "pretrain",
            "model": "nano",
            "dataset": "ds-5n2k7qx4hu2a",
            "preset": "starter-pretrain",
        },
    },
    "gpus": {
        "summary": "The largest one on eight GPUs",
        "value": {"stage": "pretrain", "model": "base", "dataset": "ds-5n2k7qx4hu2a", "gpus": 8},
    },
}


@router.post("", responses=documented(400, 403, 413, 422))
def estimate_job(
    spec: Annotated[JobSpec, Body(openapi_examples=_EXAMPLES)], database: DatabaseDep
) -> EstimateAnswer:
    """Estimate memory, time and money of a job, on each machine that could run it.

    The body is what `POST /api/jobs` takes, and is refused for the same mistakes; nothing is
    stored. `summary` says of the best machine, for example, `about 2 h 10 min on box-a, 1.40
    EUR; needs 9.2 of 24 GB`. Prices are settings: `PATCH /api/preferences`. Where `source` is
    `unknown` or `reference`, a probe tells it better.
    """
    with database.transaction() as session:
        found = asking.ask(session, spec)
        currency = preferences.read(session).currency
        nodes = {name: session.get_one(Node, name) for name in {each.node for each in found}}
    infos = [_info(each, nodes[each.node]) for each in found]
    return EstimateAnswer(
        summary=found[0].summary if found else "No machine is known yet.",
        currency=currency,
        nodes=infos,
    )


@router.post("/probe", status_code=201, responses=documented(400, 403, 409, 413, 422))
def probe_job(
    spec: Annotated[JobSpec, Body(openapi_examples=_EXAMPLES)],
    database: DatabaseDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> JobInfo:
    """Measure how fast a job would train: queue a probe of it.

    The answer is a job of kind `probe`: it waits for its turn like any other, trains for about 15
    seconds, and leaves no model. Once it is `done`, estimates use what it measured, which
    `GET /api/estimates/rates?job_id=...` shows.
    """
    with database.transaction() as session:
        job = probes.probe(session, spec, idempotency_key=idempotency_key)
        answer = job_info(session, job)
    notifier.changed()
    return answer


@router.get("/accuracy", responses=documented(422))
def get_accuracy(
    database: DatabaseDep,
    limit: Annotated[int, Query(ge=1, le=1000, description="The newest so many jobs.")] = 100,
) -> Accuracy:
    """Compare what was estimated when jobs were submitted with what they took."""
    with database.session() as session:
        found = accuracy.comparisons(session, limit)
    infos = [ComparisonInfo(**asdict(each), error=each.error) for each in found]
    return Accuracy(typical_error=accuracy.typical_error(found), jobs=infos)


@router.get("/rates", responses=documented(422))
def list_rates(
    database: DatabaseDep,
    job_id: Annotated[
        str | None, Query(max_length=100, description="Only what this job measured.")
    ] = None,
) -> RateList:
    """List what runs measured, newest first: the ground of estimates."""
    with database.session() as session:
        known = rates.known(session)
        return RateList(rates=[_rate(m) for m in known if job_id in (None, m.job_id)])


def _info(found: NodeEstimate, node: Node) -> NodeEstimateInfo:
    return NodeEstimateInfo(**asdict(found), alive=is_alive(node))


def _rate(measured: Measured) -> RateInfo:
    costs, recipe, data = measured.costs, measured.recipe, measured.data
    steps = costs.steps

    def each(seconds: float, count: float) -> float | None:
        return seconds / count if count else None

    return RateInfo(
        job_id=measured.job_id,
        kind=data["kind"],
        node=measured.node,
        device=measured.device,
        stage=measured.stage,
        model=measured.model,
        seq_len=recipe.seq_len,
        micro_batch=recipe.micro_batch,
        global_batch=recipe.global_batch,
        gpus=data["gpus"],
        processes=data["processes"],
        nodes=data["nodes"],
        precision=costs.precision,
        compiled=costs.compiled,
        gradient_checkpointing=recipe.gradient_checkpointing,
        zero_stage=recipe.zero_stage,
        tokens_per_s=each(costs.positions, steps.seconds),
        step_seconds=each(steps.seconds, steps.count),
        update_seconds=each(costs.update_seconds, steps.count),
        start_seconds=data["fixed_seconds"],
        tokenize_bytes_per_s=each(data["dataset_bytes"], costs.tokenize_seconds),
        validation_seconds=each(costs.validations.seconds, costs.validations.count),
        checkpoint_seconds=each(costs.saves.seconds, costs.saves.count),
        write_seconds=costs.write_seconds,
        sample_seconds=each(costs.samples.seconds, costs.samples.count),
        memory_bytes=costs.memory_bytes,
        measured_at=measured.measured_at,
    )
