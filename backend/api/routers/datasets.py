"""Datasets: files of rows, uploaded once."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from backend.api.deps import DatabaseDep, Ident, SettingsDep
from backend.api.error_docs import documented
from backend.api.schemas.datasets import DatasetInfo
from backend.api.uploads import store_upload
from backend.api.views import dataset_info
from backend.core import datasets
from minimind.spec.rows import RowKind

router = APIRouter(prefix="/api/datasets", tags=["datasets"])

_TALK = '[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "%s"}]'
_ROWS = f'{{"conversations": {_TALK % "Hello!"}}}\n'
_PAIRS = f'{{"chosen": {_TALK % "Hello!"}, "rejected": {_TALK % "What?"}}}\n'
_BODY = {
    "required": True,
    "description": "JSONL, UTF-8: one JSON object a line. It is streamed to disk; any size.",
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


@router.post(
    "",
    status_code=201,
    response_model=DatasetInfo,
    responses={
        200: {"model": DatasetInfo, "description": "The same content was there already."},
        **documented(403, 408, 422, 507),
    },
    openapi_extra={"requestBody": _BODY},
)
async def create_dataset(
    *,
    request: Request,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
    name: Annotated[str, Query(min_length=1, max_length=200, examples=["poems"])],
    kind: Annotated[RowKind | None, Query(description="Left out: told from the first row.")] = None,
) -> DatasetInfo:
    """Upload a dataset.

    Every line is checked before anything is stored; a bad one is named by its number.
    """
    dataset, created = await store_upload(
        request.stream(), database, settings, name=name, kind=kind
    )
    if not created:
        response.status_code = 200
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
