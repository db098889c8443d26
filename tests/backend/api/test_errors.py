"""Every error has one shape, says what to do, and shows nothing of the server's insides."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sqlalchemy import text

from tests.backend.api.studio import Studio

JSON = {"Content-Type": "application/json"}
KEYS = {"message", "type", "param", "code", "line", "remedy"}


def error_of(answer: Any, status: int) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert set(error) == KEYS
    assert error["message"]
    return error


@pytest.mark.parametrize("body", [b"{", b"", b"\xff\xfe{}", b"[" * 100_000, b"nonsense"])
def test_a_body_that_is_no_json(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/jobs", content=body, headers=JSON)
    assert answer.status_code in (400, 422)
    error_of(answer, answer.status_code)


def test_json_sent_as_something_else_says_which_header_is_missing(client: TestClient) -> None:
    answer = client.post("/api/jobs", content=b"{}", headers={"Content-Type": "text/plain"})
    assert "application/json" in error_of(answer, 400)["remedy"]


@pytest.mark.parametrize(
    ("body", "param"),
    [
        ({}, "stage"),
        ({"stage": "pretrain", "model": "nano", "dataset": "ds-x", "wat": 1}, "wat"),
        ({"stage": "pretrain", "model": "nano", "dataset": 5}, "dataset"),
        ({"stage": "pretran", "model": "nano", "dataset": "ds-x"}, "stage"),
        ({"stage": "pretrain", "model": "giant", "dataset": "OK"}, "model"),
        ({"stage": "pretrain", "model": "nano", "dataset": "ds-x"}, "dataset"),
        ({"stage": "pretrain", "model": "nano", "dataset": "OK", "gpus": 3}, "gpus"),
        ({"stage": "pretrain", "model": "nano", "dataset": "OK", "preset": "x"}, "preset"),
        ({"stage": "sft", "model": "nano", "dataset": "OK"}, "dataset"),
        (
            {"stage": "pretrain", "model": "nano", "dataset": "OK", "recipe": {"epochs": 0}},
            "recipe.epochs",
        ),
        (
            {"stage": "pretrain", "model": "nano", "dataset": "OK", "recipe": {"epoch": 1}},
            "recipe.epoch",
        ),
        ({"stage": "pretrain", "model": "nano", "dataset": "OK", "name": "a/b"}, "name"),
        ({"stage": "pretrain", "model": "nano", "dataset": "OK", "parent": "ckpt-x"}, "parent"),
    ],
)
def test_a_wrong_job_names_its_field_and_queues_nothing(
    client: TestClient, studio: Studio, body: dict[str, Any], param: str
) -> None:
    if body.get("dataset") == "OK":
        body = {**body, "dataset": studio.add_dataset().id}
    answer = client.post("/api/jobs", content=json.dumps(body).encode(), headers=JSON)
    assert error_of(answer, 422)["param"] == param
    assert client.get("/api/jobs").json()["jobs"] == []


@pytest.mark.parametrize("field", ["name", "stage", "dataset", "parent", "wat"])
def test_half_a_character_is_refused(client: TestClient, studio: Studio, field: str) -> None:
    dataset = studio.add_dataset().id
    body = {"stage": "pretrain", "model": "nano", "dataset": dataset, field: "\ud800"}
    answer = client.post("/api/jobs", content=json.dumps(body).encode(), headers=JSON)
    error_of(answer, 422)


def test_bodies_are_limited_announced_or_not(client: TestClient) -> None:
    big = b'{"stage": "' + b"x" * 2**20 + b'"}'

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(big), 2**16):
            yield big[start : start + 2**16]

    for content in (big, pieces()):
        answer = client.post("/api/jobs", content=content, headers=JSON)
        assert error_of(answer, 413)["code"] == "body_too_large"


@pytest.mark.parametrize(
    "path",
    ["/api/jobs/job-none", "/api/jobs/job-none/metrics", "/api/jobs/job-none/log",
     "/api/datasets/ds-none", "/api/checkpoints?job=job-none", "/api/nothing", "/v1/nothing"],
)  # fmt: skip
def test_what_is_not_there_is_404(client: TestClient, path: str) -> None:
    error_of(client.get(path), 404)


@pytest.mark.parametrize(
    ("path", "param"),
    [
        ("/api/jobs?limit=0", "limit"),
        ("/api/jobs?status=sleeping", "status.0"),
        ("/api/jobs/a%00b", "job_id"),
        ("/api/jobs/job-x/metrics?points=1", "points"),
        ("/api/jobs/job-x/log?limit=999999999", "limit"),
        ("/api/jobs/job-x/log?start=-1", "start"),
        ("/api/events?after=-1", "after"),
        ("/api/events?after=x", "after"),
    ],
)
def test_wrong_parameters_are_named(client: TestClient, path: str, param: str) -> None:
    assert error_of(client.get(path), 422)["param"] == param


def test_a_method_that_does_not_exist(client: TestClient) -> None:
    assert error_of(client.put("/api/jobs"), 405)["code"] == "method_not_allowed"


def test_a_fault_of_ours_is_logged_and_not_shown(
    app: FastAPI, client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    @app.get("/api/broken")
    def broken() -> None:
        raise RuntimeError("password=hunter2")

    answer = client.get("/api/broken")
    assert error_of(answer, 500)["type"] == "server_error"
    assert "hunter2" not in answer.text
    assert "hunter2" in caplog.text


def test_a_database_that_is_away_is_503(client: TestClient, studio: Studio) -> None:
    with studio.database.engine.begin() as connection:
        connection.execute(text("DROP TABLE auth_tokens"))
    answer = client.get("/api/jobs")
    assert error_of(answer, 503)["code"] == "database_unavailable"
    assert "auth_tokens" not in answer.text
    assert client.get("/healthz").status_code == 200
