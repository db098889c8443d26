"""Mixtures of datasets, queued: what can be refused is refused before anything is read."""

from __future__ import annotations

from pydantic import ConfigDict, Field
from sqlalchemy.orm import Session

from backend.core import datasets, tasks
from backend.core.errors import Conflict, NotFound
from backend.core.jobspec import check_name
from backend.core.models import Dataset, Task
from minimind.spec import SpecError
from minimind.spec.mixture import MAX_PARTS, MixtureOptions, PartOptions


class PartSpec(PartOptions):
    """A dataset of a mixture."""

    dataset: str = Field(max_length=100, title="Dataset", description="Id of a dataset (ds-...).")


class MixtureSpec(MixtureOptions):
    """Several datasets that are to become one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(max_length=200, title="Name", description="Of the new dataset.")
    parts: list[PartSpec] = Field(
        min_length=1, max_length=MAX_PARTS, title="Parts", description="What it is made from."
    )


def queue_mixture(
    session: Session, spec: MixtureSpec, *, idempotency_key: str | None = None
) -> Task:
    """Raises SpecError, and Conflict for a part with rows that cannot be trained."""
    name = check_name(spec.name)
    parts = [_part(session, number, part.dataset) for number, part in enumerate(spec.parts)]
    _check_once(parts)
    _check_kinds(parts)
    if spec.total is not None and all(part.weight is None for part in spec.parts):
        raise SpecError(
            "No part has a weight, so a total cannot be divided.",
            field="total",
            remedy="Give parts weights, or leave the total out.",
        )
    request = {**spec.model_dump(mode="json", exclude_none=True), "name": name}
    return tasks.create(session, "mixture", f"Mix {name}", request, idempotency_key=idempotency_key)


def _part(session: Session, number: int, dataset_id: str) -> Dataset:
    field = f"parts.{number}.dataset"
    try:
        dataset = datasets.get(session, dataset_id)
    except NotFound as error:
        raise SpecError(
            error.message, field=field, remedy="Choose one of /api/datasets."
        ) from error
    if dataset.errors:
        raise Conflict(
            f"'{dataset.name}' holds {dataset.errors:,} rows that cannot be trained.",
            field=field,
            remedy="Make a cleaned copy of it, and mix that.",
        )
    return dataset


def _check_once(parts: list[Dataset]) -> None:
    seen: set[str] = set()
    for number, dataset in enumerate(parts):
        if dataset.id in seen:
            raise SpecError(
                f"'{dataset.name}' is named twice.",
                field=f"parts.{number}.dataset",
                remedy="Name it once, with a larger weight.",
            )
        seen.add(dataset.id)


def _check_kinds(parts: list[Dataset]) -> None:
    first = parts[0]
    for number, dataset in enumerate(parts):
        if dataset.kind != first.kind:
            raise SpecError(
                f"'{dataset.name}' holds {dataset.kind}, '{first.name}' {first.kind}.",
                field=f"parts.{number}.dataset",
                remedy="Mix datasets of one kind.",
            )
