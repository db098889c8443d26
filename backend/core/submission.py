"""``submit``: checks a job spec against everything that is known and stores it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from backend.core import idempotency, status
from backend.core.dataset_uses import cleaned_copy
from backend.core.estimates.brief import brief
from backend.core.estimates.estimate import Wish
from backend.core.ids import new_id, now
from backend.core.jobspec import MAX_NAME, JobSpec, check_name
from backend.core.known import Known
from backend.core.lineage import waits_for
from backend.core.models import Checkpoint, Dataset, Job, Node, TokenizerEntry
from backend.core.origins import find_teacher
from backend.core.placement import check_placement
from backend.core.rates import PROBE
from backend.core.tokenizer_choice import check_teacher
from backend.core.tokenizers import stored_id
from minimind.spec import SpecError, build_recipe, preset_named, size_config, stage_named
from minimind.spec.stages import AnyRecipe


@dataclass(frozen=True)
class Origin:
    """What a job comes from and belongs to, besides its spec: each a column of the job."""

    kind: str = "train"
    cloned_from: str | None = None
    pipeline_id: str | None = None
    pipeline_key: str | None = None
    sweep_id: str | None = None
    sweep_values: dict[str, Any] | None = None


def submit(
    session: Session,
    spec: JobSpec,
    *,
    idempotency_key: str | None = None,
    request_hash: str | None = None,
    origin: Origin | None = None,
) -> tuple[Job, bool]:
    """Stores a job, queued. Returns (job, created); the same key and spec give the stored job.

    Args:
        request_hash: of the whole request, where that is more than ``spec``.

    Raises SpecError with the offending field, or Conflict for a key that came with another spec.
    """
    request_hash = request_hash or spec.request_hash()
    stored = idempotency.stored(session, Job, idempotency_key, request_hash)
    if stored is not None:
        return stored, False
    job = draft(Known(session), spec, origin or Origin())
    job.idempotency_key = idempotency_key
    job.request_hash = request_hash
    session.flush()
    return job, True


def draft(known: Known, spec: JobSpec, origin: Origin) -> Job:
    """Checks ``spec`` and adds its job to the session of ``known``; the next flush stores it.

    Raises SpecError with the offending field.
    """
    checked = check(known, spec)
    recipe, dataset = checked.recipe, checked.dataset
    checkpoint, parent_job, teacher = checked.checkpoint, checked.parent_job, checked.teacher
    job = Job(
        id=new_id("job"),
        name=_name(spec, dataset),
        stage=spec.stage,
        model=spec.model,
        spec=spec.model_dump(mode="json"),
        recipe=recipe.model_dump(mode="json"),
        dataset_id=dataset.id,
        tokenizer_id=stored_id(checked.tokenizer),
        gpus=spec.gpus,
        processes=spec.processes,
        nodes=spec.nodes,
        wanted_node=spec.node,
        wanted_gpu=spec.gpu_model,
        launcher=spec.launcher,
        parent_checkpoint_id=checkpoint.id if checkpoint else None,
        parent_job_id=parent_job.id if parent_job else None,
        teacher_checkpoint_id=teacher.id if teacher else None,
        priority=spec.priority,
        position=time.time(),
        held=spec.hold,
        status=status.QUEUED,
        reason=_reason(spec, None if checkpoint else parent_job),
        attempt=0,
        request_hash=spec.request_hash(),
        kind=origin.kind,
        cloned_from=origin.cloned_from,
        pipeline_id=origin.pipeline_id,
        pipeline_key=origin.pipeline_key,
        sweep_id=origin.sweep_id,
        sweep_values=origin.sweep_values,
        created_at=now(),  # not when it is written: many are written at once, in their order
    )
    if job.kind != PROBE:
        job.estimate = brief(known.session, checked.wish(), checked.nodes, known.preferences)
    known.session.add(job)
    status.announce(known.session, job)
    return job


@dataclass(frozen=True)
class Checked:
    """A spec, and what it names."""

    spec: JobSpec
    recipe: AnyRecipe
    dataset: Dataset
    nodes: list[Node]
    checkpoint: Checkpoint | None
    parent_job: Job | None
    teacher: Checkpoint | None
    tokenizer: TokenizerEntry

    def wish(self) -> Wish:
        """The same, for an estimate."""
        return Wish(
            spec=self.spec,
            recipe=self.recipe,
            dataset=self.dataset,
            tokenizer=self.tokenizer,
            teacher=self.teacher.model if self.teacher else None,
            parent=self.checkpoint.id if self.checkpoint else None,
        )


def check(known: Known, spec: JobSpec) -> Checked:
    """Everything that can be said against a job before it is stored.

    Raises SpecError with the offending field.
    """
    recipe = resolve_recipe(spec)
    dataset = _dataset(known, spec)
    size_config(spec.model)
    check_placement(spec, known.nodes)
    _check_share(spec, recipe)
    checkpoint, parent_job = known.parent(spec)
    teacher = find_teacher(known.session, spec, recipe)
    tokenizer = known.tokenizer(spec, checkpoint, parent_job)
    if teacher is not None:
        check_teacher(known.session, teacher, tokenizer)
    return Checked(spec, recipe, dataset, known.nodes, checkpoint, parent_job, teacher, tokenizer)


def _reason(spec: JobSpec, missing_parent: Job | None) -> str:
    """Why a new job waits."""
    if spec.hold:
        return status.HELD
    return waits_for(missing_parent) if missing_parent else status.WAITING_FOR_TURN


def resolve_recipe(spec: JobSpec) -> AnyRecipe:
    """Every hyper-parameter: the job's own over its preset's over the stage's defaults."""
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


def _name(spec: JobSpec, dataset: Dataset) -> str:
    name = (spec.name or "").strip()
    if name:
        return check_name(name)
    return f"{spec.model} {spec.stage} on {dataset.name}"[:MAX_NAME].strip()


def _dataset(known: Known, spec: JobSpec) -> Dataset:
    dataset = known.dataset(spec.dataset)
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
    if dataset.errors:
        raise SpecError(
            f"{dataset.errors} of the {dataset.rows} rows of '{dataset.name}' cannot be trained.",
            field="dataset",
            remedy=_whole_copy(known, dataset),
        )
    return dataset


def _whole_copy(known: Known, dataset: Dataset) -> str:
    copy = cleaned_copy(known.session, dataset)
    if copy is not None:
        return f"Choose its cleaned copy '{copy.name}' ({copy.id})."
    return f"Make a cleaned copy of it: POST /api/datasets/{dataset.id}/clean, or on its page."


def _check_share(spec: JobSpec, recipe: AnyRecipe) -> None:
    """Every process needs a row of each step."""
    processes = spec.nodes * (spec.gpus or spec.processes)
    if recipe.global_batch < processes:
        raise SpecError(
            f"{recipe.global_batch} rows per step cannot be shared by {processes} processes.",
            field="recipe.global_batch",
            remedy=f"Raise it to {processes} or more, or ask for fewer.",
        )
