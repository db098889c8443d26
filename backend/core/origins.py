"""What a job starts from and learns from: its parent and its teacher, found and checked."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import checkpoints, status
from backend.core.errors import NotFound
from backend.core.fields import at
from backend.core.ids import plausible
from backend.core.jobspec import JobSpec
from backend.core.models import Checkpoint, Job
from minimind.spec import Recipe, SpecError, size_config, stage_named
from minimind.spec.stages import TokenRecipe


def find_parent(session: Session, spec: JobSpec) -> tuple[Checkpoint | None, Job | None]:
    """The checkpoint to start from, if it is there yet, and the job it comes from."""
    stage = stage_named(spec.stage)
    if spec.parent is None:
        if stage.parent == "required":
            raise SpecError(
                f"Stage {stage.name} starts from a trained model.",
                field="parent",
                remedy=f"Name a checkpoint or job of stage {' or '.join(stage.parent_stages)}.",
            )
        return None, None
    if stage.parent == "none":
        raise SpecError(
            f"Stage {stage.name} starts from nothing.", field="parent", remedy="Leave it out."
        )
    if spec.parent.startswith("job-"):
        job = _lock_parent(session, spec.parent)
        _check_lineage(spec, job.stage, job.model)
        return _final_of(session, job), job
    checkpoint = _checkpoint(session, spec.parent, "parent")
    _check_lineage(spec, checkpoint.stage, checkpoint.model)
    return checkpoint, session.get_one(Job, checkpoint.job_id)


def find_teacher(session: Session, spec: JobSpec, recipe: Recipe) -> Checkpoint | None:
    """The checkpoint to imitate; whether it has the job's tokenizer is not looked at here."""
    if spec.teacher is None:
        return None
    if not isinstance(recipe, TokenRecipe):
        raise SpecError(
            f"Stage {spec.stage} has no use for a teacher.", field="teacher", remedy="Leave it out."
        )
    teacher = _checkpoint(session, spec.teacher, "teacher")
    theirs = size_config(teacher.model)
    if recipe.seq_len > theirs.max_position_embeddings:
        raise SpecError(
            f"seq_len is {recipe.seq_len}, but {teacher.id} has "
            f"{theirs.max_position_embeddings} positions.",
            field="teacher",
            remedy="Lower seq_len, or choose another teacher.",
        )
    return teacher


def _checkpoint(session: Session, checkpoint_id: str, field: str) -> Checkpoint:
    try:
        return checkpoints.get(session, checkpoint_id, keep=True)
    except NotFound as error:
        raise SpecError(error.message, field=field, remedy=error.remedy) from error


def _lock_parent(session: Session, job_id: str) -> Job:
    # Locked against ending: a job ends its waiting children, and this one is not stored yet.
    query = select(Job).where(Job.id == job_id, Job.deleted_at.is_(None)).with_for_update(read=True)
    query = query.execution_options(populate_existing=True)
    job = session.scalar(query) if plausible(job_id) else None
    if job is None:
        raise SpecError(
            f"There is no job {job_id[:80]!r}.",
            field="parent",
            remedy="Name a job or a checkpoint that is listed.",
        )
    return job


def _check_lineage(spec: JobSpec, parent_stage: str, parent_model: str) -> None:
    try:
        check_succession(spec, parent_stage, parent_model, str(spec.parent))
    except SpecError as error:
        raise at(error, "parent") from error


def check_succession(spec: JobSpec, parent_stage: str, parent_model: str, parent: str) -> None:
    """Raises SpecError unless the job can start from a model of that stage and size.

    Args:
        parent: what to call it in the words of a complaint.
    """
    stage = stage_named(spec.stage)
    if parent_stage not in stage.parent_stages:
        raise SpecError(
            f"{parent} is of stage {parent_stage}; {stage.name} cannot start from it.",
            remedy=f"Choose one of stage {' or '.join(stage.parent_stages)}.",
        )
    if size_config(parent_model).shape_difference(size_config(spec.model)) is not None:
        raise SpecError(
            f"{parent} is a {parent_model} model, this job asks for {spec.model}.",
            remedy=f"Set model to {parent_model}, or choose another parent.",
        )


def _final_of(session: Session, job: Job) -> Checkpoint | None:
    """The final checkpoint of a parent job that is done; None while it waits or runs."""
    if job.status not in status.ENDED:
        return None
    final = checkpoints.choose_final(session, job) if job.status == status.DONE else None
    if final is not None:
        return final
    how = {status.STOPPED: "was stopped", status.FAILED: "failed"}.get(job.status, "has no model")
    left = checkpoints.list_checkpoints(session, job.id)
    raise SpecError(
        f"Job {job.id} {how}, so it has no final checkpoint.",
        field="parent",
        remedy=f"Name the checkpoint itself; its newest is {left[0].id}."
        if left
        else "It left no checkpoint: choose another parent.",
    )
