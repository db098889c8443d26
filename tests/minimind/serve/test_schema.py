"""Requests: what OpenAI's clients send is met or refused in words, never ignored."""

from __future__ import annotations

import json
from typing import Any

import pytest

from minimind.serve.errors import ApiError
from minimind.serve.schema import parse

ASK: dict[str, Any] = {"model": "m", "messages": [{"role": "user", "content": "Hi"}]}


def request(**changes: Any):
    return parse(json.dumps(ASK | changes).encode())


def refusal(body: bytes) -> ApiError:
    with pytest.raises(ApiError) as caught:
        parse(body)
    assert caught.value.status == 400
    return caught.value


def test_values_that_ask_for_nothing_are_accepted() -> None:
    request(
        n=1, frequency_penalty=0, presence_penalty=0.0, logit_bias={}, logprobs=False,
        top_logprobs=None, response_format={"type": "text"}, tools=[], tool_choice="none",
        functions=None, user="someone", metadata={"a": "b"}, parallel_tool_calls=True,
        temperature=None, seed=None, stop=None, stream_options=None, max_tokens=None,
    )  # fmt: skip


def test_answers_can_be_sent_back_as_they_came() -> None:
    answer = {"role": "assistant", "content": "Hello", "refusal": None, "tool_calls": []}
    assert request(messages=[*ASK["messages"], answer]).messages[1].content == "Hello"


def test_text_parts_are_joined() -> None:
    parts = [{"type": "text", "text": "one"}, {"type": "text", "text": "two"}]
    assert request(messages=[{"role": "user", "content": parts}]).messages[0].content == "one\ntwo"


def test_both_names_of_the_answer_length() -> None:
    assert request(max_completion_tokens=7).max_tokens == 7
    assert request(max_completion_tokens=7, max_tokens=7).max_tokens == 7
    assert refusal(json.dumps(ASK | {"max_completion_tokens": 7, "max_tokens": 8}).encode())


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"model": None}, "model"),
        ({"model": ""}, "model"),
        ({"model": 3}, "model"),
        ({"messages": None}, "messages"),
        ({"messages": []}, "messages"),
        ({"messages": "Hi"}, "messages"),
        ({"messages": ["Hi"]}, "messages.0"),
        ({"messages": [{"role": "wizard", "content": "Hi"}]}, "messages.0.role"),
        ({"messages": [{"role": "tool", "content": "Hi"}]}, "messages.0.role"),
        ({"messages": [{"role": "user"}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": " \n"}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": []}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": 5}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": "x", "name": "Bob"}]}, "messages.0.name"),
        ({"messages": [{"role": "user", "content": "x", "extra": 1}]}, "messages.0.extra"),
        ({"temperature": -1}, "temperature"),
        ({"temperature": 2.1}, "temperature"),
        ({"temperature": "hot"}, "temperature"),
        ({"temperature": True}, "temperature"),
        ({"top_p": 0}, "top_p"),
        ({"top_k": -1}, "top_k"),
        ({"repetition_penalty": 0}, "repetition_penalty"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"max_tokens": 1.5}, "max_tokens"),
        ({"seed": 2**64}, "seed"),
        ({"stop": [""]}, "stop.0"),
        ({"stop": ["x"] * 9}, "stop"),
        ({"stream": "yes"}, "stream"),
        ({"n": 2}, "n"),
        ({"logprobs": True}, "logprobs"),
        ({"presence_penalty": 0.5}, "presence_penalty"),
        ({"response_format": {"type": "json_object"}}, "response_format"),
        ({"tools": [{"type": "function"}]}, "tools"),
        ({"chat_template": "{{ x }}"}, "chat_template"),
        ({"temprature": 1}, "temprature"),
    ],
)
def test_what_cannot_be_met_is_named(changes: dict[str, Any], param: str) -> None:
    error = refusal(json.dumps(ASK | changes).encode())
    assert error.param == param
    assert param in error.message
    assert error.body()["error"]["type"] == "invalid_request_error"


def test_pictures_are_refused_and_nothing_is_fetched() -> None:
    picture = {"type": "image_url", "image_url": {"url": "http://localhost/x.png"}}
    error = refusal(
        json.dumps(ASK | {"messages": [{"role": "user", "content": [picture]}]}).encode()
    )
    assert "image_url" in error.message
    assert "ever fetched" in error.message


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"\xff\xfe", b'{"model": "\xff"}', b'{"temperature": NaN}',
        b'{"model": "\\ud800"}', b"[" * 100_000,
    ],
)  # fmt: skip
def test_bodies_that_are_no_request(body: bytes) -> None:
    assert refusal(body)
