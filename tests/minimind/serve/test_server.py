"""The server as its clients see it: a real process on a real socket."""

from __future__ import annotations

import asyncio
import json
import socket
import time
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from minimind.data.template import encode_prompt
from minimind.data.tokenizer import encode_text, load_tokenizer
from minimind.spec.rows import Turn

MODEL = "job-a/checkpoints/step-1"


def ask(model: str = MODEL, text: str = "Hello", **changes: Any) -> dict[str, Any]:
    messages = [{"role": "user", "content": text}]
    return {"model": model, "messages": messages, "max_tokens": 24, "seed": 5, **changes}


def chat(client: httpx.Client, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    response = client.post("/v1/chat/completions", json=body, headers=headers)
    assert response.status_code == 200, response.text
    return response.json()


def text_of(answer: dict[str, Any]) -> str:
    return answer["choices"][0]["message"]["content"]


def chunks(lines: list[str]) -> list[dict[str, Any]]:
    data = [line.removeprefix("data: ") for line in lines if line]
    assert data.pop() == "[DONE]"
    return [json.loads(line) for line in data]


def wait_until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def test_a_whole_answer(server) -> None:
    with server.client() as client:
        answer = chat(client, ask())
        assert answer["object"] == "chat.completion"
        assert answer["model"] == MODEL
        assert answer["choices"][0]["finish_reason"] in ("stop", "length")
        assert answer["choices"][0]["message"]["role"] == "assistant"
        usage = answer["usage"]
        assert 1 <= usage["completion_tokens"] <= 24
        assert usage["total_tokens"] == usage["prompt_tokens"] + usage["completion_tokens"]
        assert text_of(chat(client, ask())) == text_of(answer)
        assert text_of(chat(client, ask(seed=6))) != text_of(answer)
        assert text_of(chat(client, ask(model="job-b/checkpoints/step-1"))) != text_of(answer)
        listed = client.get("/v1/models").json()
    assert listed["object"] == "list"
    assert {"job-b/checkpoints/step-1", MODEL} <= {model["id"] for model in listed["data"]}


def test_a_streamed_answer_is_the_whole_one_in_pieces(server) -> None:
    with server.client() as client:
        whole = chat(client, ask())
        body = ask(stream=True, stream_options={"include_usage": True})
        with client.stream("POST", "/v1/chat/completions", json=body) as response:
            assert response.headers["content-type"].startswith("text/event-stream")
            received = chunks(list(response.iter_lines()))
    assert {chunk["object"] for chunk in received} == {"chat.completion.chunk"}
    assert len({chunk["id"] for chunk in received}) == 1
    *parts, usage = received
    assert usage["choices"] == []
    assert usage["usage"] == whole["usage"]
    assert all(part["usage"] is None for part in parts)
    deltas = [part["choices"][0]["delta"] for part in parts]
    assert deltas[0] == {"role": "assistant", "content": ""}
    assert "".join(delta.get("content", "") for delta in deltas) == text_of(whole)
    reasons = [part["choices"][0]["finish_reason"] for part in parts]
    assert reasons == [None] * (len(parts) - 1) + [whole["choices"][0]["finish_reason"]]


def test_the_alias_stands_in_answers(server) -> None:
    with server.client() as client:
        assert chat(client, ask(), **{"X-Model-Alias": "ckpt-1"})["model"] == "ckpt-1"
        with client.stream(
            "POST", "/v1/chat/completions", json=ask(stream=True), headers={"X-Model-Alias": "c2"}
        ) as response:
            assert {chunk["model"] for chunk in chunks(list(response.iter_lines()))} == {"c2"}


def test_clients_at_once_get_what_they_get_alone(server) -> None:
    bodies = [ask(text=text, seed=seed) for text in ("Hi", "你好，世界" * 20) for seed in range(6)]

    async def together() -> list[str]:
        async with server.async_client() as client:
            posts = [client.post("/v1/chat/completions", json=body) for body in bodies]
            return [text_of(response.json()) for response in await asyncio.gather(*posts)]

    with server.client() as client:
        assert asyncio.run(together()) == [text_of(chat(client, body)) for body in bodies]


def test_a_stop_string_cuts_the_answer(server) -> None:
    with server.client() as client:
        whole = text_of(chat(client, ask()))
        stop = whole[len(whole) // 2 :][:3]
        answer = chat(client, ask(stop=stop))
    assert text_of(answer) == whole[: whole.index(stop)]
    assert answer["choices"][0]["finish_reason"] == "stop"


def test_a_pretrained_model_continues_the_text(server) -> None:
    tokenizer = load_tokenizer()
    with server.client() as client:
        plain = chat(client, ask("job-p/checkpoints/step-1", text="Once upon a time"))
        tuned = chat(client, ask(text="Once upon a time"))
    begun = 1 + len(encode_text(tokenizer, "Once upon a time"))
    assert plain["usage"]["prompt_tokens"] == begun
    assert tuned["usage"]["prompt_tokens"] > begun


def test_a_conversation_beyond_the_context_says_by_how_much(server) -> None:
    tokenizer = load_tokenizer()

    def tokens(words: int) -> int:
        return len(encode_prompt(tokenizer, [Turn(role="user", content="a " * words)]))

    fitting = bisect_right(range(5000), 2047, key=tokens) - 1
    with server.client() as client:
        answer = chat(client, ask(text="a " * fitting))
        response = client.post("/v1/chat/completions", json=ask(text="a " * (fitting + 30)))
    used = answer["usage"]["prompt_tokens"]
    assert used == tokens(fitting)
    assert answer["usage"]["completion_tokens"] <= 2048 - used
    assert response.status_code == 400
    error = response.json()["error"]
    assert error["code"] == "context_length_exceeded"
    assert error["param"] == "messages"
    assert f"{tokens(fitting + 30) - 2047} too many" in error["message"]


@pytest.mark.parametrize(
    "name",
    [
        "nothing", "job-a", "job-a/checkpoints", "..", "../outside", "job-a/../../outside", ".",
        "/", "/etc", "link-out", "job-l/checkpoints/step-1", "a\u0000b", "x" * 900,
        "%2e%2e/outside",
    ],
)  # fmt: skip
def test_other_names_are_not_found(server, models_root: Path, new_checkpoint, name: str) -> None:
    outside = models_root.parent / "outside"
    if not outside.exists():
        new_checkpoint(outside)
        (models_root / "link-out").symlink_to(outside)
        linked = models_root / "job-l/checkpoints/step-1"  # only its weights lead outside
        new_checkpoint(linked)
        (linked / "model.safetensors").unlink()
        (linked / "model.safetensors").symlink_to(outside / "model.safetensors")
    with server.client() as client:
        response = client.post("/v1/chat/completions", json=ask(name))
    assert response.status_code == 404
    error = response.json()["error"]
    assert error["code"] == "model_not_found"
    assert error["param"] == "model"
    assert str(models_root) not in error["message"]


def test_a_damaged_checkpoint_says_what_is_wrong(server, models_root, new_checkpoint) -> None:
    path = new_checkpoint(models_root / "job-d/checkpoints/step-1")
    weights = path / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"x")
    with server.client() as client:
        response = client.post("/v1/chat/completions", json=ask("job-d/checkpoints/step-1"))
    assert response.status_code == 422
    message = response.json()["error"]["message"]
    assert "model.safetensors" in message
    assert str(models_root) not in message


def test_errors_have_one_shape(server) -> None:
    with server.client() as client:
        large = b'{"model": "' + b"x" * 5 * 2**20
        as_json = {"content-type": "application/json"}
        responses = {
            404: client.get("/nowhere"),
            405: client.get("/v1/chat/completions"),
            415: client.post("/v1/chat/completions", content=json.dumps(ask()).encode()),
            413: client.post("/v1/chat/completions", content=large, headers=as_json),
            400: client.post("/v1/chat/completions", content=b"\xff", headers=as_json),
        }
        assert {r.status_code for r in responses.values()} == set(responses)
        for response in responses.values():
            assert set(response.json()["error"]) == {"message", "type", "param", "code"}
        assert text_of(chat(client, ask()))


@pytest.mark.parametrize("stream", [True, False])
def test_a_client_that_leaves_frees_its_slot(server, stream: bool) -> None:
    body = ask(max_tokens=100_000, temperature=0, stream=stream)
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: e\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(json.dumps(body))}\r\n\r\n{json.dumps(body)}"
    )
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(str(server.socket))
        connection.sendall(head.encode())
        wait_until(lambda: server.load()["running"] == 1)
    wait_until(lambda: server.load() == {"running": 0, "waiting": 0})
