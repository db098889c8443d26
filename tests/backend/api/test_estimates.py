"""Estimates, probes, and what they came to, as a browser sees them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.core import preferences
from backend.core.models import Attempt, Job, Rate
from tests.backend.api.studio import Studio
from tests.backend.core.measured import rate

NANO = {"stage": "pretrain", "model": "nano"}


@pytest.fixture
def spec(studio: Studio) -> dict[str, Any]:
    studio.add_node()
    return {**NANO, "dataset": studio.add_dataset().id, "preset": "starter-pretrain"}


def test_of_a_machine_that_never_trained_only_memory_is_known(
    client: TestClient, spec: dict[str, Any]
) -> None:
    answer = client.post("/api/estimates", json=spec)
    assert answer.status_code == 200, answer.text
    [node] = answer.json()["nodes"]
    assert (node["node"], node["alive"]) == ("box-a", True)
    assert (node["source"], node["seconds"], node["cost"]) == ("unknown", None, None)
    assert "probe" in node["basis"]
    assert node["memory"]["needed"] > 4 * 1_500_000 * 4


def test_what_was_measured_is_used_and_nothing_is_stored(
    client: TestClient, studio: Studio, spec: dict[str, Any]
) -> None:
    with studio.database.transaction() as session:
        session.add(rate(dataset=spec["dataset"], recipe={"seq_len": 128, "micro_batch": 8}))
    body = client.post("/api/estimates", json=spec).json()
    assert body["nodes"][0]["source"] == "measured"
    assert body["nodes"][0]["seconds"] == pytest.approx(sum(body["nodes"][0]["parts"].values()))
    assert body["summary"].startswith("about ")
    assert client.get("/api/jobs").json()["jobs"] == []


def test_prices_are_settings(client: TestClient, studio: Studio, spec: dict[str, Any]) -> None:
    with studio.database.transaction() as session:
        session.add(rate(dataset=spec["dataset"], recipe={"seq_len": 128, "micro_batch": 8}))
        preferences.write(session, {"node_prices": {"box-a": 36.0}, "currency": "CHF"})
    body = client.post("/api/estimates", json=spec).json()
    [node] = body["nodes"]
    assert node["cost"] == pytest.approx(node["seconds"] / 100)
    assert (body["currency"], f", {node['cost']:.2f} CHF;" in body["summary"]) == ("CHF", True)
    assert client.post("/api/jobs", json=spec).json()["estimate"]["cost"] > 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"stage": "pretran"}, "stage"),
        ({"recipe": {"seq_len": 5}}, "recipe.seq_len"),
        ({"dataset": "ds-nothing"}, "dataset"),
        ({"node": "box-z"}, "node"),
        ({"gpus": 3}, "gpus"),
        ({"parent": "ckpt-nothing"}, "parent"),
    ],
)
@pytest.mark.parametrize("path", ["/api/estimates", "/api/estimates/probe"])
def test_a_mistake_is_refused_as_for_jobs(
    client: TestClient, spec: dict[str, Any], path: str, change: dict[str, Any], field: str
) -> None:
    answer = client.post(path, json={**spec, **change})
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == field


def test_a_probe_is_a_job_that_lists_do_not_show(client: TestClient, spec: dict[str, Any]) -> None:
    answer = client.post("/api/estimates/probe", json={**spec, "name": "mine", "hold": True})
    assert answer.status_code == 201, answer.text
    probe = answer.json()
    assert probe["name"] == "Probe of mine"
    assert client.get("/api/jobs").json()["jobs"] == []
    assert client.get(f"/api/jobs/{probe['id']}").json()["job"]["status"] == "queued"


def test_a_probe_makes_smaller_steps_and_as_many_tokens(
    client: TestClient, spec: dict[str, Any]
) -> None:
    recipe = {"global_batch": 256, "micro_batch": 32, "max_steps": 100, "eval_every": 10}
    body = {**spec, "preset": None, "recipe": recipe}
    probe = client.post("/api/estimates/probe", json=body).json()["recipe"]
    assert {name: probe[name] for name in recipe} == {
        "global_batch": 32, "micro_batch": 32, "max_steps": 800, "eval_every": 80,
    }  # fmt: skip
    assert probe["checkpoint_every"] is None


def test_a_finished_job_is_held_against_its_estimate(
    client: TestClient, studio: Studio, spec: dict[str, Any]
) -> None:
    with studio.database.transaction() as session:
        session.add(rate(dataset=spec["dataset"], recipe={"seq_len": 128, "micro_batch": 8}))
    job = client.post("/api/jobs", json=spec).json()
    assert job["estimate"]["source"] == "measured"
    with studio.database.transaction() as session:
        stored = session.get_one(Job, job["id"])
        stored.status = "done"
        begin, seconds = stored.created_at, job["estimate"]["seconds"]
        for number, share in ((1, 0.5), (2, 0.75)):  # in two attempts, a quarter longer
            session.add(
                Attempt(
                    job_id=stored.id, number=number, node="box-a", started_at=begin,
                    ended_at=begin + share * timedelta(seconds=seconds), lease_until=begin,
                )
            )  # fmt: skip
    accuracy = client.get("/api/estimates/accuracy").json()
    [compared] = accuracy["jobs"]
    assert compared["error"] == pytest.approx(0.25, abs=1e-3)
    assert accuracy["typical_error"] == pytest.approx(0.25, abs=1e-3)
    assert compared["attempts"] == 2


def test_rates_are_listed_by_job(client: TestClient, studio: Studio) -> None:
    with studio.database.transaction() as session:
        session.add_all([rate(job_id="job-a"), rate(job_id="job-b")])
        assert session.query(Rate).count() == 2
    everything = client.get("/api/estimates/rates").json()["rates"]
    assert [each["job_id"] for each in everything] == ["job-b", "job-a"]
    [mine] = client.get("/api/estimates/rates", params={"job_id": "job-a"}).json()["rates"]
    assert mine["tokens_per_s"] == pytest.approx(1000)
    assert mine["validation_seconds"] == pytest.approx(0.5)
