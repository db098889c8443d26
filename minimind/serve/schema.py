"""What ``POST /v1/chat/completions`` takes: OpenAI's fields, none of them silently ignored."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import from_json

from minimind.serve.errors import ApiError, bad_request

# Small models are unsure between many tokens; at temperature 1 that reads as noise.
DEFAULT_TEMPERATURE = 0.5
DEFAULT_TOP_P = 0.9
DEFAULT_MAX_TOKENS = 512


def _text(content: Any) -> Any:
    """Text, or OpenAI's list of text parts joined."""
    if not isinstance(content, list):
        return content
    texts = []
    for part in content:
        kind = part.get("type") if isinstance(part, dict) else None
        if kind != "text" or not isinstance(part.get("text"), str):
            raise ValueError(
                f"only parts of type 'text' are understood, not {str(kind)[:40]!r}; "
                "no address is ever fetched"
            )
        texts.append(part["text"])
    return "\n".join(texts)


def _not_blank(content: str) -> str:
    if not content.strip():
        raise ValueError("the message is empty")
    return content


def _listed(stop: Any) -> Any:
    return [stop] if isinstance(stop, str) else stop


class _Strict(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Message(_Strict):
    """One turn of the conversation."""

    role: Literal["system", "user", "assistant"]
    content: Annotated[str, BeforeValidator(_text), AfterValidator(_not_blank)]


class StreamOptions(_Strict):
    """``include_usage``: one more chunk at the end, with token counts and no choices."""

    include_usage: bool = False


class ChatRequest(_Strict):
    """The fields that have an effect; see ``parse`` for the others."""

    model: str = Field(min_length=1, max_length=1000)
    messages: list[Message] = Field(min_length=1, max_length=2000)
    stream: bool = False
    stream_options: StreamOptions = StreamOptions()
    temperature: float = Field(DEFAULT_TEMPERATURE, ge=0, le=2)
    top_p: float = Field(DEFAULT_TOP_P, gt=0, le=1)
    top_k: int = Field(0, ge=0, le=1_000_000)  # 0: all
    repetition_penalty: float = Field(1.0, ge=0.1, le=10)
    max_tokens: int = Field(DEFAULT_MAX_TOKENS, ge=1, le=1_000_000)
    stop: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=200)]],
        BeforeValidator(_listed),
        Field(max_length=8),
    ] = []
    seed: int | None = Field(None, ge=-(2**63), le=2**63 - 1)


def _any(_: Any) -> bool:
    return True


def _one_of(*values: Any) -> Callable[[Any], bool]:
    # False and 0 are equal in Python; a client that sends either means the same.
    return lambda value: any(value == allowed for allowed in values)


# OpenAI fields without effect here: the values that ask for nothing. Null always does.
_NEUTRAL: dict[str, Callable[[Any], bool]] = {
    "n": _one_of(1),
    "frequency_penalty": _one_of(0),
    "presence_penalty": _one_of(0),
    "logit_bias": _one_of({}),
    "logprobs": _one_of(False),
    "top_logprobs": _one_of(0),
    "response_format": _one_of({"type": "text"}),
    "tools": _one_of([]),
    "tool_choice": _one_of("none", "auto"),
    "parallel_tool_calls": _any,  # speaks of tools only
    "functions": _one_of([]),
    "function_call": _one_of("none", "auto"),
    "modalities": _one_of(["text"]),
    "audio": _one_of(),
    "prediction": _one_of(),
    "reasoning_effort": _one_of("none"),
    "verbosity": _one_of("medium"),
    "web_search_options": _one_of(),
    "service_tier": _one_of("auto", "default"),
    "store": _one_of(False),
    # Words about the request, not wishes:
    "user": _any,
    "metadata": _any,
    "safety_identifier": _any,
    "prompt_cache_key": _any,
}
_NEUTRAL_IN_MESSAGE: dict[str, Callable[[Any], bool]] = {
    "tool_calls": _one_of([]),
    "function_call": _one_of(),
    "refusal": _one_of(),
    "annotations": _one_of([]),
    "audio": _one_of(),
    "reasoning_content": _one_of(""),
    "name": _one_of(),
}


def parse(body: bytes) -> ChatRequest:
    """The request in a body. Raises ApiError (400) naming the first field that cannot be met."""
    try:
        values = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise bad_request(
            f"The body is not JSON: {error}.", param=None, code="invalid_json"
        ) from error
    if not isinstance(values, dict):
        raise bad_request("The body is not a JSON object.", param=None)
    values = _without_neutral(values, _NEUTRAL, "")
    if isinstance(values.get("messages"), list):
        values["messages"] = [
            _without_neutral(message, _NEUTRAL_IN_MESSAGE, f"messages.{index}.")
            if isinstance(message, dict)
            else message
            for index, message in enumerate(values["messages"])
        ]
    newer = values.pop("max_completion_tokens", None)  # OpenAI's newer name
    if newer is not None and values.setdefault("max_tokens", newer) != newer:
        raise bad_request("It differs from max_tokens: send one.", param="max_completion_tokens")
    try:
        return ChatRequest.model_validate(values)
    except ValidationError as error:
        raise _first_complaint(error) from error


def _without_neutral(
    values: dict[str, Any], neutral: dict[str, Callable[[Any], bool]], prefix: str
) -> dict[str, Any]:
    """The fields that have an effect. Raises ApiError for one that is known and not supported."""
    kept = {}
    for name, value in values.items():
        if name in neutral:
            if value is not None and not neutral[name](value):
                raise bad_request(
                    f"{prefix}{name}: this value is not supported; leave the field out.",
                    param=f"{prefix}{name}",
                    code="unsupported_parameter",
                )
        elif value is not None:
            kept[name] = value
    return kept


def _first_complaint(error: ValidationError) -> ApiError:
    first = error.errors(include_url=False, include_context=False)[0]
    param = ".".join(str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        message = f"{param[:200]}: there is no such field. Check its spelling, or leave it out."
        return bad_request(message, param=param[:200], code="unknown_parameter")
    words = first["msg"].removeprefix("Value error, ")
    return bad_request(f"{param}: {words}.", param=param)
