"""Work on datasets over REST: queued with all that can be said at once, cancelled, tried again."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.core import task_queue, task_states, tasks
from backend.core.models import Upload
from tests.backend.api.studio import TEXT_ROWS, Studio

LENGTHS = {"edges": [0], "counts": [2]}


def add_upload(studio: Studio, content: bytes = TEXT_ROWS, received: int | None = None) -> str:
    with studio.database.transaction() as session:
        upload = Upload(
            id="up-1",
            filename="poems.jsonl",
            bytes=len(content),
            received=len(content) if received is None else received,
        )
        session.add(upload)
    studio.settings.upload_path("up-1").write_bytes(content)
    return "up-1"


def put_report(studio: Studio, dataset_id: str, *problems: str) -> dict[str, Any]:
    """As a check leaves it, each problem with one row."""
    groups = [
        {
            "problem": problem, "severity": "warning", "title": problem, "explanation": "Bad.",
            "remedy": "Drop it.", "rows": 1, "examples": [], "treatments": ["drop", "keep"],
        }
        for problem in problems
    ]  # fmt: skip
    report = {
        "version": 1, "kind": "text", "rows": 2, "errors": 0, "warnings": len(problems),
        "bytes": 50, "characters": 20, "turns": 0, "problems": groups, "lengths": LENGTHS,
        "languages": {"en": 2}, "tokens": None, "max_length": 512, "validation": None,
        "seconds": 0.5,
    }  # fmt: skip
    notes = studio.settings.dataset_notes(dataset_id)
    notes.mkdir()
    (notes / "report.json").write_text(json.dumps(report))
    return report


def refused(answer: Any) -> tuple[int, str | None]:
    error = answer.json()["error"]
    assert error["message"]
    return answer.status_code, error["param"]


def test_an_upload_is_imported(client: TestClient, studio: Studio) -> None:
    body = {"upload": add_upload(studio), "name": "poems", "mapping": {"text": "words"}}
    answer = client.post("/api/datasets/import", json=body)
    assert answer.status_code == 202, answer.text
    task = answer.json()
    assert (task["kind"], task["state"], task["title"]) == ("import", "queued", "Import poems")
    assert task["request"] == body
    assert client.get("/api/tasks").json() == [task]
    assert client.get(f"/api/tasks/{task['id']}").json() == task
    assert client.get("/api/tasks?state=running&state=done").json() == []
    assert client.get("/api/tasks?state=queued&kind=import").json() == [task]


def test_a_file_of_the_inbox_is_imported_and_previewed(client: TestClient, studio: Studio) -> None:
    (studio.settings.inbox_dir / "old.csv").write_bytes(b"q,a\n")
    for path in ("import", "preview"):
        answer = client.post(f"/api/datasets/{path}", json={"inbox": "old.csv"})
        assert answer.status_code == 202, answer.text
        assert "old.csv" in answer.json()["title"]


def test_the_same_key_queues_one_import(client: TestClient, studio: Studio) -> None:
    body, headers = {"upload": add_upload(studio)}, {"Idempotency-Key": "k"}
    first = client.post("/api/datasets/import", json=body, headers=headers).json()
    assert client.post("/api/datasets/import", json=body, headers=headers).json() == first
    other = client.post("/api/datasets/import", json={**body, "name": "x"}, headers=headers)
    assert other.status_code == 409


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({}, 422, "upload"),
        ({"upload": "up-1", "inbox": "x"}, 422, "upload"),
        ({"upload": "up-2"}, 404, None),
        ({"inbox": "../studio.db"}, 404, "inbox"),
        ({"inbox": "/etc/passwd"}, 404, "inbox"),
        ({"inbox": "link"}, 404, "inbox"),
        ({"inbox": "x\u0000"}, 404, "inbox"),
        ({"upload": "up-1", "name": "a/b"}, 422, "name"),
        ({"upload": "up-1", "mapping": {"nonsense": "x"}}, 422, "mapping"),
        ({"upload": "up-1", "validation": "ds-none"}, 404, None),
        ({"upload": "up-1", "tokenizer": "tok-none"}, 404, None),
        ({"upload": "up-1", "path": "/etc/passwd"}, 422, "path"),
    ],
)
def test_what_can_be_said_against_an_import_is_said_at_once(
    client: TestClient, studio: Studio, body: dict[str, Any], status: int, field: str | None
) -> None:
    add_upload(studio)
    (studio.settings.inbox_dir / "link").symlink_to("/etc/passwd")
    assert refused(client.post("/api/datasets/import", json=body)) == (status, field)
    assert client.get("/api/tasks").json() == []


def test_an_upload_that_is_not_whole_is_not_imported(client: TestClient, studio: Studio) -> None:
    body = {"upload": add_upload(studio, received=3)}
    assert refused(client.post("/api/datasets/import", json=body))[0] == 409


def test_a_check_is_queued_once_at_a_time(client: TestClient, studio: Studio) -> None:
    dataset = studio.add_dataset()
    address = f"/api/datasets/{dataset.id}/check"
    first = client.post(address).json()
    assert (first["kind"], first["dataset_id"]) == ("check", dataset.id)
    assert client.post(address, json={}).json()["id"] == first["id"]
    longer = client.post(address, json={"max_length": 1024}).json()
    assert longer["id"] != first["id"] and longer["request"]["max_length"] == 1024
    assert refused(client.post(address, json={"validation": "ds-none"}))[0] == 404
    assert refused(client.post("/api/datasets/ds-none/check"))[0] == 404


def test_a_dataset_is_cleaned_as_its_report_proposes_or_as_is_asked(
    client: TestClient, studio: Studio
) -> None:
    dataset = studio.add_dataset()
    address = f"/api/datasets/{dataset.id}/clean"
    assert refused(client.post(address))[0] == 409, "it was not checked yet"
    put_report(studio, dataset.id, "duplicate", "special_tokens")
    task = client.post(address).json()
    assert task["request"] == {
        "dataset": dataset.id,
        "name": "words cleaned",
        "treatments": {"duplicate": "drop", "special_tokens": "drop"},
    }
    body = {"treatments": {"duplicate": "keep"}, "name": "words once"}
    chosen = client.post(address, json=body).json()["request"]
    assert chosen["treatments"] == {"duplicate": "keep", "special_tokens": "drop"}
    assert chosen["name"] == "words once"
    for treatments, field in (
        ({"duplicate": "fix"}, "treatments.duplicate"),
        ({"encoding": "drop"}, "treatments.encoding"),
    ):
        answer = client.post(address, json={"treatments": treatments})
        assert refused(answer) == (422, field)
    nothing = {"treatments": {"duplicate": "keep", "special_tokens": "keep"}}
    assert refused(client.post(address, json=nothing))[0] == 409


def test_a_task_is_cancelled_and_tried_again(client: TestClient, studio: Studio) -> None:
    task = client.post("/api/datasets/import", json={"upload": add_upload(studio)}).json()
    address = f"/api/tasks/{task['id']}"
    cancelled = client.post(f"{address}/cancel")
    assert (cancelled.status_code, cancelled.json()["state"]) == (202, "cancelled")
    assert client.post(f"{address}/cancel").status_code == 409
    assert client.post(f"{address}/retry").json()["state"] == "queued"
    assert client.post(f"{address}/retry").status_code == 409
    with studio.database.transaction() as session:
        task_queue.claim(session, "box-a", "heavy", 1)
    running = client.post(f"{address}/cancel").json()
    assert (running["state"], running["stopping"]) == ("running", True)
    assert client.get("/api/tasks/task-none").status_code == 404


def test_a_failure_says_what_where_and_what_to_do(client: TestClient, studio: Studio) -> None:
    error = {
        "code": "invalid_value", "message": "It is not text.", "field": None, "line": 7,
        "remedy": "Choose another file.",
    }  # fmt: skip
    task = client.post("/api/datasets/import", json={"upload": add_upload(studio)}).json()
    with studio.database.transaction() as session:
        task_queue.claim(session, "box-a", "heavy", 1)
        row = tasks.get(session, task["id"])
        task_states.transition(session, row, "failed", number=1, values={"error": error})
    assert client.get(f"/api/tasks/{task['id']}").json()["error"] == error
