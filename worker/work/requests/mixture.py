"""Mixtures: the files of their parts."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core import datasets
from backend.core.models import Task
from backend.core.settings import Settings
from minimind.spec.mixture import MixtureOptions, PartOptions


def run(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Raises NotFound when a part was deleted meanwhile."""
    asked = task.request
    options = {name: asked[name] for name in MixtureOptions.model_fields if name in asked}
    parts: list[dict[str, Any]] = []
    kind = ""
    for part in asked["parts"]:
        dataset = datasets.get(session, part["dataset"])
        kind = dataset.kind
        wanted = {name: part[name] for name in PartOptions.model_fields if name in part}
        path = str(settings.dataset_path(dataset.id))
        parts.append({**wanted, "path": path, "name": dataset.name})
    return {
        **options,
        "parts": parts,
        "row_kind": kind,
        "min_free": settings.min_free_bytes,
    }
