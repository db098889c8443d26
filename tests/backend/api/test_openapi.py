"""The OpenAPI document is complete, and the same code gives the same bytes."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from backend.api.errors import ErrorBody
from tests.backend.api.studio import Studio


@pytest.fixture
def operations(app: FastAPI) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": operation
        for path, methods in app.openapi()["paths"].items()
        for method, operation in methods.items()
    }


def test_the_command_prints_the_same_bytes_each_time_without_a_database(tmp_path) -> None:
    def printed() -> bytes:
        code = (
            "import sys, runpy; sys.argv = ['openapi'];"
            "runpy.run_module('backend.api.openapi', run_name='__main__');"
            "assert 'torch' not in sys.modules and 'worker' not in sys.modules"
        )
        environment = {"MINIMIND_DATA_DIR": str(tmp_path / "none"), "PATH": "/usr/bin"}
        done = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=True
        )
        return done.stdout

    first = printed()
    assert first == printed()
    assert json.loads(first)["openapi"].startswith("3.")
    assert not (tmp_path / "none").exists()


def test_every_route_is_described(operations: dict[str, dict[str, Any]]) -> None:
    names = [operation["operationId"] for operation in operations.values()]
    assert len(set(names)) == len(names)
    assert "create_job" in names and "stream_events" in names  # what generated types are called by
    for route, operation in operations.items():
        assert operation["summary"] and operation["tags"], route
        success = [int(s) for s in operation["responses"] if int(s) < 300]
        assert success, route
        for status in success:
            content = operation["responses"][str(status)].get("content", {})
            assert status == 204 or all(media.get("schema") for media in content.values()), route


def test_every_error_is_documented_with_an_example_that_fits(
    operations: dict[str, dict[str, Any]],
) -> None:
    for route, operation in operations.items():
        statuses = {int(status) for status in operation["responses"]}
        if route == "GET /healthz":
            continue
        assert {401, 503} <= statuses, route
        if "{" in route:
            assert 404 in statuses, route
        if "application/json" in operation.get("requestBody", {}).get("content", {}):
            assert {400, 413, 422} <= statuses, route
        for status in statuses:
            if status >= 400:
                media = operation["responses"][str(status)]["content"]["application/json"]
                ErrorBody.model_validate(media["example"])


def test_bodies_have_examples_that_the_api_takes(
    operations: dict[str, dict[str, Any]], client: TestClient, studio: Studio
) -> None:
    bodies = {r: o["requestBody"]["content"] for r, o in operations.items() if "requestBody" in o}
    assert {"POST /api/jobs", "POST /api/datasets", "POST /api/session"} <= set(bodies)
    for route, content in bodies.items():
        for media in content.values():
            assert media.get("examples") or media["schema"].get("examples"), route
    rows = bodies["POST /api/datasets"]["application/jsonl"]["examples"]
    for kind, example in rows.items():
        answer = client.post(f"/api/datasets?name=x&kind={kind}", content=example["value"])
        assert answer.status_code == 201, answer.text
    example = bodies["POST /api/jobs"]["application/json"]["examples"]["pretrain"]["value"]
    job = client.post("/api/jobs", json={**example, "dataset": studio.add_dataset().id})
    assert job.status_code == 201, job.text


def test_only_signing_in_and_health_are_open(
    app: FastAPI, operations: dict[str, dict[str, Any]]
) -> None:
    assert app.openapi()["security"] == [{"token": []}, {"session": []}]
    unprotected = {route for route, o in operations.items() if o.get("security") == []}
    assert unprotected == {"POST /api/session", "GET /healthz"}


def test_references_lead_somewhere(app: FastAPI) -> None:
    document = app.openapi()
    text = json.dumps(document)
    for piece in text.split('"$ref": "#/components/schemas/')[1:]:
        assert piece.partition('"')[0] in document["components"]["schemas"]
