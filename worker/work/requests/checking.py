"""Checks and cleaned copies of a dataset."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core import datasets
from backend.core.models import Task
from backend.core.settings import Settings


def check(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Raises NotFound when the dataset was deleted meanwhile."""
    return _dataset(session, settings, task) | _options(session, settings, task)


def clean(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Raises NotFound when the dataset was deleted meanwhile."""
    dataset = datasets.get(session, task.request["dataset"])
    return {
        **_dataset(session, settings, task),
        **_options(session, settings, task),
        "notes": str(settings.dataset_notes(dataset.id)),
        "treatments": task.request["treatments"],
    }


def _dataset(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    dataset = datasets.get(session, task.request["dataset"])
    return {"path": str(settings.dataset_path(dataset.id)), "rows_kind": dataset.kind}


def _options(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Of the check; the dataset to look for overlap with is a path there."""
    options = dict(task.request.get("options") or {})
    if validation := options.pop("validation", None):
        other = datasets.get(session, validation)
        options["validation"] = {"id": other.id, "path": str(settings.dataset_path(other.id))}
    return {"options": options} if options else {}
