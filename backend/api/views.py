"""Rows of the database as answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel, TypeAdapter
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.api.schemas.datasets import DatasetInfo
from backend.api.schemas.jobs import (
    AttemptInfo,
    BaselineInfo,
    CheckpointInfo,
    JobInfo,
    ProgressInfo,
    SampleInfo,
)
from backend.core import checkpoints, tokenizers
from backend.core.ids import now
from backend.core.models import Attempt, Checkpoint, Dataset, Event, Job, Node
from backend.core.scheduling.load import ALIVE_FOR
from minimind.spec.tokenizers import SHIPPED_ID

_JOBS = TypeAdapter(list[JobInfo])


def is_alive(node: Node) -> bool:
    """Whether the machine was heard of lately."""
    return now() - node.heartbeat_at < ALIVE_FOR


def dataset_info(dataset: Dataset) -> DatasetInfo:
    """A dataset as an answer."""
    told = {name: getattr(dataset, name, None) for name in DatasetInfo.model_fields}
    told |= {"checked": dataset.warnings is not None, "ready": dataset.errors == 0}
    return DatasetInfo.model_validate(told)


def attempt_info(attempt: Attempt) -> AttemptInfo:
    """An attempt as an answer."""
    return AttemptInfo.model_validate(attempt, from_attributes=True)


def sample_info(event: Event) -> SampleInfo:
    """A ``sample`` event as an answer."""
    told = {name: event.data[name] for name in ("prompt", "text", "tokens")}
    return SampleInfo(job_id=event.job_id, attempt=event.attempt, step=event.step or 0, **told)


def job_infos(session: Session, jobs: Sequence[Job]) -> list[JobInfo]:
    """Jobs as answers, in the same order, with two queries for all of them."""
    wanted = {job.dataset_id for job in jobs}
    query = select(Dataset.id, Dataset.name).where(Dataset.id.in_(wanted))
    names = {row.id: row.name for row in session.execute(query)} if jobs else {}
    finals = checkpoints.finals(session, [job.id for job in jobs]) if jobs else {}
    # All at once: a fraction of the time of making each, and what is in it, by itself.
    return _JOBS.validate_python([_job_fields(job, names, finals) for job in jobs])


def job_info(session: Session, job: Job) -> JobInfo:
    """A job as an answer."""
    return job_infos(session, [job])[0]


def _job_fields(
    job: Job, names: Mapping[str, str], finals: Mapping[str, Checkpoint]
) -> dict[str, Any]:
    parent = None
    if job.parent_job_id or job.parent_checkpoint_id:
        parent = {"job_id": job.parent_job_id, "checkpoint_id": job.parent_checkpoint_id}
    final = finals.get(job.id)
    return {
        "id": job.id,
        "kind": job.kind,
        "name": job.name,
        "stage": job.stage,
        "model": job.model,
        "dataset": {"id": job.dataset_id, "name": names[job.dataset_id]},
        "gpus": job.gpus,
        "processes": job.processes,
        "nodes": job.nodes,
        "wanted_node": job.wanted_node,
        "gpu_model": job.wanted_gpu,
        "launcher": job.launcher,
        "priority": job.priority,
        "held": job.held,
        "preset": job.spec.get("preset"),
        "recipe": job.recipe,
        "adjustments": job.adjustments or [],
        "parent": parent,
        "teacher_checkpoint_id": job.teacher_checkpoint_id,
        "tokenizer_id": job.tokenizer_id or SHIPPED_ID,
        "cloned_from": job.cloned_from,
        "pipeline_id": job.pipeline_id,
        "pipeline_key": job.pipeline_key,
        "sweep_id": job.sweep_id,
        "sweep_values": job.sweep_values,
        "status": job.status,
        "cause": job.cause,
        "reason": job.reason,
        "fix": job.fix or None,
        "force": job.force,
        "restarts": job.restarts,
        "estimate": job.estimate,
        "attempt": job.attempt,
        "node": job.node,
        "progress": _fields(ProgressInfo, job.progress),
        "baseline": _fields(BaselineInfo, job.baseline) if job.baseline else None,
        "final_checkpoint_id": final.id if final else None,
        "created_at": job.created_at,
        "started_at": job.started_at,
        "finished_at": job.finished_at,
    }


def _fields(schema: type[ProgressInfo | BaselineInfo], values: Any) -> dict[str, Any]:
    known = _names(schema)
    return {name: value for name, value in (values or {}).items() if name in known}


@cache
def _names(schema: type[BaseModel]) -> frozenset[str]:
    return frozenset(schema.model_fields)


def checkpoint_infos(session: Session, rows: Sequence[Checkpoint]) -> list[CheckpointInfo]:
    """Checkpoints as answers, in the same order."""
    query = select(Job.id, Job.name).where(Job.id.in_({row.job_id for row in rows}))
    names = {row.id: row.name for row in session.execute(query)} if rows else {}
    tokenizer_ids = tokenizers.ids_by_sha256(session) if rows else {}
    return [
        CheckpointInfo(
            id=row.id,
            job_id=row.job_id,
            job_name=names[row.job_id],
            stage=row.stage,
            model=row.model,
            step=row.step,
            final=row.final,
            validation_loss=row.validation_loss,
            bytes=row.bytes,
            tokenizer_sha256=row.tokenizer_sha256,
            tokenizer_id=tokenizer_ids.get(row.tokenizer_sha256 or ""),
            created_at=row.created_at,
        )
        for row in rows
    ]
