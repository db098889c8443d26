"""What a job does otherwise than it was submitted: asked for by a person, or made by itself.

Each is an entry of ``Job.adjustments``: {attempt, field, old, new, why}. ``attempt`` is the first
one it holds for; ``field`` is named as in a job spec, ``gpus`` or ``recipe.micro_batch``.
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Job, Node
from minimind.spec import SpecError, build_recipe
from minimind.spec.resuming import FREE, SAID
from minimind.spec.stages import AnyRecipe

Why = Literal["asked", "out_of_memory"]

_PREFIX = "recipe."


class Changes(BaseModel):
    """What a person changes about a job before it goes on; what is left out stays."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    recipe: dict[str, Any] = Field(
        default_factory=dict, description="Hyper-parameters that differ from now on."
    )
    gpus: int | None = Field(default=None, ge=0, le=1024, description="On each machine.")
    processes: int | None = Field(
        default=None, ge=1, le=64, description="Without GPUs: over how many to split the work."
    )


def recipe(job: Job) -> AnyRecipe:
    """The recipe as the next attempt follows it."""
    return build_recipe(job.stage, _values(job))


def apply(session: Session, job: Job, changes: Changes, *, resuming: bool) -> None:
    """Checks what a person changes, and records what is really different.

    Args:
        resuming: the job goes on from a checkpoint, so what decides which rows a step means stays.

    Raises SpecError with the offending field as ``changes.<field>``.
    """
    try:
        wanted = build_recipe(job.stage, {**_values(job), **changes.recipe, "stage": job.stage})
    except SpecError as error:
        field = f"changes.{error.field}" if error.field else "changes.recipe"
        raise SpecError(error.message, field=field, remedy=error.remedy) from error
    before, after = _values(job), wanted.model_dump(mode="json")
    different = [name for name in after if before.get(name) != after[name]]
    if resuming and (fixed := [name for name in different if name not in FREE | SAID]):
        raise SpecError(
            f"{fixed[0]} cannot change in the middle of a run.",
            field=f"changes.recipe.{fixed[0]}",
            remedy="Start it from the beginning, or submit a new job.",
        )
    for name in different:
        record(job, _PREFIX + name, before.get(name), after[name], "asked")
    gpus = job.gpus if changes.gpus is None else changes.gpus
    processes = job.processes if changes.processes is None else changes.processes
    if gpus and changes.processes is None:
        processes = 1  # one runs on each GPU
    _check_devices(session, gpus, processes)
    if gpus != job.gpus:
        record(job, "gpus", job.gpus, gpus, "asked")
    if processes != job.processes:
        record(job, "processes", job.processes, processes, "asked")
    job.gpus, job.processes = gpus, processes


def record(job: Job, field: str, old: Any, new: Any, why: Why) -> None:
    """Notes that ``field`` is ``new`` from the next attempt on."""
    entry = {"attempt": job.attempt + 1, "field": field, "old": old, "new": new, "why": why}
    job.adjustments = [*(job.adjustments or []), entry]


def _values(job: Job) -> dict[str, Any]:
    """The recipe's fields with every adjustment over them."""
    values = dict(job.recipe)
    for entry in job.adjustments or []:
        if entry["field"].startswith(_PREFIX):
            values[entry["field"].removeprefix(_PREFIX)] = entry["new"]
    return values


def _check_devices(session: Session, gpus: int, processes: int) -> None:
    if gpus and processes != 1:
        raise SpecError(
            "With GPUs, one process runs on each; the number of processes cannot be chosen.",
            field="changes.processes",
            remedy="Leave it out, or set gpus to 0.",
        )
    most = max((len(node.gpus) for node in session.scalars(select(Node))), default=0)
    if gpus > most:
        raise SpecError(
            f"No machine has {gpus} GPUs; the largest has {most}.",
            field="changes.gpus",
            remedy="Ask for fewer; 0 trains on the processor.",
        )
