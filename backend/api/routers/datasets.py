"""Datasets: files of rows, what was found in them, what depends on them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Query, Request, Response

from backend.api.deps import DatabaseDep, Ident, NotifierDep, SettingsDep
from backend.api.error_docs import documented
from backend.api.files import JSONL, RangedFile
from backend.api.schemas.datasets import (
    CheckpointUse,
    DatasetChanges,
    DatasetInfo,
    DatasetName,
    DatasetUses,
    JobUse,
)
from backend.api.task_views import task_info
from backend.api.uploads import MAX_BYTES, store_upload, too_large
from backend.api.views import dataset_info
from backend.core import dataset_uses, datasets
from backend.core.errors import NotFound
from backend.core.models import Dataset
from minimind.spec.report import Report
from minimind.spec.rows import RowKind

router = APIRouter(prefix="/api/datasets", tags=["datasets"])

_TALK = '[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "%s"}]'
_ROWS = f'{{"conversations": {_TALK % "Hello!"}}}\n'
_PAIRS = f'{{"chosen": {_TALK % "Hello!"}, "rejected": {_TALK % "What?"}}}\n'
_BODY = {
    "required": True,
    "description": f"JSONL, UTF-8: one JSON object a line, {MAX_BYTES // 2**20} MiB at most.",
    "content": {
        media: {
            "schema": {"type": "string", "format": "binary"},
            "examples": {
                "text": {"summary": "Plain text", "value": '{"text": "Once upon a time"}\n'},
                "conversations": {"summary": "Conversations", "value": _ROWS},
                "preferences": {"summary": "Pairs of answers", "value": _PAIRS},
            },
        }
        for media in ("application/jsonl", "application/octet-stream")
    },
}

_RENAMES: dict[str, Any] = {"name": {"summary": "Another name", "value": {"name": "old poems"}}}
_CONTENT: dict[str, Any] = {JSONL: {"schema": {"type": "string", "format": "binary"}}}


@router.post(
    "",
    status_code=201,
    response_model=DatasetInfo,
    responses={
        200: {"model": DatasetInfo, "description": "The same content was there already."},
        **documented(403, 408, 413, 422, 507),
    },
    openapi_extra={"requestBody": _BODY},
)
async def create_dataset(
    *,
    request: Request,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
    notifier: NotifierDep,
    name: Annotated[str, Query(min_length=1, max_length=200, examples=["poems"])],
    kind: Annotated[RowKind | None, Query(description="Left out: told from the first row.")] = None,
) -> DatasetInfo:
    """Upload a small dataset in one request.

    Every line is read before anything is stored, and the first that cannot be trained is named by
    its number; a check for the report is queued. Larger files, other formats, and files of which
    some rows are bad come in through `POST /api/uploads` and `POST /api/datasets/import`.
    """
    announced = request.headers.get("content-length", "")
    if announced.isdecimal() and int(announced) > MAX_BYTES:
        raise too_large()
    dataset, created = await store_upload(
        request.stream(), database, settings, name=name, kind=kind
    )
    if not created:
        response.status_code = 200
    notifier.changed(work=True)
    return dataset_info(dataset)


@router.get("", responses=documented())
def list_datasets(database: DatabaseDep) -> list[DatasetInfo]:
    """List datasets, newest first."""
    with database.session() as session:
        return [dataset_info(dataset) for dataset in datasets.list_datasets(session)]


@router.get("/{dataset_id}", responses=documented(404, 422))
def get_dataset(dataset_id: Ident, database: DatabaseDep) -> DatasetInfo:
    """Show one dataset."""
    with database.session() as session:
        return dataset_info(datasets.get(session, dataset_id))


@router.patch("/{dataset_id}", responses=documented(400, 403, 404, 413, 422))
def rename_dataset(
    dataset_id: Ident,
    changes: Annotated[DatasetChanges, Body(openapi_examples=_RENAMES)],
    database: DatabaseDep,
) -> DatasetInfo:
    """Give a dataset another name. Its rows never change."""
    with database.transaction() as session:
        dataset = datasets.get(session, dataset_id)
        datasets.rename(session, dataset, changes.name)
        return dataset_info(dataset)


@router.delete("/{dataset_id}", status_code=204, responses=documented(403, 404, 409, 422))
def delete_dataset(dataset_id: Ident, database: DatabaseDep, settings: SettingsDep) -> Response:
    """Delete a dataset and its report, for good.

    409 while something depends on it: a job that is not deleted, a dataset that was made from it,
    a task that reads it.
    """
    with database.transaction() as session:
        dataset_uses.delete_dataset(session, datasets.get(session, dataset_id))
    dataset_uses.remove_files(settings, dataset_id)
    return Response(status_code=204)


@router.get("/{dataset_id}/report", responses=documented(404, 422))
def get_report(dataset_id: Ident, database: DatabaseDep, settings: SettingsDep) -> Report:
    """Show what was found in a dataset: problems with examples, lengths, languages, tokens."""
    with database.session() as session:
        dataset = datasets.get(session, dataset_id)
    report = datasets.read_report(settings.dataset_notes(dataset_id))
    if report is None:
        raise NotFound(
            f"'{dataset.name}' was not checked yet.",
            remedy=f"Check it first: POST /api/datasets/{dataset_id}/check.",
        )
    return report


@router.get("/{dataset_id}/uses", responses=documented(404, 422))
def get_uses(dataset_id: Ident, database: DatabaseDep) -> DatasetUses:
    """Show what a dataset was made from, and what depends on it."""
    with database.session() as session:
        dataset = datasets.get(session, dataset_id)
        uses = dataset_uses.find(session, dataset)
        return DatasetUses(
            sources=[_name(source) for source in dataset_uses.sources(session, dataset)],
            datasets=[_name(made) for made in uses.datasets],
            jobs=[JobUse.model_validate(job, from_attributes=True) for job in uses.jobs],
            checkpoints=[
                CheckpointUse.model_validate(checkpoint, from_attributes=True)
                for checkpoint in uses.checkpoints
            ],
            tasks=[task_info(task) for task in uses.tasks],
        )


@router.get(
    "/{dataset_id}/file",
    response_class=Response,
    responses={
        200: {"description": "The rows.", "content": _CONTENT},
        206: {"description": "The part that `Range` asks for.", "content": _CONTENT},
        **documented(404, 416, 422),
    },
)
def get_dataset_file(dataset_id: Ident, database: DatabaseDep, settings: SettingsDep) -> Response:
    """Download the rows, as JSONL. A download that was cut off goes on with `Range`."""
    with database.session() as session:
        dataset = datasets.get(session, dataset_id)
    path = settings.dataset_path(dataset.id)
    try:
        status = path.stat()
    except FileNotFoundError:
        raise NotFound(f"The file of '{dataset.name}' is not there any more.") from None
    return RangedFile(
        path,
        media_type=JSONL,
        filename=f"{dataset.name}.jsonl",
        stat_result=status,
        headers={"ETag": f'"{dataset.sha256}"'},
    )


def _name(dataset: Dataset) -> DatasetName:
    return DatasetName(id=dataset.id, name=dataset.name)
