"""Jobs over REST: submitted once, listed, watched, stopped."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.backend.api.studio import (
    CHAT_ROWS,
    Studio,
    checkpoint,
    metric,
    sample,
    started,
    validation,
)


def pretrain(studio: Studio, **fields: Any) -> dict[str, Any]:
    return {"stage": "pretrain", "model": "nano", "dataset": studio.add_dataset().id, **fields}


def test_a_job_is_stored_whole_and_queued(client: TestClient, studio: Studio) -> None:
    body = pretrain(studio, name="first", preset="starter-pretrain", recipe={"epochs": 3})
    answer = client.post("/api/jobs", json=body)
    assert answer.status_code == 201
    job = answer.json()
    assert job["status"] == "queued" and job["attempt"] == 0 and job["name"] == "first"
    assert job["dataset"] == {"id": body["dataset"], "name": "words"}
    assert job["recipe"]["epochs"] == 3  # the user's
    assert job["recipe"]["seq_len"] == 128  # the preset's
    assert job["recipe"]["grad_clip"] == 1.0  # the stage's
    assert job["preset"] == "starter-pretrain" and job["parent"] is None
    assert job["created_at"].endswith(("Z", "+00:00"))
    detail = client.get(f"/api/jobs/{job['id']}").json()
    assert detail["job"] == job
    assert detail["attempts"] == [] and detail["checkpoints"] == []
    assert detail["curve"]["training"]["step"] == []
    listed = client.get("/api/jobs").json()
    assert listed["jobs"] == [job]
    assert listed["last_event_id"] == detail["last_event_id"] > 0


def test_the_same_key_gives_the_same_job(client: TestClient, studio: Studio) -> None:
    body, key = pretrain(studio), {"Idempotency-Key": "monday"}
    first = client.post("/api/jobs", json=body, headers=key)
    again = client.post("/api/jobs", json=body, headers=key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.json() == first.json()
    other = client.post("/api/jobs", json={**body, "name": "other"}, headers=key)
    assert other.status_code == 409
    assert other.json()["error"]["remedy"]
    assert len(client.get("/api/jobs").json()["jobs"]) == 1


def test_a_pipeline_of_two_jobs(client: TestClient, studio: Studio) -> None:
    first = client.post("/api/jobs", json=pretrain(studio)).json()
    rows = studio.add_dataset(CHAT_ROWS, "chats")
    body = {"stage": "sft", "model": "nano", "dataset": rows.id, "parent": first["id"]}
    second = client.post("/api/jobs", json=body)
    assert second.status_code == 201
    assert second.json()["parent"] == {"job_id": first["id"], "checkpoint_id": None}
    assert first["id"] in second.json()["reason"]


def test_what_a_run_reports_is_shown(client: TestClient, studio: Studio) -> None:
    studio.add_node()
    studio.add_job()
    job_id, attempt = studio.claim()
    studio.report(job_id, attempt, started(), validation(0), metric(1), metric(2, loss=None))
    last = checkpoint(3, final=True, removed=("step-2",))
    studio.report(job_id, attempt, checkpoint(2), sample(2), metric(3), last)
    studio.report(job_id, attempt, validation(3, 4.5))
    studio.finish(job_id, attempt)
    detail = client.get(f"/api/jobs/{job_id}").json()
    job = detail["job"]
    assert job["status"] == "done" and job["node"] == "box-a"
    assert job["progress"]["step"] == 3 and job["progress"]["total_steps"] == 100
    assert job["progress"]["validation_loss"] == 4.5
    assert job["baseline"]["unigram_entropy"] == 6.5
    assert [c["step"] for c in detail["checkpoints"]] == [3]  # the other was removed
    assert job["final_checkpoint_id"] == detail["checkpoints"][0]["id"]
    assert detail["checkpoints"] == client.get(f"/api/checkpoints?job={job_id}").json()
    written = {"step": 2, "prompt": "Who?", "text": "Me, after 2.", "tokens": 3}
    assert detail["samples"] == [{"job_id": job_id, "attempt": 1, **written}]
    [run] = detail["attempts"]
    assert run["number"] == 1 and run["outcome"] == "done" and run["start_step"] == 0
    metrics = client.get(f"/api/jobs/{job_id}/metrics").json()
    assert metrics["training"]["step"] == [1, 2, 3]
    assert metrics["training"]["loss"] == [5.0, None, 5.0]
    assert metrics["validation"]["step"] == [0, 3]
    assert metrics["validation"]["loss"] == [5.5, 4.5]
    assert metrics["unigram_entropy"] == 6.5
    assert {key: metrics[key] for key in detail["curve"]} == detail["curve"]


def test_a_long_curve_is_thinned_without_losing_its_spike(
    client: TestClient, studio: Studio
) -> None:
    studio.add_node()
    studio.add_job()
    job_id, attempt = studio.claim()
    steps = [metric(step, 50.0 if step == 777 else 5.0) for step in range(1, 2001)]
    studio.report(job_id, attempt, started(2000), *steps)
    training = client.get(f"/api/jobs/{job_id}/metrics?points=100").json()["training"]
    assert len(training["step"]) <= 100
    assert training["step"][0] == 1 and training["step"][-1] == 2000
    assert training["loss"][training["step"].index(777)] == 50.0
    part = f"/api/jobs/{job_id}/metrics?points=100&from_step=701&to_step=780"
    assert client.get(part).json()["training"]["step"] == list(range(701, 781))


def test_stopping(client: TestClient, studio: Studio) -> None:
    studio.add_node()
    studio.add_job()
    job_id, _ = studio.claim()
    waiting = studio.add_job()
    stopped = client.post(f"/api/jobs/{waiting.id}/stop")
    assert stopped.status_code == 202 and stopped.json()["status"] == "stopped"
    running = client.post(f"/api/jobs/{job_id}/stop")
    assert running.status_code == 202 and running.json()["status"] == "stopping"
    assert client.post(f"/api/jobs/{job_id}/stop").status_code == 202  # asking twice is fine
    ended = client.post(f"/api/jobs/{waiting.id}/stop")
    assert ended.status_code == 409
    assert "stopped" in ended.json()["error"]["message"]


def test_listing_by_status_and_number(client: TestClient, studio: Studio) -> None:
    jobs = [studio.add_job(name=f"job {i}") for i in range(3)]
    client.post(f"/api/jobs/{jobs[0].id}/stop")
    queued = client.get("/api/jobs?status=queued").json()["jobs"]
    assert [job["name"] for job in queued] == ["job 2", "job 1"]
    both = client.get("/api/jobs?status=queued&status=stopped").json()["jobs"]
    assert len(both) == 3
    assert [job["name"] for job in client.get("/api/jobs?limit=1").json()["jobs"]] == ["job 2"]


def test_presets_give_the_form_everything(client: TestClient) -> None:
    presets = client.get("/api/presets").json()
    stages = {stage["name"]: stage for stage in presets["stages"]}
    assert set(stages) >= {"pretrain", "sft"}
    assert stages["sft"]["parent"] == "required"
    schema = stages["sft"]["recipe_schema"]
    assert schema["properties"]["learning_rate"]["title"] == "Learning rate"
    assert stages["sft"]["defaults"]["learning_rate"] == 1e-5
    sizes = {size["name"]: size["parameters"] for size in presets["models"]}
    assert sizes["small"] == 25_829_888
    starter = next(p for p in presets["presets"] if p["name"] == "starter-sft")
    assert set(starter["recipe"]) == set(stages["sft"]["defaults"])


def test_nodes_with_their_gpus(client: TestClient, studio: Studio) -> None:
    assert client.get("/api/nodes").json() == []
    studio.add_node(gpus=2)
    [node] = client.get("/api/nodes").json()
    assert node["name"] == "box-a" and node["alive"] and len(node["gpus"]) == 2


def log_of(client: TestClient, job_id: str, **query: Any) -> dict[str, Any]:
    answer = client.get(f"/api/jobs/{job_id}/log", params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize("limit", [16, 17, 18, 19, 64])
def test_a_log_read_in_pieces_is_the_log(client: TestClient, studio: Studio, limit: int) -> None:
    studio.add_node()
    studio.add_job()
    job_id, attempt = studio.claim()
    empty = log_of(client, job_id)
    assert empty == {"text": "", "start": 0, "end": 0, "size": 0, "attempt": attempt}
    text = "step 1 损失 5.0\n🙂 déjà vu\n" * 7
    folder = studio.settings.run_dir(job_id)
    folder.mkdir(parents=True)
    (folder / f"log-{attempt}.txt").write_bytes(text.encode())
    whole, start = "", 0
    while start < len(text.encode()):
        page = log_of(client, job_id, start=start, limit=limit)
        assert page["start"] == start and 0 < page["end"] - start <= limit
        whole, start = whole + page["text"], page["end"]
    assert whole == text
    tail = log_of(client, job_id, limit=limit)
    assert text.endswith(tail["text"]) and tail["text"]
    assert tail["end"] == tail["size"] == len(text.encode())
    beyond = log_of(client, job_id, start=10**9)
    assert beyond["text"] == "" and beyond["start"] == beyond["end"] == tail["size"]


def test_a_log_is_read_from_run_folders_only(client: TestClient, studio: Studio) -> None:
    """The id becomes part of a path, so it must be a job's."""
    (studio.settings.data_dir / "log-1.txt").write_text("secret")
    for ident in ("..", "%2e%2e", "."):
        answer = client.get(f"/api/jobs/{ident}/log?attempt=1")
        assert answer.status_code in (404, 405) and "secret" not in answer.text


def test_a_log_with_broken_bytes_is_still_read_to_its_end(
    client: TestClient, studio: Studio
) -> None:
    studio.add_node()
    studio.add_job()
    job_id, attempt = studio.claim()
    folder = studio.settings.run_dir(job_id)
    folder.mkdir(parents=True)
    (folder / f"log-{attempt}.txt").write_bytes(b"ok\xff\xfe" * 20 + b"\xe4\xbd")
    start, rounds = 0, 0
    while (page := log_of(client, job_id, start=start, limit=16))["end"] < page["size"]:
        assert page["end"] > start
        start, rounds = page["end"], rounds + 1
    assert rounds >= 5
