"""The published files, downloads from hubs, and the inbox."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response

from backend.api.deps import DatabaseDep, IdempotencyKey, Ident, NotifierDep, SettingsDep
from backend.api.error_docs import documented
from backend.api.schemas.catalogue import (
    CatalogueFileInfo,
    CatalogueInfo,
    HubInfo,
    InboxFileInfo,
    InboxInfo,
    TokenRequest,
)
from backend.api.schemas.tasks import TaskInfo
from backend.api.task_views import task_info
from backend.core import catalogue, hubs, inbox, preferences
from backend.core.catalogue import DownloadSpec
from backend.core.hubs import Way
from backend.core.settings import Settings
from minimind.spec.hubs import HUB_NAMES, HUBS

router = APIRouter(prefix="/api", tags=["catalogue"])

_EXAMPLES: dict[str, Any] = {
    "published": {
        "summary": "A published file",
        "value": {"file": "sft_mini_512.jsonl", "hub": "modelscope"},
    },
    "any": {
        "summary": "Any file of a dataset",
        "value": {
            "hub": "huggingface",
            "repository": "someone/some_data",
            "path": "data/train.parquet",
            "name": "some data",
        },
    },
}


@router.get("/catalogue", responses=documented())
def get_catalogue(database: DatabaseDep, settings: SettingsDep) -> CatalogueInfo:
    """List the published files: what each is for, and whether it is here, coming or would fit."""
    with database.session() as session:
        settled = preferences.read(session)
        ways = [hubs.way(settings, settled, name) for name in HUB_NAMES]
        return CatalogueInfo(
            files=[_file(entry) for entry in catalogue.entries(session, settings)],
            hubs=[_hub(settings, way) for way in ways],
            hub=settled.hub,
            proxy=ways[0].proxy,
            folder=str(settings.hub_folder) if settings.hub_folder else None,
            inbox=str(settings.inbox_dir),
            free_bytes=catalogue.free_bytes(settings),
            min_free_bytes=settings.min_free_bytes,
        )


@router.post(
    "/datasets/download", status_code=202, responses=documented(400, 403, 409, 413, 422, 507)
)
def download_from_hub(
    request: Annotated[DownloadSpec, Body(openapi_examples=_EXAMPLES)],
    database: DatabaseDep,
    settings: SettingsDep,
    notifier: NotifierDep,
    idempotency_key: IdempotencyKey = None,
) -> TaskInfo:
    """Download a published file, or any file of a dataset on a hub, and make it a dataset.

    The answer is the task that does it. It goes on after cuts, compares size and checksum with
    what the hub says, and then imports the file. A file that is on its way already is not asked
    for twice: its task is the answer.
    """
    with database.transaction() as session:
        task = catalogue.queue_download(session, settings, request, idempotency_key=idempotency_key)
        answer = task_info(task)
    notifier.changed(work=True)
    return answer


@router.get("/inbox", responses=documented())
def list_inbox(settings: SettingsDep) -> InboxInfo:
    """List the files that somebody put into the inbox folder of the server.

    Plain files only: no folders, no links. `POST /api/datasets/import` makes one a dataset.
    """
    files = [
        InboxFileInfo(
            name=file.name,
            bytes=file.bytes,
            modified_at=file.modified_at,
            catalogue=file.catalogue,
        )
        for file in inbox.list_files(settings)
    ]
    return InboxInfo(path=str(settings.inbox_dir), files=files)


@router.put("/hubs/{hub}/token", status_code=204, responses=documented(400, 403, 404, 413, 422))
def keep_token(
    hub: Ident,
    request: Annotated[TokenRequest, Body(examples=[{"token": "hf_4m2k7q5n3xab"}])],
    settings: SettingsDep,
) -> Response:
    """Keep a token for a hub, for datasets that it does not give to everybody.

    It is kept in a file that only the server reads, and never shown again.
    """
    hubs.keep_token(settings, hubs.named(hub), request.token)
    return Response(status_code=204)


@router.delete("/hubs/{hub}/token", status_code=204, responses=documented(403, 404, 422))
def forget_token(hub: Ident, settings: SettingsDep) -> Response:
    """Remove the token for a hub, if one is kept."""
    hubs.forget_token(settings, hubs.named(hub))
    return Response(status_code=204)


def _file(entry: catalogue.Entry) -> CatalogueFileInfo:
    return CatalogueFileInfo(
        **{**entry.file.model_dump(), "stages": list(entry.file.stages)},
        dataset_id=entry.dataset_id,
        task_id=entry.task_id,
        inbox=entry.inbox,
        in_folder=entry.in_folder,
        enough_space=entry.enough_space,
    )


def _hub(settings: Settings, way: Way) -> HubInfo:
    hub = HUBS[way.hub]
    return HubInfo(
        name=hub.name,
        title=hub.title,
        address=way.address,
        mirror=way.endpoint is not None,
        repository=hub.repository,
        token=hubs.has_token(settings, hub.name),
    )
