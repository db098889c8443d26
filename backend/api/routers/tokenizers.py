"""Tokenizers: trained here or imported, compared, and kept while models need them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, File, Form, Response, UploadFile
from fastapi.responses import FileResponse

from backend.api.deps import DatabaseDep, IdempotencyKey, Ident, NotifierDep, SettingsDep
from backend.api.error_docs import documented
from backend.api.responses import as_json
from backend.api.schemas.tasks import TaskInfo
from backend.api.schemas.tokenizers import OpenSourceInfo, TokenizerInfo
from backend.api.task_views import task_info
from backend.api.tokenizer_views import tokenizer_info, tokenizer_infos
from backend.core import tokenizer_tasks, tokenizers
from backend.core.tokenizer_tasks import ComparisonSpec, TokenizerSpec
from minimind.rows import tokenizers as reading
from minimind.spec import SpecError
from minimind.spec.tokenizers import MAX_FILE_BYTES, Comparison

router = APIRouter(prefix="/api/tokenizers", tags=["tokenizers"])

_TRAIN: dict[str, Any] = {
    "dataset": {
        "summary": "From a dataset",
        "value": {
            "name": "poems 8k",
            "vocab_size": 8000,
            "sources": [{"dataset": "ds-5n2k7qx4hu2a"}],
        },
    },
    "mixed": {
        "summary": "A dataset and open text",
        "value": {
            "name": "mixed",
            "sources": [
                {"dataset": "ds-5n2k7qx4hu2a", "share": 3},
                {"open": "chitchat", "characters": 500_000},
            ],
        },
    },
}
_IMPORT: dict[str, Any] = {
    "file": {
        "summary": "A form: curl -F name=published -F tokenizer=@tokenizer.json",
        "value": {"name": "published", "tokenizer": "the content of tokenizer.json"},
    },
}
_COMPARE: dict[str, Any] = {
    "text": {
        "summary": "A short text, at once",
        "value": {"tokenizers": ["tok-shipped", "tok-5n2k7q"], "text": "Hello! 你好！"},
    },
    "dataset": {
        "summary": "A dataset, as a task",
        "value": {"tokenizers": ["tok-shipped", "tok-5n2k7q"], "dataset": "ds-5n2k7qx4hu2a"},
    },
}


@router.get("", responses=documented())
def list_tokenizers(database: DatabaseDep) -> list[TokenizerInfo]:
    """List tokenizers: the shipped one first, then the newest."""
    with database.session() as session:
        return tokenizer_infos(session, tokenizers.list_tokenizers(session))


@router.get("/sources", responses=documented())
def list_tokenizer_sources() -> list[OpenSourceInfo]:
    """List the open texts, besides datasets, that a tokenizer can be trained on."""
    found = reading.open_sources()
    return [OpenSourceInfo.model_validate(source, from_attributes=True) for source in found]


@router.get("/{tokenizer_id}", responses=documented(404, 422))
def get_tokenizer(tokenizer_id: Ident, database: DatabaseDep) -> TokenizerInfo:
    """Show one tokenizer."""
    with database.session() as session:
        return tokenizer_info(session, tokenizers.get(session, tokenizer_id))


@router.get(
    "/{tokenizer_id}/file",
    response_class=FileResponse,
    responses={
        200: {
            "description": "The tokenizer.json.",
            "content": {"application/json": {"schema": {"type": "object"}}},
        },
        **documented(404, 422),
    },
)
def download_tokenizer(
    tokenizer_id: Ident, database: DatabaseDep, settings: SettingsDep
) -> FileResponse:
    """Download the tokenizer.json: `tokenizers` and `transformers` read it."""
    with database.session() as session:
        path = tokenizers.file(settings, tokenizers.get(session, tokenizer_id))
    return FileResponse(
        path or reading.SHIPPED, media_type="application/json", filename="tokenizer.json"
    )


@router.post(
    "",
    status_code=201,
    response_model=TokenizerInfo,
    responses={
        200: {"model": TokenizerInfo, "description": "The same tokenizer was there already."},
        **documented(400, 403, 413, 422),
    },
    openapi_extra={
        "requestBody": {"content": {"multipart/form-data": {"examples": _IMPORT}}},
    },
)
def import_tokenizer(
    *,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
    name: Annotated[str, Form(max_length=200, description="What to call it.")],
    tokenizer: Annotated[UploadFile, File(description="A tokenizer.json.")],
    config: Annotated[
        UploadFile | None, File(description="Its tokenizer_config.json, which is only checked.")
    ] = None,
) -> TokenizerInfo:
    """Import a tokenizer.

    It must be byte-level BPE with the family's control tokens: id 0 `<|endoftext|>`, 1
    `<|im_start|>`, 2 `<|im_end|>`. What would change texts on their way (normalizers, added
    spaces, templates) is refused. Models trained with it use the family's chat format.
    """
    content = _read(tokenizer, "tokenizer")
    if config is not None:
        reading.check_config(_text(_read(config, "config"), "config"))
    loaded = reading.check_tokenizer(_text(content, "tokenizer"))
    figures = reading.figures(loaded).model_dump(mode="json")
    with database.transaction() as session:
        entry, created = tokenizers.register(
            session,
            settings,
            content,
            name=name,
            vocab_size=reading.size_of(loaded),
            origin={"how": "imported"},
            figures=figures,
        )
        answer = tokenizer_info(session, entry)
    response.status_code = 201 if created else 200
    return answer


@router.post("/train", status_code=202, responses=documented(400, 403, 409, 413, 422))
def train_tokenizer(
    spec: Annotated[TokenizerSpec, Body(openapi_examples=_TRAIN)],
    database: DatabaseDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> TaskInfo:
    """Train a tokenizer on datasets and open text.

    One row in twenty is held out, always the same ones, and measured on afterwards. The same
    request on the same texts gives the same tokenizer. The task's `result` names it as
    `tokenizer_id`.
    """
    with database.transaction() as session:
        task = tokenizer_tasks.queue_training(session, spec, idempotency_key=idempotency_key)
        answer = task_info(task)
    notifier.changed(work=True)
    return answer


@router.post(
    "/compare",
    response_model=Comparison,
    responses={
        202: {"model": TaskInfo, "description": "Of a dataset: its `result` is the comparison."},
        **documented(400, 403, 409, 413, 422),
    },
)
def compare_tokenizers(
    spec: Annotated[ComparisonSpec, Body(openapi_examples=_COMPARE)],
    database: DatabaseDep,
    settings: SettingsDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Compare tokenizers on the same text: how many tokens it becomes, and where it is cut.

    A `text` is answered at once. A `dataset` is work for a task, which the answer is then.
    """
    if spec.dataset is not None:
        with database.transaction() as session:
            task = tokenizer_tasks.queue_comparison(session, spec, idempotency_key=idempotency_key)
            answer = task_info(task)
        notifier.changed(work=True)
        return as_json(answer, 202)
    with database.session() as session:
        chosen = [
            (entry.id, entry.name, tokenizers.file(settings, entry))
            for entry in tokenizer_tasks.compared(session, spec)
        ]
    found = reading.compare_text(chosen, spec.text or "")
    return Response(found.model_dump_json(), media_type="application/json")


@router.delete("/{tokenizer_id}", status_code=204, responses=documented(403, 404, 409, 422))
def delete_tokenizer(tokenizer_id: Ident, database: DatabaseDep, settings: SettingsDep) -> Response:
    """Delete a tokenizer for good; 409 while a job or its checkpoints need it."""
    with database.transaction() as session:
        tokenizers.delete(session, tokenizers.get(session, tokenizer_id))
    tokenizers.remove_files(settings, tokenizer_id)
    return Response(status_code=204)


def _read(upload: UploadFile, field: str) -> bytes:
    content = upload.file.read(MAX_FILE_BYTES + 1)
    if len(content) > MAX_FILE_BYTES:
        raise SpecError(
            f"The file is larger than {MAX_FILE_BYTES // 2**20} MiB.",
            field=field,
            remedy="Choose a tokenizer.json: it holds a vocabulary and nothing else.",
        )
    return content


def _text(content: bytes, field: str) -> str:
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(
            "The file is not text in UTF-8.", field=field, remedy="Choose a tokenizer's JSON file."
        ) from error
