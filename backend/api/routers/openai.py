"""OpenAI's interface: the checkpoints one can talk to, and talking to them."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Request, Response
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool

from backend.api.chat import CHAT_EXAMPLE, ChatChunk, ChatCompletion, ChatRequest
from backend.api.deps import DatabaseDep, SettingsDep
from backend.api.engine_proxy import forward_chat
from backend.api.error_docs import documented
from backend.api.errors import ApiError
from backend.api.schemas.chat import ChatModel, ChatModels
from backend.api.views import checkpoint_infos
from backend.core import checkpoints
from backend.core.db import Database
from backend.core.errors import NotFound
from backend.core.settings import Settings

router = APIRouter(prefix="/v1", tags=["chat"])


@router.get("/models", responses=documented())
def list_models(database: DatabaseDep) -> ChatModels:
    """List the checkpoints one can talk to, the best default first."""
    with database.session() as session:
        return ChatModels(data=_chat_models(session))


def _chat_models(session: Session) -> list[ChatModel]:
    infos = checkpoint_infos(session, checkpoints.list_checkpoints(session))
    # The list is newest first and the sort is stable: the newest final answerer leads.
    infos.sort(key=lambda info: (info.stage == "pretrain", not info.final))
    return [
        ChatModel(
            id=info.id,
            created=int(info.created_at.timestamp()),
            name=f"{info.job_name}, step {info.step}",
            job_name=info.job_name,
            stage=info.stage,
            model=info.model,
            step=info.step,
            final=info.final,
        )
        for info in infos
    ]


@router.post(
    "/chat/completions",
    response_model=None,
    responses={
        200: {
            "model": ChatCompletion,
            "description": "The answer; with `stream`, server-sent events of "
            "`chat.completion.chunk` objects, then `data: [DONE]`.",
            "content": {
                "text/event-stream": {
                    "schema": {"$ref": "#/components/schemas/ChatChunk"},
                    "example": 'data: {"id":"chatcmpl-1","object":"chat.completion.chunk",'
                    '"created":1769860800,"model":"ckpt-8f3k2m","choices":[{"index":0,'
                    '"delta":{"content":"I"},"finish_reason":null}]}\n\ndata: [DONE]\n\n',
                }
            },
        },
        **documented(400, 403, 404, 413, 422),
    },
)
async def create_chat_completion(
    request: Request,
    body: Annotated[
        ChatRequest,
        Body(openapi_examples={"question": {"summary": "A question", "value": CHAT_EXAMPLE}}),
    ],
    database: DatabaseDep,
    settings: SettingsDep,
) -> Response:
    """Talk to a checkpoint.

    The same request as OpenAI's; `model` is the id of a checkpoint of `/v1/models`.
    """
    name = await run_in_threadpool(_engine_name, database, settings, body.model)
    passed_on: dict[str, Any] = {**body.model_dump(exclude_unset=True), "model": name}
    return await forward_chat(request, request.app.state.engine, passed_on, body.model)


def _engine_name(database: Database, settings: Settings, checkpoint_id: str) -> str:
    """Raises ApiError 404 for a checkpoint that is unknown, removed, or gone from the disk."""
    try:
        with database.session() as session:
            checkpoint = checkpoints.get(session, checkpoint_id)
            if not checkpoints.path(settings, checkpoint).is_dir():
                raise NotFound(f"The files of checkpoint {checkpoint_id} are gone.")
            return checkpoints.engine_name(settings, checkpoint)
    except NotFound as error:
        raise ApiError(
            404,
            error.message,
            code="model_not_found",
            param="model",
            remedy=error.remedy or "Choose one of GET /v1/models.",
        ) from error


__all__ = ["ChatChunk", "router"]
