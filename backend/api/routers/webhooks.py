"""Webhooks: other programs are told when a job ends."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Body, Response
from sqlalchemy.orm import Session

from backend.api.deps import DatabaseDep, Ident, SettingsDep
from backend.api.error_docs import documented
from backend.api.schemas.webhooks import (
    DeliveryInfo,
    NewWebhook,
    WebhookInfo,
    WebhookList,
    WebhookRequest,
    WebhookTest,
)
from backend.core import webhooks
from backend.core.ids import new_id
from backend.core.models import Webhook
from backend.core.webhook_sending import send

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"])

_EXAMPLES: dict[str, Any] = {
    "chat": {"summary": "Tell a chat room", "value": {"url": "https://chat.example/hooks/4f2a"}}
}


@router.post("", status_code=201, responses=documented(400, 403, 409, 413, 422))
def create_webhook(
    request: Annotated[WebhookRequest, Body(openapi_examples=_EXAMPLES)],
    database: DatabaseDep,
    settings: SettingsDep,
) -> NewWebhook:
    """Have an address told of every job that ends.

    It gets a POST with JSON: `{"type": "job.ended", "job": {"id": "job-3vq8tn5w2dpa", "name": "my
    assistant", "status": "done", "cause": null, "reason": null, "loss": 2.1, "validation_loss":
    2.3, "seconds": 4210.5, ...}}`. `X-MiniMind-Signature` is `sha256=` and the HMAC-SHA256, keyed
    with the answer's `secret`, of `X-MiniMind-Timestamp`, a dot and the body;
    `X-MiniMind-Delivery` is the same whenever a message comes twice. Whatever is not answered with
    2xx within 15 seconds is tried again for a day. Redirects are not followed. The host must be
    one of the server's `MINIMIND_WEBHOOK_HOSTS`.
    """
    with database.transaction() as session:
        webhook = webhooks.create(session, settings.webhook_hosts, request.url)
        return NewWebhook(**dict(_info(session, webhook)), secret=webhook.secret)


@router.get("", responses=documented())
def list_webhooks(database: DatabaseDep, settings: SettingsDep) -> WebhookList:
    """List webhooks, oldest first, each with how its newest message fares."""
    with database.session() as session:
        return WebhookList(
            webhooks=[_info(session, webhook) for webhook in webhooks.list_webhooks(session)],
            allowed_hosts=list(settings.webhook_hosts),
        )


@router.delete("/{webhook_id}", status_code=204, responses=documented(403, 404, 422))
def delete_webhook(webhook_id: Ident, database: DatabaseDep) -> Response:
    """Tell this address nothing more; what still waits to be sent is dropped."""
    with database.transaction() as session:
        webhooks.remove(session, webhooks.get(session, webhook_id))
    return Response(status_code=204)


@router.post("/{webhook_id}/test", responses=documented(403, 404, 422))
def check_webhook(webhook_id: Ident, database: DatabaseDep, settings: SettingsDep) -> WebhookTest:
    """Send a message of type `test` now, and say whether the address took it."""
    with database.session() as session:
        webhook = webhooks.get(session, webhook_id)
    error = send(settings, webhook.url, webhook.secret, new_id("test"), {"type": "test"})
    return WebhookTest(delivered=error is None, error=error)


def _info(session: Session, webhook: Webhook) -> WebhookInfo:
    last = webhooks.last_delivery(session, webhook.id)
    return WebhookInfo(
        id=webhook.id,
        url=webhook.url,
        created_at=webhook.created_at,
        last=DeliveryInfo.model_validate(last, from_attributes=True) if last else None,
    )
