"""Generators and mixtures over REST: listed, tried, queued, refused in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.core import tasks
from backend.core.models import Dataset
from minimind.generate import GENERATORS, check_answer
from minimind.rows.mixing import MixtureRequest
from tests.backend.api.studio import Studio
from worker.work.requests import resolve


def store(client: TestClient, name: str, kind: str = "text") -> str:
    row: dict[str, Any] = {"text": f"some words of {name}"}
    if kind == "conversations":
        turns = [{"role": "user", "content": name}, {"role": "assistant", "content": "Yes"}]
        row = {"conversations": turns}
    answer = client.post("/api/datasets", params={"name": name}, content=json.dumps(row).encode())
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def test_generators_are_listed_with_options_examples_and_licences(client: TestClient) -> None:
    listed = {entry["name"]: entry for entry in client.get("/api/generators").json()}
    assert list(listed) == list(GENERATORS)
    for entry in listed.values():
        assert len(entry["examples"]) == 3 and entry["licence"] and entry["description"]
        for option in entry["json_schema"]["properties"].values():
            assert option["title"] and option["description"] and "default" in option
    rows = listed["arithmetic"]["json_schema"]["properties"]["rows"]
    assert (rows["minimum"], rows["default"]) == (1, 10_000) and rows["maximum"] >= 10**6
    assert "MIT" in listed["starter-text"]["licence"]
    [first, *_] = listed["problems"]["examples"]
    assert check_answer(first, first["conversations"][1]["content"])


def test_options_can_be_tried_before_rows_are_made(client: TestClient) -> None:
    url = "/api/generators/arithmetic/examples"
    answer = client.post(url, json={"options": {"form": "preferences", "language": "zh"}}).json()
    assert answer["kind"] == "preferences"
    assert all("problem" in row and row["chosen"] != row["rejected"] for row in answer["rows"])
    refused = client.post(url, json={"options": {"digits": 0}})
    assert (refused.status_code, refused.json()["error"]["param"]) == (422, "options.digits")
    assert client.post("/api/generators/none/examples", json={}).status_code == 404


def test_a_generated_dataset_is_a_task(client: TestClient, studio: Studio) -> None:
    body = {"generator": "logic", "name": "thinking", "options": {"rows": 50}}
    answer = client.post("/api/datasets/generate", json=body)
    assert answer.status_code == 202, answer.text
    task = answer.json()
    assert (task["kind"], task["state"], task["title"]) == ("generate", "queued", "Make thinking")
    # Defaults are written down: they may change, what was asked for may not.
    assert task["request"]["options"]["form"] == "reason"
    with studio.database.session() as session:
        request = resolve(session, studio.settings, tasks.get(session, task["id"]))
    assert set(request) == {"kind", "generator", "options"}


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"generator": "nothing", "name": "a"}, "generator"),
        ({"generator": "logic", "name": "a/b"}, "name"),
        ({"generator": "logic", "name": "a", "options": {"rows": 10**9}}, "options.rows"),
        ({"generator": "logic", "name": "a", "options": {"path": "/etc"}}, "options.path"),
        ({"generator": "logic", "name": "a", "more": 1}, "more"),
    ],
)
def test_a_wrong_wish_names_its_field(client: TestClient, body: Any, field: str) -> None:
    answer = client.post("/api/datasets/generate", json=body)
    assert (answer.status_code, answer.json()["error"]["param"]) == (422, field)
    assert client.get("/api/tasks", params={"kind": "generate"}).json() == []


def test_a_mixture_is_a_task_over_the_files_of_its_parts(
    client: TestClient, studio: Studio
) -> None:
    first, second = store(client, "poems"), store(client, "letters")
    parts = [{"dataset": first, "weight": 3}, {"dataset": second, "weight": 1}]
    body = {"name": "both", "parts": parts, "seed": 5, "side": "train", "fraction": 0.1}
    answer = client.post("/api/datasets/mix", json=body, headers={"Idempotency-Key": "m"})
    assert answer.status_code == 202, answer.text
    task = answer.json()
    again = client.post("/api/datasets/mix", json=body, headers={"Idempotency-Key": "m"})
    assert again.json()["id"] == task["id"]
    assert [part["dataset"] for part in task["request"]["parts"]] == [first, second]
    assert studio.settings.data_dir.as_posix() not in answer.text
    with studio.database.session() as session:
        request = resolve(session, studio.settings, tasks.get(session, task["id"]))
    read = MixtureRequest.model_validate(request)
    assert [part.name for part in read.parts] == ["poems", "letters"]
    assert read.parts[0].path == studio.settings.dataset_path(first)
    assert (read.seed, read.side, read.fraction, read.row_kind) == (5, "train", 0.1, "text")
    # What it reads stays until it is done.
    assert client.delete(f"/api/datasets/{first}").status_code == 409


def test_mixtures_that_cannot_be_are_refused(client: TestClient, studio: Studio) -> None:
    text, other = store(client, "poems"), store(client, "letters")
    talk = store(client, "talk", "conversations")
    broken = store(client, "broken")
    with studio.database.transaction() as session:
        found = session.get(Dataset, broken)
        assert found is not None
        found.errors = 3

    def refusal(parts: list[Any], **more: Any) -> tuple[int, str, str]:
        answer = client.post("/api/datasets/mix", json={"name": "m", "parts": parts, **more})
        error = answer.json()["error"]
        return answer.status_code, error["param"], error["message"]

    assert refusal([])[:2] == (422, "parts")
    assert refusal([{"dataset": text}] * 51)[:2] == (422, "parts")
    assert refusal([{"dataset": text}, {"dataset": "ds-none"}])[:2] == (422, "parts.1.dataset")
    assert refusal([{"dataset": text}, {"dataset": text}])[2] == "'poems' is named twice."
    assert refusal([{"dataset": text}, {"dataset": talk}]) == (
        422, "parts.1.dataset", "'talk' holds conversations, 'poems' text.",
    )  # fmt: skip
    status, field, message = refusal([{"dataset": other}, {"dataset": broken}])
    assert (status, field) == (409, "parts.1.dataset") and "3 rows" in message
    assert refusal([{"dataset": text, "weight": -1}])[:2] == (422, "parts.0.weight")
    assert refusal([{"dataset": text, "weight": 1e9}])[:2] == (422, "parts.0.weight")
    assert refusal([{"dataset": text}], total=5)[:2] == (422, "total")
    assert refusal([{"dataset": text}], side="left")[:2] == (422, "side")
    assert refusal([{"dataset": text}], fraction=1)[:2] == (422, "fraction")
    assert client.get("/api/tasks", params={"kind": "mixture"}).json() == []
