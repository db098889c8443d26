"""Checks and cleaned copies of a dataset."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core import datasets
from backend.core.models import Task
from backend.core.settings import Settings
from worker.work.requests.measures import measures


def check(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Raises NotFound when the dataset was deleted meanwhile."""
    dataset = datasets.get(session, task.request["dataset"])
    return {
        "path": str(settings.dataset_path(dataset.id)),
        "row_kind": dataset.kind,
        **measures(session, settings, task.request),
    }


def clean(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Raises NotFound when the dataset was deleted meanwhile."""
    dataset = datasets.get(session, task.request["dataset"])
    return {
        "path": str(settings.dataset_path(dataset.id)),
        "row_kind": dataset.kind,
        "notes": str(settings.dataset_notes(dataset.id)),
        "treatments": task.request["treatments"],
        **measures(session, settings, task.request),
    }
