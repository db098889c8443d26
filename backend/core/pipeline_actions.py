"""What people ask of a whole pipeline after it was submitted: stop, pause, resume, retry."""

from __future__ import annotations

from sqlalchemy.orm import Session

from backend.core import control, group_actions, lineage, pipelines, status
from backend.core.errors import Conflict, IllegalTransition
from backend.core.models import Job, Pipeline
from backend.core.standing import standing
from minimind.spec import SpecError


def stop(session: Session, pipeline: Pipeline, *, force: bool = False) -> None:
    """Stops every stage that has not ended. Raises IllegalTransition when all have."""
    group_actions.stop(session, _locked(session, pipeline), force=force)


def pause(session: Session, pipeline: Pipeline) -> None:
    """Pauses what runs, and holds what waits. Raises IllegalTransition when all have ended."""
    group_actions.pause(session, _locked(session, pipeline))


def resume(session: Session, pipeline: Pipeline) -> None:
    """Goes on with what is paused or held. Raises IllegalTransition when nothing is."""
    group_actions.resume(session, _locked(session, pipeline))


def retry(session: Session, pipeline: Pipeline, from_stage: str | None = None) -> None:
    """Queues stages again.

    Args:
        from_stage: this one and all that follow from it. It goes on from its newest checkpoint if
            it did not get done, else it begins anew; the others begin anew, for their parent's
            weights change. None: every stage that was stopped or failed goes on where it was.

    Raises SpecError for an unknown stage, IllegalTransition while one of them is under way or
    queued, Conflict when nothing is left to do or another job needs what would be removed.
    """
    stages = _locked(session, pipeline)
    if from_stage is not None:
        _retry_from(session, stages, _stage(stages, from_stage))
        return
    if not any(job.status in (status.FAILED, status.STOPPED) for job in stages):
        now = standing(stages).status
        raise Conflict(
            f"No stage of pipeline {pipeline.id} was stopped or failed; it is {now}.",
            field="from",
            remedy="Name the stage to begin with.",
        )
    for job in stages:
        # Its parent's retry may have queued it already.
        if job.status in (status.FAILED, status.STOPPED):
            control.retry(session, job)


def _retry_from(session: Session, stages: list[Job], first: Job) -> None:
    below = _below(stages, first)
    for job in (first, *below):
        if job.status in status.ACTIVE:
            raise IllegalTransition(
                f"Stage '{job.pipeline_key}' is {job.status}.",
                current=job.status,
                remedy="Stop it first.",
            )
    for job in below:
        job.parent_checkpoint_id = None  # they wait for the new one
    control.retry(session, first, from_checkpoint=False if first.status == status.DONE else None)
    for job in below:
        if job.status not in status.ENDED and job.attempt:
            control.stop(session, job)  # paused, or interrupted: what it has done is void
        if job.status in status.ENDED:
            control.retry(session, job, from_checkpoint=False)
        if not job.held:
            parent = next(stage for stage in stages if stage.id == job.parent_job_id)
            status.explain(session, job, lineage.waits_for(parent))


def _locked(session: Session, pipeline: Pipeline) -> list[Job]:
    """The pipeline's jobs, each after the one it starts from, kept from changing.

    That is the order in which a job that ends locks itself and those that wait for it.
    """
    [jobs] = pipelines.jobs_of(session, [pipeline]).values()
    inside = {job.id for job in jobs}
    ordered: list[Job] = []
    while len(ordered) < len(jobs):
        known = {job.id for job in ordered}
        ordered += [
            job
            for job in jobs
            if job.id not in known
            and (job.parent_job_id not in inside or job.parent_job_id in known)
        ]
    for job in ordered:
        status.lock(session, job)
    return ordered


def _stage(stages: list[Job], key: str) -> Job:
    for job in stages:
        if job.pipeline_key == key:
            return job
    raise SpecError(
        f"The pipeline has no stage {key[:80]!r}.",
        field="from",
        remedy=f"Choose one of: {', '.join(str(job.pipeline_key) for job in stages)}.",
    )


def _below(stages: list[Job], first: Job) -> list[Job]:
    """The stages that follow from ``first``, each after the one it starts from."""
    found = {first.id}
    below: list[Job] = []
    for job in stages:
        if job.parent_job_id in found:
            found.add(job.id)
            below.append(job)
    return below
