"""Work on tokenizers: training one, and comparing several on a dataset."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core import datasets, tokenizers
from backend.core.models import Task
from backend.core.settings import Settings


def train(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Raises NotFound when a dataset was deleted meanwhile."""
    request = task.request
    sources = []
    for source in request["sources"]:
        told = {name: source.get(name) for name in ("open", "characters", "share")}
        if source.get("dataset"):
            told["file"] = _file(session, settings, source["dataset"])
        sources.append({name: value for name, value in told.items() if value is not None})
    told = {name: request[name] for name in ("vocab_size", "characters", "seed")}
    return {**told, "sources": sources}


def compare(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """Raises NotFound when a tokenizer or the dataset was deleted meanwhile."""
    chosen = []
    for tokenizer_id in task.request["tokenizers"]:
        entry = tokenizers.get(session, tokenizer_id)
        path = tokenizers.file(settings, entry)
        told = {"id": entry.id, "name": entry.name}
        chosen.append(told if path is None else {**told, "path": str(path)})
    return {
        "tokenizers": chosen,
        "file": _file(session, settings, task.request["dataset"]),
        "characters": task.request["characters"],
    }


def _file(session: Session, settings: Settings, dataset_id: str) -> dict[str, Any]:
    dataset = datasets.get(session, dataset_id)
    path = settings.dataset_path(dataset.id)
    return {"path": str(path), "kind": dataset.kind, "name": dataset.name}
