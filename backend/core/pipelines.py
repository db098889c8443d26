"""Pipelines: stages in a row or in branches, submitted as one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import idempotency
from backend.core.errors import NotFound
from backend.core.fields import at, below
from backend.core.ids import new_id, plausible
from backend.core.jobspec import MAX_NAME, check_name
from backend.core.known import Known
from backend.core.models import Job, Pipeline
from backend.core.origins import check_succession
from backend.core.pipelinespec import PipelineSpec, starting_order
from backend.core.submission import Origin, draft
from minimind.spec import SpecError


def submit(
    session: Session, spec: PipelineSpec, *, idempotency_key: str | None = None
) -> tuple[Pipeline, bool]:
    """Stores a pipeline and queues a job for each stage: all of them, or none.

    Returns (pipeline, created); the same key and spec give the stored one. Raises SpecError with
    the offending field (``stages.2.after``), or Conflict for a key that came with another spec.
    """
    request_hash = spec.request_hash()
    stored = idempotency.stored(session, Pipeline, idempotency_key, request_hash)
    if stored is not None:
        return stored, False
    before = starting_order(spec.stages)
    name = spec.name.strip() if spec.name else ", ".join(stage.key for stage in spec.stages)
    pipeline = Pipeline(
        id=new_id("pipe"),
        name=check_name(name) if spec.name else name[:MAX_NAME].strip(" ,"),
        spec=spec.model_dump(mode="json"),
        idempotency_key=idempotency_key,
        request_hash=request_hash,
    )
    session.add(pipeline)
    session.flush()
    known = Known(session)
    made: dict[int, Job] = {}
    for index, number in before.items():
        parent = None if number is None else made[number]
        try:
            made[index] = _submit_stage(known, pipeline, spec, index, parent)
        except SpecError as error:
            raise _placed(error, index, of_pipeline=parent is not None) from error
    return pipeline, True


def get(session: Session, pipeline_id: str) -> Pipeline:
    """Raises NotFound."""
    found = session.get(Pipeline, pipeline_id) if plausible(pipeline_id) else None
    if found is None:
        raise NotFound(f"There is no pipeline {pipeline_id[:80]!r}.")
    return found


def list_pipelines(session: Session, limit: int) -> list[Pipeline]:
    """Newest first."""
    query = select(Pipeline).order_by(Pipeline.created_at.desc(), Pipeline.id)
    return list(session.scalars(query.limit(limit)))


def jobs_of(session: Session, pipelines: Sequence[Pipeline]) -> dict[str, list[Job]]:
    """The jobs of each pipeline by its id, in the order of its stages; deleted ones left out."""
    ids = [pipeline.id for pipeline in pipelines]
    query = select(Job).where(Job.pipeline_id.in_(ids), Job.deleted_at.is_(None))
    found = list(session.scalars(query)) if ids else []
    by_place = {(job.pipeline_id, job.pipeline_key): job for job in found}
    return {
        pipeline.id: [
            by_place[place] for key in edges(pipeline) if (place := (pipeline.id, key)) in by_place
        ]
        for pipeline in pipelines
    }


def edges(pipeline: Pipeline) -> dict[str, str | None]:
    """Key of each stage -> key of the one it starts from, in the order in which they were listed.

    None: it starts from nothing, or from something outside.
    """
    listed = PipelineSpec.model_validate(pipeline.spec).stages
    before = starting_order(listed)
    parents = ((stage.key, before[index]) for index, stage in enumerate(listed))
    return {key: None if parent is None else listed[parent].key for key, parent in parents}


def _submit_stage(
    known: Known, pipeline: Pipeline, spec: PipelineSpec, index: int, parent: Job | None
) -> Job:
    stage = spec.stages[index]
    job = stage.job
    starts_from = parent.id if parent else stage.parent
    if parent is not None:
        check_succession(job, parent.stage, parent.model, f"Stage '{parent.pipeline_key}'")
    changes: dict[str, Any] = {
        "parent": starts_from,
        "name": job.name or f"{pipeline.name}: {stage.key}"[:MAX_NAME].strip(),
        # The others wait for the first one anyway: releasing that releases the pipeline.
        "hold": job.hold or (spec.hold and parent is None),
    }
    if spec.priority is not None and "priority" not in job.model_fields_set:
        changes["priority"] = spec.priority
    origin = Origin(pipeline_id=pipeline.id, pipeline_key=stage.key)
    made = draft(known, job.model_copy(update=changes), origin)
    known.session.flush()  # the stages after it look for it
    return made


def _placed(error: SpecError, index: int, *, of_pipeline: bool) -> SpecError:
    """The complaint under the name of the stage's field that it is about."""
    place = f"stages.{index}"
    if error.field is None:
        return at(error, f"{place}.after")
    if error.field == "parent":
        return at(error, f"{place}.{'after' if of_pipeline else 'parent'}")
    return below(error, f"{place}.job")
