"""What ``/v1/chat/completions`` takes and answers: OpenAI's shapes, checked before the engine."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

CHAT_EXAMPLE: dict[str, Any] = {
    "model": "ckpt-8f3k2m",
    "messages": [{"role": "user", "content": "Who are you?"}],
    "stream": False,
    "temperature": 0.7,
    "max_tokens": 128,
}


class ChatMessage(BaseModel):
    """One message of the conversation so far."""

    # Clients send fields of their own (name, refusal): the engine decides about them.
    model_config = ConfigDict(extra="allow")

    role: Literal["system", "user", "assistant"]
    content: str = Field(min_length=1, max_length=500_000)

    @field_validator("content")
    @classmethod
    def _not_blank(cls, value: str) -> str:
        if not value.strip():
            raise ValueError("the message is empty")
        return value


class ChatRequest(BaseModel):
    """A request to answer a conversation. Fields not named here go to the engine as they are."""

    model_config = ConfigDict(extra="allow", json_schema_extra={"examples": [CHAT_EXAMPLE]})

    model: str = Field(min_length=1, max_length=200, description="Id of a checkpoint.")
    messages: list[ChatMessage] = Field(min_length=1, max_length=2000)
    stream: bool = Field(default=False, description="Send words as they are made.")
    temperature: float | None = Field(
        default=None, ge=0, le=2, description="0: always the likeliest word."
    )
    top_p: float | None = Field(default=None, gt=0, le=1)
    max_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    max_completion_tokens: int | None = Field(default=None, ge=1, le=1_000_000)
    seed: int | None = Field(default=None, ge=-(2**63), le=2**63 - 1)
    n: int | None = Field(default=None, ge=1, le=1, description="One answer at a time.")
    stop: str | list[str] | None = None


class ChatUsage(BaseModel):
    """Tokens of one answer."""

    prompt_tokens: int
    completion_tokens: int
    total_tokens: int


class ChatChoice(BaseModel):
    """The answer."""

    index: int
    message: ChatMessage
    finish_reason: str | None


class ChatCompletion(BaseModel):
    """A whole answer."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "chatcmpl-1",
                    "object": "chat.completion",
                    "created": 1769860800,
                    "model": "ckpt-8f3k2m",
                    "choices": [
                        {
                            "index": 0,
                            "message": {"role": "assistant", "content": "I am MiniMind."},
                            "finish_reason": "stop",
                        }
                    ],
                    "usage": {"prompt_tokens": 9, "completion_tokens": 6, "total_tokens": 15},
                }
            ]
        }
    )

    id: str
    object: Literal["chat.completion"]
    created: int
    model: str
    choices: list[ChatChoice]
    usage: ChatUsage | None = None


class ChatDelta(BaseModel):
    """New words of a streamed answer."""

    role: str | None = None
    content: str | None = None


class ChatChunkChoice(BaseModel):
    """New words of the answer, or the reason why it ended."""

    index: int
    delta: ChatDelta
    finish_reason: str | None = None


class ChatChunk(BaseModel):
    """One ``data:`` line of a streamed answer; the last line is ``data: [DONE]``."""

    id: str
    object: Literal["chat.completion.chunk"]
    created: int
    model: str
    choices: list[ChatChunkChoice]
