"""Clones, pipelines and sweeps over REST."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from tests.backend.api.studio import (
    CHAT_ROWS,
    PAIR_ROWS,
    Studio,
    checkpoint,
    metric,
    started,
    validation,
)


@pytest.fixture
def data(studio: Studio) -> dict[str, str]:
    """A dataset for each stage."""
    chats, pairs = studio.add_dataset(CHAT_ROWS).id, studio.add_dataset(PAIR_ROWS).id
    text = studio.add_dataset().id
    return {"pretrain": text, "sft": chats, "lora": chats, "reason": chats, "dpo": pairs}


def job(data: dict[str, str], stage: str, **changes: Any) -> dict[str, Any]:
    return {"stage": stage, "model": "nano", "dataset": data[stage], **changes}


def row(data: dict[str, str], *stages: str) -> dict[str, Any]:
    return {"name": "row", "stages": [{"key": s, "job": job(data, s)} for s in stages]}


def train(studio: Studio, *, loss: float = 4.5) -> str:
    """The next job runs to its end. Returns its id."""
    job_id, attempt = studio.claim()
    last = checkpoint(3 + attempt, final=True).model_copy(update={"validation_loss": loss})
    studio.report(job_id, attempt, started(), metric(3), last, validation(3, loss))
    studio.finish(job_id, attempt)
    return job_id


def refused(answer: Any, status: int, param: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert error["param"] == param
    return error


def test_a_clone_with_changes(client: TestClient, data: dict[str, str]) -> None:
    body = job(data, "pretrain", name="first", recipe={"epochs": 3, "seed": 5}, priority=2)
    first = client.post("/api/jobs", json=body).json()
    spec = client.get(f"/api/jobs/{first['id']}/spec").json()
    assert {key: spec[key] for key in body} == body
    again = client.post("/api/jobs", json=spec)  # as it would be submitted again
    assert again.status_code == 201 and again.json()["recipe"] == first["recipe"]
    changes = {"recipe": {"seed": None, "micro_batch": 4}, "gpus": 0}
    key = {"Idempotency-Key": "c1"}
    path = f"/api/jobs/{first['id']}/clone"
    made = client.post(path, json={"changes": changes}, headers=key)
    assert made.status_code == 201
    answer = made.json()
    assert answer["cloned_from"] == first["id"] and answer["id"] != first["id"]
    seen = [answer["recipe"][name] for name in ("epochs", "seed", "micro_batch")]
    assert seen == [3, 1337, 4]
    repeated = client.post(path, json={"changes": changes}, headers=key)
    assert repeated.status_code == 200 and repeated.json()["id"] == answer["id"]
    assert client.post(path, json={}, headers=key).status_code == 409
    assert client.post(path).json()["recipe"] == first["recipe"]  # no body: the same once more
    refused(client.post(path, json={"changes": {"gpus": -1}}), 422, "changes.gpus")
    refused(client.post(path, json={"changes": 3}), 422, "changes")
    refused(client.post(path, json={"change": {}}), 422, "change")
    assert client.post("/api/jobs/job-none/clone", json={}).status_code == 404
    assert client.get("/api/jobs/job-none/spec").status_code == 404


def test_a_pipeline_from_its_submission_to_its_end(
    client: TestClient, studio: Studio, data: dict[str, str]
) -> None:
    studio.add_node()
    body = row(data, "pretrain", "sft", "lora")
    body["stages"].append({"key": "other", "after": "sft", "job": job(data, "lora")})
    key = {"Idempotency-Key": "p1"}
    made = client.post("/api/pipelines", json=body, headers=key)
    assert made.status_code == 201
    pipeline = made.json()
    assert pipeline["status"] == "queued"
    assert pipeline["progress"] == {"done": 0, "total": 4, "fraction": 0.0}
    edges = {stage["key"]: stage["after"] for stage in pipeline["stages"]}
    assert edges == {"pretrain": None, "sft": "pretrain", "lora": "sft", "other": "sft"}
    jobs = {stage["key"]: stage["job"] for stage in pipeline["stages"]}
    assert jobs["other"]["parent"] == {"job_id": jobs["sft"]["id"], "checkpoint_id": None}
    assert all(one["pipeline_id"] == pipeline["id"] for one in jobs.values())
    assert jobs["lora"]["pipeline_key"] == "lora" and jobs["lora"]["name"] == "row: lora"
    repeated = client.post("/api/pipelines", json=body, headers=key)
    assert repeated.status_code == 200 and repeated.json() == pipeline
    assert client.post("/api/pipelines", json={**body, "name": "x"}, headers=key).status_code == 409
    train(studio)
    path = f"/api/pipelines/{pipeline['id']}"
    now = client.get(path).json()
    assert (now["status"], now["progress"]["done"], now["progress"]["fraction"]) == (
        "running", 1, 0.25,
    )  # fmt: skip
    for _ in range(3):
        train(studio)
    assert client.get(path).json()["status"] == "done"
    listed = client.get("/api/pipelines").json()
    assert [one["id"] for one in listed["pipelines"]] == [pipeline["id"]]
    assert listed["last_event_id"] == studio.last_id()
    assert len(client.get("/api/jobs").json()["jobs"]) == 4


def test_stopping_and_retrying_a_pipeline(
    client: TestClient, studio: Studio, data: dict[str, str]
) -> None:
    studio.add_node()
    made = client.post("/api/pipelines", json=row(data, "pretrain", "sft", "dpo")).json()
    path = f"/api/pipelines/{made['id']}"

    def states() -> list[str]:
        return [stage["job"]["status"] for stage in client.get(path).json()["stages"]]

    train(studio)
    assert client.post(f"{path}/pause").json()["status"] == "paused"
    assert client.post(f"{path}/resume").json()["status"] == "running"
    stopped = client.post(f"{path}/stop")
    assert stopped.status_code == 202 and stopped.json()["status"] == "stopped"
    assert states() == ["done", "stopped", "stopped"]
    refused(client.post(f"{path}/stop", json={"force": True}), 409, "status")
    going_on = client.post(f"{path}/retry")
    assert going_on.status_code == 202 and going_on.json()["status"] == "running"
    assert states() == ["done", "queued", "queued"]
    train(studio)
    train(studio)
    refused(client.post(f"{path}/retry", json={}), 409, "from")
    refused(client.post(f"{path}/retry", json={"from": "lora"}), 422, "from")
    assert client.post(f"{path}/retry", json={"from": "sft"}).status_code == 202
    assert states() == ["done", "queued", "queued"]
    job_id, _ = studio.claim()
    error = refused(client.post(f"{path}/retry", json={"from": "sft"}), 409, "status")
    assert "starting" in error["message"] and error["remedy"]
    assert client.get(f"/api/jobs/{job_id}").json()["job"]["attempt"] == 2
    for gone in ("stop", "pause", "resume", "retry"):
        assert client.post(f"/api/pipelines/pipe-none/{gone}").status_code == 404
    assert client.get("/api/pipelines/pipe-none").status_code == 404


@pytest.mark.parametrize(
    ("place", "value", "param"),
    [
        ("after", "sft", "stages.1.after"),  # itself
        ("after", "nothing", "stages.1.after"),
        ("key", "pretrain", "stages.1.key"),
        ("key", "../sft", "stages.1.key"),
        ("parent", "ckpt-none", "stages.1.parent"),
        ("colour", "red", "stages.1.colour"),
    ],
)
def test_a_pipeline_with_a_mistake_queues_nothing(
    client: TestClient, data: dict[str, str], place: str, value: str, param: str
) -> None:
    body = row(data, "pretrain", "sft")
    body["stages"][1][place] = value
    refused(client.post("/api/pipelines", json=body), 422, param)
    assert client.get("/api/jobs").json()["jobs"] == []
    assert client.get("/api/pipelines").json()["pipelines"] == []


def test_a_sweep_from_its_submission_to_its_table(
    client: TestClient, studio: Studio, data: dict[str, str]
) -> None:
    studio.add_node()
    grid = {"learning_rate": [0.01, 0.001], "seed": [1, 2]}
    body = {"name": "rates", "job": job(data, "pretrain"), "grid": grid}
    key = {"Idempotency-Key": "s1"}
    made = client.post("/api/sweeps", json=body, headers=key)
    assert made.status_code == 201
    sweep = made.json()
    assert sweep["fields"] == ["learning_rate", "seed"] and sweep["counts"] == {"queued": 4}
    repeated = client.post("/api/sweeps", json=body, headers=key)
    assert repeated.status_code == 200 and repeated.json() == sweep
    other = {**body, "grid": {"seed": [1]}}
    assert client.post("/api/sweeps", json=other, headers=key).status_code == 409
    ids = [train(studio, loss=loss) for loss in (4.0, 3.0)]
    path = f"/api/sweeps/{sweep['id']}"
    shown = client.get(path).json()
    assert shown["sweep"]["counts"] == {"done": 2, "queued": 2}
    assert shown["sweep"]["status"] == "running"
    assert shown["last_event_id"] == studio.last_id()
    table = shown["results"]
    assert [(one["rank"], one["job_id"]) for one in table[:2]] == [(1, ids[1]), (2, ids[0])]
    assert table[0]["values"] == {"learning_rate": 0.01, "seed": 2}
    assert table[0]["best_validation_loss"] == table[0]["validation_loss"] == 3.0
    assert (table[0]["step"], table[0]["seconds"]) == (3, 1.5)
    final = client.get(f"/api/jobs/{ids[1]}").json()["job"]["final_checkpoint_id"]
    assert table[0]["final_checkpoint_id"] == table[0]["best_checkpoint_id"] == final
    assert [one["rank"] for one in table[2:]] == [None, None]
    text = client.get(f"{path}/results.csv")
    assert text.headers["content-type"].startswith("text/csv")
    assert sweep["id"] in text.headers["content-disposition"]
    lines = text.text.splitlines()
    assert lines[0].startswith("rank,job,name,learning_rate,seed,status,best_validation_loss")
    assert lines[1].startswith(f'1,{ids[1]},"rates: learning_rate=0.01, seed=2",0.01,2,done,3.0')
    assert len(lines) == 5
    listed = client.get("/api/sweeps").json()["sweeps"]
    assert [one["id"] for one in listed] == [sweep["id"]]
    paused = client.post(f"{path}/pause")
    assert paused.status_code == 202 and paused.json()["status"] == "paused"
    assert client.get("/api/jobs?status=queued").json()["jobs"][0]["held"]
    assert client.post(f"{path}/resume").json()["status"] == "running"
    refused(client.post(f"{path}/resume"), 409, "status")
    stopped = client.post(f"{path}/stop")
    assert stopped.status_code == 202 and stopped.json()["counts"] == {"done": 2, "stopped": 2}
    refused(client.post(f"{path}/stop"), 409, "status")


@pytest.mark.parametrize(
    ("changes", "param"),
    [
        ({"grid": {"learning_rate": [0.1, 0.2, 7]}}, "grid.learning_rate.2"),
        ({"grid": {"seed": list(range(1001))}}, "grid"),
        ({"list": [{"seed": 1}, {"seed": "x"}]}, "list.1.seed"),
        ({"list": 3}, "list"),
        ({"members": [{}]}, "members"),  # its name inside
        ({"grid": {"seed": 3}}, "grid.seed"),
    ],
)
def test_a_sweep_with_a_mistake_queues_nothing(
    client: TestClient, data: dict[str, str], changes: dict[str, Any], param: str
) -> None:
    body = {"job": job(data, "pretrain"), **changes}
    refused(client.post("/api/sweeps", json=body), 422, param)
    assert client.get("/api/jobs").json()["jobs"] == []
    assert client.get("/api/sweeps").json()["sweeps"] == []


def test_the_documents_examples_are_taken(
    app: FastAPI, client: TestClient, studio: Studio, data: dict[str, str]
) -> None:
    """With the datasets and parents that are there in place of the made-up ones."""
    studio.add_node()
    parent = client.post("/api/jobs", json=job(data, "pretrain")).json()["id"]
    train(studio)
    tuned = client.post("/api/jobs", json=job(data, "sft", parent=parent)).json()["id"]
    ready = client.get(f"/api/jobs/{train(studio)}").json()["job"]["final_checkpoint_id"]
    start = client.get(f"/api/jobs/{parent}").json()["job"]["final_checkpoint_id"]

    def fitting(spec: dict[str, Any]) -> dict[str, Any]:
        return {**spec, "dataset": data[spec["stage"]]}

    paths = app.openapi()["paths"]

    def examples(path: str) -> list[Any]:
        body = paths[path]["post"]["requestBody"]["content"]["application/json"]
        return [example["value"] for example in body["examples"].values()]

    for value in examples("/api/pipelines"):
        stages = [{**stage, "job": fitting(stage["job"])} for stage in value["stages"]]
        for stage in stages:
            stage |= {"parent": start} if "parent" in stage else {}
        answer = client.post("/api/pipelines", json={**value, "stages": stages})
        assert answer.status_code == 201, answer.text
    for value in examples("/api/sweeps"):
        shared = {**fitting(value["job"]), "parent": ready}
        answer = client.post("/api/sweeps", json={**value, "job": shared})
        assert answer.status_code == 201, answer.text
    for value in examples("/api/jobs/{job_id}/clone"):
        changes = {**value.get("changes", {}), "gpus": 0}
        answer = client.post(f"/api/jobs/{tuned}/clone", json={"changes": changes})
        assert answer.status_code == 201, answer.text
