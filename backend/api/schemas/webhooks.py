"""Webhooks: addresses that are told of the ends of jobs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from backend.api.schemas.common import Answer


class WebhookRequest(BaseModel):
    """An address to tell."""

    model_config = ConfigDict(extra="forbid")

    url: str = Field(description="http:// or https://, on a host that the server allows.")


class DeliveryInfo(Answer):
    """The newest message to a webhook."""

    state: Literal["due", "sent", "given_up"]
    tries: int
    error: str | None = Field(description="Why the last try failed.")
    due_at: datetime = Field(description="Of the next try, while it is due.")
    created_at: datetime


class WebhookInfo(Answer):
    """An address that is told of the ends of jobs."""

    id: str
    url: str
    created_at: datetime
    last: DeliveryInfo | None = Field(description="Null before the first message.")


class NewWebhook(WebhookInfo):
    """With the secret, which no other answer shows."""

    secret: str = Field(description="Signs every message. Keep it: it is shown only now.")


class WebhookList(Answer):
    """Every webhook, and the hosts that they may reach."""

    webhooks: list[WebhookInfo]
    allowed_hosts: list[str] = Field(
        description="The server's MINIMIND_WEBHOOK_HOSTS. Empty: webhooks are off."
    )


class WebhookTest(Answer):
    """How a message of type `test` fared."""

    delivered: bool
    error: str | None
