"""Talking to a checkpoint through the API, with OpenAI's request and answer."""

from __future__ import annotations

import json
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from backend.api.app import create_app
from backend.core.models import Checkpoint
from tests.backend.api.fake_engine import FakeEngine
from tests.backend.api.studio import (
    CHAT_ROWS,
    QUICK,
    Server,
    Studio,
    checkpoint,
    started,
    wait_until,
)


@pytest.fixture
def model(studio: Studio) -> str:
    """The id of a checkpoint whose directory exists."""
    studio.add_node()
    studio.add_job()
    job_id, attempt = studio.claim()
    studio.report(job_id, attempt, started(), checkpoint(3, final=True))
    (studio.settings.run_dir(job_id) / "checkpoints" / "step-3").mkdir(parents=True)
    studio.finish(job_id, attempt)
    with studio.database.session() as session:
        return session.query(Checkpoint).one().id


@pytest.fixture
def engine(studio: Studio) -> Iterator[FakeEngine]:
    """Listens on the socket where the API looks for it."""
    fake = FakeEngine()
    with Server(fake.app, uds=studio.settings.runtime_dir / "engine.sock"):
        yield fake
        fake.go.set()


def asked(model: str, words: str = "one two three", **fields: Any) -> dict[str, Any]:
    return {"model": model, "messages": [{"role": "user", "content": words}], **fields}


def chat(server: str, studio: Studio, body: dict[str, Any]) -> httpx.Response:
    return httpx.post(f"{server}/v1/chat/completions", json=body, headers=studio.bearer, timeout=20)


def test_a_question_is_answered(
    server: str, studio: Studio, engine: FakeEngine, model: str
) -> None:
    answer = chat(server, studio, asked(model, temperature=0, max_tokens=5, top_k=3))
    assert answer.status_code == 200, answer.text
    assert answer.json()["choices"][0]["message"]["content"] == "one two three"
    assert answer.json()["model"] == model
    [request] = engine.requests
    job_id = request["model"].split("/")[0]
    assert request["model"] == f"{job_id}/checkpoints/step-3"  # the engine's name for it
    assert (request["temperature"], request["max_tokens"], request["top_k"]) == (0, 5, 3)
    assert "stream" not in request and "top_p" not in request  # nothing is made up
    assert "authorization" not in engine.headers[0]  # the engine learns no credentials
    assert answer.headers["cache-control"] == "no-store"


def test_words_are_passed_on_as_they_come(
    server: str, studio: Studio, engine: FakeEngine, model: str
) -> None:
    body = asked(model, "slowly but surely", stream=True)
    with httpx.stream(
        "POST", f"{server}/v1/chat/completions", json=body, headers=studio.bearer, timeout=20
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        lines = (line for line in answer.iter_lines() if line)
        first = json.loads(next(lines).removeprefix("data: "))
        assert first["choices"][0]["delta"]["content"] == "slowly"  # the rest does not exist yet
        engine.go.set()
        rest = list(lines)
    assert rest[-1] == "data: [DONE]" and len(rest) == 3


@pytest.mark.parametrize(
    ("words", "stream"), [("wait", False), ("wait", True), ("slowly or never", True)]
)
def test_a_client_that_leaves_stops_the_engine(
    server: str, studio: Studio, engine: FakeEngine, model: str, *, words: str, stream: bool
) -> None:
    body = json.dumps(asked(model, words, stream=stream)).encode()
    address = urlsplit(server)
    assert address.hostname and address.port
    head = (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
        f"Authorization: Bearer {studio.token}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + body)
        if words == "wait":
            wait_until(lambda: engine.requests != [])
        else:
            got = b""
            while b"slowly" not in got:
                got += connection.recv(4096)
    assert engine.left.wait(timeout=20)


def test_an_engine_that_is_away_is_told_in_words(server: str, studio: Studio, model: str) -> None:
    answer = chat(server, studio, asked(model))
    assert answer.status_code == 503
    error = answer.json()["error"]
    assert error["message"] == "The chat engine is not running."
    assert error["code"] == "engine_unavailable" and error["remedy"]
    assert answer.headers["retry-after"]


def test_an_engine_that_dies_in_the_middle_is_told_in_the_stream(
    server: str, studio: Studio, engine: FakeEngine, model: str
) -> None:
    answer = chat(server, studio, asked(model, "crash now", stream=True))
    lines = [line for line in answer.text.splitlines() if line]
    assert len(lines) == 2 and "[DONE]" not in answer.text
    assert json.loads(lines[1].removeprefix("data: "))["error"]["code"] == "engine_unavailable"


def test_the_engines_own_refusals_reach_the_client(
    server: str, studio: Studio, engine: FakeEngine, model: str
) -> None:
    answer = chat(server, studio, asked(model, "refuse", stream=True))
    assert answer.status_code == 400
    assert answer.json()["error"]["message"] == "too long"


def test_an_engine_over_http(studio: Studio, model: str) -> None:
    fake = FakeEngine()
    with Server(fake.app) as address:
        settings = studio.settings.model_copy(update={"engine_url": address})
        with Server(create_app(settings, pace=QUICK)) as server:
            assert chat(server, studio, asked(model)).status_code == 200


@pytest.mark.parametrize(
    ("change", "param"),
    [
        ({"messages": []}, "messages"),
        ({"messages": [{"role": "robot", "content": "x"}]}, "messages.0.role"),
        ({"messages": [{"role": "user", "content": ""}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": "  "}]}, "messages.0.content"),
        ({"messages": [{"role": "user", "content": None}]}, "messages.0.content"),
        ({"messages": [{"role": "user"}]}, "messages.0.content"),
        ({"messages": "hi"}, "messages"),
        ({"temperature": -1}, "temperature"),
        ({"temperature": 5}, "temperature"),
        ({"top_p": 0}, "top_p"),
        ({"max_tokens": 0}, "max_tokens"),
        ({"n": 2}, "n"),
        ({"model": None}, "model"),
    ],
)
def test_bad_requests_never_reach_the_engine(
    client: TestClient, model: str, change: dict[str, Any], param: str
) -> None:
    answer = client.post("/v1/chat/completions", json={**asked(model), **change})
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == param


def test_models_that_cannot_be_used_are_404(client: TestClient, studio: Studio, model: str) -> None:
    for name in ("ckpt-none", "../../etc", "gpt-4", "\x00"):
        answer = client.post("/v1/chat/completions", json=asked(name))
        assert answer.status_code == 404, name
        assert answer.json()["error"]["code"] == "model_not_found"
        assert answer.json()["error"]["param"] == "model"
    [path] = Path(studio.settings.runs_dir).glob("*/checkpoints/step-3")
    shutil.rmtree(path)
    assert client.post("/v1/chat/completions", json=asked(model)).status_code == 404


def test_the_list_leads_with_the_best_default(client: TestClient, studio: Studio) -> None:
    assert client.get("/v1/models").json() == {"object": "list", "data": []}
    studio.add_node()
    parent = studio.add_job(name="base")
    job_id, attempt = studio.claim()
    studio.report(job_id, attempt, started(), checkpoint(5), checkpoint(9, final=True))
    studio.finish(job_id, attempt)
    with studio.database.session() as session:
        base = session.query(Checkpoint).filter_by(final=True).one()
    chats = studio.add_dataset(CHAT_ROWS, "chats")
    for name in ("old", "new"):
        studio.add_job(stage="sft", dataset=chats.id, parent=base.id, name=name)
        job_id, attempt = studio.claim()
        step = 20 if name == "new" else 10
        studio.report(
            job_id, attempt, started(), checkpoint(step), checkpoint(step + 1, final=True)
        )
        studio.finish(job_id, attempt)
    models = client.get("/v1/models").json()["data"]
    assert [(m["job_name"], m["final"]) for m in models] == [
        ("new", True), ("old", True), ("new", False), ("old", False),
        ("base", True), ("base", False),
    ]  # fmt: skip
    assert models[0]["object"] == "model" and models[0]["stage"] == "sft"
    assert models[-2]["id"] == base.id and parent.id == base.job_id
