"""Tasks that make a dataset: it is registered."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.core import datasets
from backend.core.models import Upload
from minimind.spec.made import Made
from worker.work.finishers.outcome import Outcome


def imported(outcome: Outcome) -> dict[str, Any]:
    """From an upload or a file of the inbox."""
    how = "upload" if outcome.task.request.get("upload") else "inbox"
    filename = outcome.folder.request().get("filename")
    upload = outcome.session.get(Upload, outcome.task.request.get("upload") or "")
    counted = upload.bytes if upload else 0
    return _register(outcome, {"how": how, "file": filename}, filename=filename, counted=counted)


def cleaned(outcome: Outcome) -> dict[str, Any]:
    """A copy in which the rows with problems are mended or missing."""
    request = outcome.task.request
    origin = {"how": "clean", "dataset": request["dataset"], "treatments": request["treatments"]}
    return _register(outcome, origin, sources=[request["dataset"]])


def downloaded(outcome: Outcome) -> dict[str, Any]:
    """From a hub."""
    origin = {"how": "download", **_told(outcome)}
    return _register(outcome, origin, filename=outcome.folder.request().get("filename"))


def generated(outcome: Outcome) -> dict[str, Any]:
    """By rules, without a source."""
    return _register(outcome, {"how": "generate", **_told(outcome)})


def mixed(outcome: Outcome) -> dict[str, Any]:
    """From other datasets: those that ``parts`` of the request names, each as ``dataset``."""
    sources = [part["dataset"] for part in outcome.task.request["parts"]]
    return _register(outcome, {"how": "mixture", **_told(outcome)}, sources=sources)


def _told(outcome: Outcome) -> dict[str, Any]:
    return {name: value for name, value in outcome.task.request.items() if name != "name"}


def _register(
    outcome: Outcome,
    origin: dict[str, Any],
    *,
    sources: Sequence[str] = (),
    filename: str | None = None,
    counted: int = 0,
) -> dict[str, Any]:
    made = Made.model_validate(outcome.result)
    dataset, created = datasets.register(
        outcome.session,
        outcome.settings,
        made,
        outcome.folder.path,
        name=outcome.task.request.get("name"),
        filename=filename,
        origin=origin,
        sources=sources,
        counted=counted,
    )
    return {"dataset_id": dataset.id, "created": created, "notes": made.notes}
