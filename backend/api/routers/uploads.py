"""Uploads that can be cut off and go on: the tus protocol, and the same in JSON."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Request, Response
from starlette.concurrency import run_in_threadpool

from backend.api import tus
from backend.api.deps import DatabaseDep, Ident, NotifierDep, SettingsDep
from backend.api.error_docs import documented
from backend.api.errors import ApiError
from backend.api.schemas.tasks import TaskInfo
from backend.api.schemas.uploads import PreviewAsk, UploadInfo
from backend.api.task_views import task_info
from backend.core import dataset_tasks, receiving, uploads
from backend.core.dataset_tasks import PreviewSpec
from backend.core.models import Upload

router = APIRouter(prefix="/api/uploads", tags=["uploads"], route_class=tus.TusRoute)

_PIECE: dict[str, Any] = {
    "content": {
        tus.PIECE: {
            "schema": {"type": "string", "format": "binary"},
            "examples": {"piece": {"summary": "Bytes", "value": '{"text": "Once upon a time"}\n'}},
        }
    }
}
_PREVIEWS: dict[str, Any] = {
    "told from the file": {"summary": "Whatever it is", "value": {}},
    "as somebody says": {
        "summary": "Questions and answers of a table",
        "value": {"format": "alpaca", "mapping": {"output": "reply"}},
    },
}
_Offset = Annotated[int, Header(ge=0, le=2**62, description="Where these bytes start.")]
_Checksum = Annotated[
    str | None, Header(description="`sha1` or `sha256`, and the digest of the body in base64.")
]
_TAKEN = {"description": "The bytes are on disk. `Upload-Offset`: where to go on."}


@router.options("", status_code=204, responses=documented())
async def describe_uploads(settings: SettingsDep) -> Response:
    """Say what of the tus protocol is spoken."""
    headers = {
        "Tus-Version": tus.VERSION,
        "Tus-Extension": tus.EXTENSIONS,
        "Tus-Checksum-Algorithm": ",".join(receiving.CHECKSUMS),
    }
    if settings.upload_quota_bytes:
        headers["Tus-Max-Size"] = str(settings.upload_quota_bytes)
    return Response(status_code=204, headers=headers)


@router.post(
    "",
    status_code=201,
    responses={
        201: {"description": "`Location`: where the bytes go, with PATCH."},
        **documented(403, 408, 412, 413, 415, 422, 423, 429, 460, 507),
    },
    openapi_extra={"requestBody": {"required": False, **_PIECE}},
)
async def create_upload(
    *,
    request: Request,
    response: Response,
    database: DatabaseDep,
    settings: SettingsDep,
    upload_length: Annotated[int, Header(ge=0, le=2**62, description="Bytes of the file.")],
    upload_metadata: Annotated[
        str | None, Header(description="`filename`, a space, and the file's name in base64.")
    ] = None,
    upload_checksum: _Checksum = None,
) -> UploadInfo:
    """Begin a resumable upload.

    It speaks tus 1.0.0, so any client of that protocol can send it. The file is stored as it is;
    a dataset is made of it afterwards, with `POST /api/datasets/import`. An upload that nobody
    touches for a day is removed.
    """
    tus.check_version(request.headers)
    brings_bytes = request.headers.get("content-type") is not None
    if brings_bytes:
        tus.check_piece(request.headers)
    filename = tus.find_filename(upload_metadata)

    def create() -> Upload:
        with database.transaction() as session:
            return uploads.create(session, settings, filename, upload_length)

    upload = await run_in_threadpool(create)
    response.headers["Location"] = f"/api/uploads/{upload.id}"
    if brings_bytes:
        upload = await tus.receive(
            request,
            database=database,
            settings=settings,
            upload_id=upload.id,
            offset=0,
            checksum=upload_checksum,
        )
    response.headers.update(tus.headers_of(upload))
    return upload_info(upload)


@router.get("", responses=documented())
def list_uploads(database: DatabaseDep) -> list[UploadInfo]:
    """List the uploads that are there, whole or not, newest first."""
    with database.session() as session:
        return [upload_info(upload) for upload in uploads.list_uploads(session)]


@router.get("/{upload_id}", responses=documented(404, 422))
async def get_upload(upload_id: Ident, database: DatabaseDep, settings: SettingsDep) -> UploadInfo:
    """Show one upload."""
    return upload_info(await _state(database, settings, upload_id))


@router.head("/{upload_id}", status_code=204, responses=documented(404, 412, 422))
async def find_upload_offset(
    upload_id: Ident, request: Request, database: DatabaseDep, settings: SettingsDep
) -> Response:
    """Say where an upload goes on, in `Upload-Offset`."""
    tus.check_version(request.headers)
    upload = await _state(database, settings, upload_id)
    return Response(status_code=204, headers=tus.headers_of(upload))


@router.patch(
    "/{upload_id}",
    status_code=204,
    responses={
        204: _TAKEN,
        **documented(403, 404, 408, 409, 412, 413, 415, 422, 423, 460, 507),
    },
    openapi_extra={"requestBody": {"required": True, **_PIECE}},
)
async def continue_upload(
    *,
    upload_id: Ident,
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    upload_offset: _Offset,
    upload_checksum: _Checksum = None,
) -> Response:
    """Send more bytes of an upload.

    What arrived before a connection broke is kept. Of two senders at once one is told to wait.
    """
    tus.check_version(request.headers)
    tus.check_piece(request.headers)
    upload = await tus.receive(
        request,
        database=database,
        settings=settings,
        upload_id=upload_id,
        offset=upload_offset,
        checksum=upload_checksum,
    )
    return Response(status_code=204, headers=tus.headers_of(upload))


@router.post(
    "/{upload_id}",
    status_code=204,
    responses={
        204: _TAKEN,
        **documented(403, 404, 405, 408, 409, 412, 413, 415, 422, 423, 460, 507),
    },
    openapi_extra={"requestBody": {"required": False, **_PIECE}},
)
async def continue_upload_by_post(
    *,
    upload_id: Ident,
    request: Request,
    database: DatabaseDep,
    settings: SettingsDep,
    upload_offset: Annotated[int | None, Header(ge=0, le=2**62)] = None,
    upload_checksum: _Checksum = None,
    x_http_method_override: Annotated[
        str | None, Header(description="`PATCH` or `DELETE`, where a proxy lets neither through.")
    ] = None,
) -> Response:
    """Send more bytes, or remove an upload, where a proxy passes no other method."""
    method = (x_http_method_override or "").upper()
    if method == "DELETE":
        return await delete_upload(upload_id, request, database, settings)
    if method != "PATCH" or upload_offset is None:
        raise ApiError(
            405,
            "The method does not exist here.",
            code="method_not_allowed",
            remedy="Send PATCH with Upload-Offset, or POST with X-HTTP-Method-Override: PATCH.",
            headers={"Allow": "GET, HEAD, PATCH, DELETE"},
        )
    return await continue_upload(
        upload_id=upload_id,
        request=request,
        database=database,
        settings=settings,
        upload_offset=upload_offset,
        upload_checksum=upload_checksum,
    )


@router.delete("/{upload_id}", status_code=204, responses=documented(403, 404, 409, 412, 422, 423))
async def delete_upload(
    upload_id: Ident, request: Request, database: DatabaseDep, settings: SettingsDep
) -> Response:
    """Remove an upload and its bytes."""
    tus.check_version(request.headers)
    await tus.in_disk_thread(lambda: receiving.discard(database, settings, upload_id))
    return Response(status_code=204)


@router.post(
    "/{upload_id}/preview", status_code=202, responses=documented(400, 403, 404, 409, 413, 422)
)
def preview_upload(
    upload_id: Ident,
    ask: Annotated[PreviewAsk, Body(openapi_examples=_PREVIEWS)],
    database: DatabaseDep,
    settings: SettingsDep,
    notifier: NotifierDep,
) -> TaskInfo:
    """Look into the first rows of an upload, before and after their conversion.

    The same as `POST /api/datasets/preview`: the task's `result` holds them.
    """
    with database.transaction() as session:
        spec = PreviewSpec(upload=upload_id, **ask.model_dump())
        answer = task_info(dataset_tasks.queue_preview(session, settings, spec))
    notifier.changed(work=True)
    return answer


async def _state(database: DatabaseDep, settings: SettingsDep, upload_id: str) -> Upload:
    return await tus.in_disk_thread(lambda: receiving.state(database, settings, upload_id))


def upload_info(upload: Upload) -> UploadInfo:
    """An upload as an answer."""
    return UploadInfo(
        id=upload.id,
        filename=upload.filename,
        bytes=upload.bytes,
        received=upload.received,
        created_at=upload.created_at,
        expires_at=uploads.expires(upload),
    )
