"""Checks: what was found out about a dataset replaces what was known."""

from __future__ import annotations

from typing import Any

from backend.core import datasets
from worker.work.finishers.outcome import Outcome


def checked(outcome: Outcome) -> dict[str, Any]:
    """Raises NotFound when the dataset was deleted meanwhile."""
    session, settings = outcome.session, outcome.settings
    dataset = datasets.get(session, outcome.task.request["dataset"])
    report = datasets.note(session, settings, dataset, outcome.folder.notes)
    return {"dataset_id": dataset.id, "errors": report.errors, "warnings": report.warnings}
