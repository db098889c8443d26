"""``submit``: checks a job spec against everything that is known and stores it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core import checkpoints, status
from backend.core.db import advisory_lock
from backend.core.errors import Conflict, NotFound
from backend.core.ids import new_id, plausible
from backend.core.jobspec import MAX_NAME, JobSpec, check_name
from backend.core.lineage import waits_for
from backend.core.models import Checkpoint, Dataset, Job, Node
from minimind.spec import Recipe, SpecError, build_recipe, preset_named, size_config, stage_named

MAX_KEY = 255


def submit(
    session: Session, spec: JobSpec, *, idempotency_key: str | None = None
) -> tuple[Job, bool]:
    """Stores a job, queued. Returns (job, created); the same key and spec give the stored job.

    Raises SpecError with the offending field, or Conflict for a key that came with another spec.
    """
    request_hash = spec.request_hash()
    if idempotency_key is not None:
        stored = _stored(session, idempotency_key, request_hash)
        if stored is not None:
            return stored, False
    recipe = _recipe(spec)
    dataset = _dataset(session, spec)
    size_config(spec.model)
    _check_devices(session, spec)
    checkpoint, parent_job = _parent(session, spec)
    name = (spec.name or "").strip()
    made_up = f"{spec.model} {spec.stage} on {dataset.name}"[:MAX_NAME].strip()
    job = Job(
        id=new_id("job"),
        name=check_name(name or made_up),
        stage=spec.stage,
        model=spec.model,
        spec=spec.model_dump(mode="json"),
        recipe=recipe.model_dump(mode="json"),
        dataset_id=dataset.id,
        gpus=spec.gpus,
        processes=spec.processes,
        parent_checkpoint_id=checkpoint.id if checkpoint else None,
        parent_job_id=parent_job.id if parent_job else None,
        status=status.QUEUED,
        reason=status.WAITING_FOR_TURN if checkpoint or not parent_job else waits_for(parent_job),
        attempt=0,
        idempotency_key=idempotency_key,
        request_hash=request_hash,
    )
    session.add(job)
    session.flush()
    status.announce(session, job)
    return job, True


def _stored(session: Session, key: str, request_hash: str) -> Job | None:
    if not 1 <= len(key) <= MAX_KEY or not key.isprintable():
        raise SpecError(
            f"An idempotency key has 1 to {MAX_KEY} printable characters.", field="Idempotency-Key"
        )
    advisory_lock(session, f"idempotency:{key}")  # the same request may arrive twice at once
    job = session.scalar(select(Job).where(Job.idempotency_key == key))
    if job is not None and job.request_hash != request_hash:
        raise Conflict(
            f"The idempotency key {key!r} was used for another request ({job.id}).",
            field="Idempotency-Key",
            remedy="Use a new key for a new request.",
        )
    return job


def _recipe(spec: JobSpec) -> Recipe:
    stage = stage_named(spec.stage)
    if spec.recipe.get("stage", stage.name) != stage.name:
        raise SpecError(
            f"The recipe is for another stage than the job, which is for {stage.name}.",
            field="recipe.stage",
            remedy="Leave it out.",
        )
    if spec.preset is None:
        return build_recipe(stage.name, spec.recipe)
    preset = preset_named(spec.preset)
    if preset.stage != stage.name:
        raise SpecError(
            f"The preset {preset.name!r} is for stage {preset.stage}, the job for {stage.name}.",
            field="preset",
            remedy="Choose a preset of the job's stage, or none.",
        )
    return preset.recipe(spec.recipe)


def _dataset(session: Session, spec: JobSpec) -> Dataset:
    dataset = session.get(Dataset, spec.dataset) if plausible(spec.dataset) else None
    if dataset is None:
        raise SpecError(
            f"There is no dataset {spec.dataset[:80]!r}.",
            field="dataset",
            remedy="Upload it first, or choose one that is listed.",
        )
    stage = stage_named(spec.stage)
    if dataset.kind != stage.row_kind:
        raise SpecError(
            f"'{dataset.name}' holds rows of kind {dataset.kind}; "
            f"stage {stage.name} needs {stage.row_kind}.",
            field="dataset",
            remedy=f"Choose a dataset of kind {stage.row_kind}.",
        )
    return dataset


def _check_devices(session: Session, spec: JobSpec) -> None:
    if spec.gpus and spec.processes != 1:
        raise SpecError(
            "With GPUs, one process runs on each; the number of processes cannot be chosen.",
            field="processes",
            remedy="Leave it out, or set gpus to 0.",
        )
    nodes = list(session.scalars(select(Node).order_by(Node.name)))
    if spec.gpus <= max((len(node.gpus) for node in nodes), default=0):
        return
    have = ", ".join(f"{node.name} has {_gpu_count(len(node.gpus))}" for node in nodes)
    raise SpecError(
        f"No node has {_gpu_count(spec.gpus)}: {have or 'none is known yet'}.",
        field="gpus",
        remedy="Ask for fewer; 0 trains on the processor.",
    )


def _gpu_count(count: int) -> str:
    return f"{count} GPU" if count == 1 else f"{count} GPUs"


def _parent(session: Session, spec: JobSpec) -> tuple[Checkpoint | None, Job | None]:
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
    try:
        checkpoint = checkpoints.get(session, spec.parent)
    except NotFound as error:
        raise SpecError(error.message, field="parent", remedy=error.remedy) from error
    _check_lineage(spec, checkpoint.stage, checkpoint.model)
    return checkpoint, session.get_one(Job, checkpoint.job_id)


def _lock_parent(session: Session, job_id: str) -> Job:
    # Locked against ending: a job ends its waiting children, and this one is not stored yet.
    query = select(Job).where(Job.id == job_id).with_for_update(read=True)
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
    stage = stage_named(spec.stage)
    if parent_stage not in stage.parent_stages:
        raise SpecError(
            f"{spec.parent} is of stage {parent_stage}; {stage.name} cannot start from it.",
            field="parent",
            remedy=f"Choose one of stage {' or '.join(stage.parent_stages)}.",
        )
    if size_config(parent_model).shape_difference(size_config(spec.model)) is not None:
        raise SpecError(
            f"{spec.parent} is a {parent_model} model, this job asks for {spec.model}.",
            field="parent",
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
