"""Work on datasets: each request queues a task, and the answer is the task."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body

from backend.api.deps import DatabaseDep, IdempotencyKey, Ident, NotifierDep, SettingsDep
from backend.api.error_docs import documented
from backend.api.schemas.tasks import TaskInfo
from backend.api.task_views import task_info
from backend.core import dataset_tasks, datasets
from backend.core.dataset_tasks import CleanSpec, ImportSpec, Measures, PreviewSpec

router = APIRouter(prefix="/api/datasets", tags=["datasets"])

_RESPONSES = documented(400, 403, 404, 409, 413, 422)
_IMPORTS: dict[str, Any] = {
    "upload": {"summary": "A finished upload", "value": {"upload": "up-5n2k7q", "name": "poems"}},
    "table": {
        "summary": "A table from the inbox",
        "value": {
            "inbox": "answers.csv",
            "format": "question_answer",
            "mapping": {"question": "q", "answer": "a"},
        },
    },
}
_CHECKS: dict[str, Any] = {
    "as always": {"summary": "With the shipped tokenizer, 512 tokens", "value": {}},
    "longer": {
        "summary": "For longer sequences",
        "value": {"max_length": 2048},
    },
}
_CLEANS: dict[str, Any] = {
    "as proposed": {"summary": "What the report proposes", "value": {}},
    "chosen": {
        "summary": "Without duplicates",
        "value": {"treatments": {"duplicate": "drop"}, "name": "poems once"},
    },
}


@router.post("/preview", status_code=202, responses=_RESPONSES)
def preview_dataset(
    spec: Annotated[PreviewSpec, Body(openapi_examples=_IMPORTS)],
    database: DatabaseDep,
    settings: SettingsDep,
    notifier: NotifierDep,
) -> TaskInfo:
    """Look at the first rows of an upload or a file in the inbox, before and after conversion."""
    with database.transaction() as session:
        answer = task_info(dataset_tasks.queue_preview(session, settings, spec))
    notifier.changed(work=True)
    return answer


@router.post("/import", status_code=202, responses=_RESPONSES)
def import_dataset(
    spec: Annotated[ImportSpec, Body(openapi_examples=_IMPORTS)],
    database: DatabaseDep,
    settings: SettingsDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> TaskInfo:
    """Make a dataset of an upload or of a file in the inbox.

    Its rows are converted and every one is checked. Rows with errors are kept and reported; until
    a cleaned copy is made, jobs refuse the dataset. The task's `result` names it; a file whose rows
    are those of a stored one gives that one.
    """
    with database.transaction() as session:
        task = dataset_tasks.queue_import(session, settings, spec, idempotency_key=idempotency_key)
        answer = task_info(task)
    notifier.changed(work=True)
    return answer


@router.post("/{dataset_id}/check", status_code=202, responses=_RESPONSES)
def check_dataset(
    dataset_id: Ident,
    database: DatabaseDep,
    notifier: NotifierDep,
    measures: Annotated[Measures | None, Body(openapi_examples=_CHECKS)] = None,
    idempotency_key: IdempotencyKey = None,
) -> TaskInfo:
    """Check every row again, for example against another length or a validation set.

    A new report replaces the old one. The same check that is queued already is given back.
    """
    with database.transaction() as session:
        task = dataset_tasks.queue_check(
            session,
            datasets.get(session, dataset_id),
            measures,
            idempotency_key=idempotency_key,
        )
        answer = task_info(task)
    notifier.changed(work=True)
    return answer


@router.post("/{dataset_id}/clean", status_code=202, responses=_RESPONSES)
def clean_dataset(
    *,
    dataset_id: Ident,
    database: DatabaseDep,
    settings: SettingsDep,
    notifier: NotifierDep,
    spec: Annotated[CleanSpec | None, Body(openapi_examples=_CLEANS)] = None,
    idempotency_key: IdempotencyKey = None,
) -> TaskInfo:
    """Make a copy in which rows with problems are mended or missing.

    The dataset itself stays as it is. What is not named is treated as its report proposes.
    """
    with database.transaction() as session:
        task = dataset_tasks.queue_clean(
            session,
            settings,
            datasets.get(session, dataset_id),
            spec or CleanSpec(),
            idempotency_key=idempotency_key,
        )
        answer = task_info(task)
    notifier.changed(work=True)
    return answer
