"""Stop, pause, resume and retry over REST."""

from __future__ import annotations

from typing import Any

import pytest
from starlette.testclient import TestClient

from backend.core import jobs
from minimind.spec.events import Finished
from tests.backend.api.studio import Studio, started


@pytest.fixture
def running(studio: Studio) -> tuple[str, int]:
    studio.add_node()
    studio.add_job()
    job_id, attempt = studio.claim()
    studio.report(job_id, attempt, started())
    return job_id, attempt


def post(client: TestClient, job_id: str, action: str, body: Any = None) -> Any:
    return client.post(f"/api/jobs/{job_id}/{action}", json=body)


def test_pause_and_resume(client: TestClient, studio: Studio, running: tuple[str, int]) -> None:
    job_id, attempt = running
    answer = post(client, job_id, "pause")
    assert (answer.status_code, answer.json()["status"]) == (202, "pausing")
    with studio.database.transaction() as session:
        ending = Finished(time=1.0, reason="paused", step=7)
        jobs.finish(session, jobs.get(session, job_id), attempt, ending)
    detail = client.get(f"/api/jobs/{job_id}").json()
    assert (detail["job"]["status"], detail["attempts"][0]["reason"]) == (
        "paused",
        "Paused at step 7.",
    )
    answer = post(client, job_id, "resume", {"changes": {"processes": 2}})
    assert (answer.status_code, answer.json()["status"]) == (202, "queued")
    [change] = answer.json()["adjustments"]
    assert (change["field"], change["old"], change["new"]) == ("processes", 1, 2)


def test_a_forced_stop_needs_a_word_and_a_gentle_one_none(
    client: TestClient, running: tuple[str, int]
) -> None:
    job_id, _ = running
    assert client.post(f"/api/jobs/{job_id}/stop").json()["force"] is False
    assert post(client, job_id, "stop", {"force": True}).json()["force"] is True


def test_what_cannot_be_is_refused_with_the_present_state(
    client: TestClient, running: tuple[str, int]
) -> None:
    job_id, _ = running
    for action in ("resume", "retry"):
        answer = post(client, job_id, action)
        assert answer.status_code == 409
        assert "running" in answer.json()["error"]["message"]
    for body in ({"force": "perhaps"}, {"forced": True}, [], "stop"):
        assert post(client, job_id, "stop", body).status_code == 422
    assert post(client, "job-nosuchjob000", "pause").status_code == 404


def test_a_retry_with_changes(client: TestClient, studio: Studio, running: tuple[str, int]) -> None:
    job_id, attempt = running
    with studio.database.transaction() as session:
        ending = jobs.Failure("diverged", "The loss is no number.")
        jobs.finish(session, jobs.get(session, job_id), attempt, ending)
    refused = post(client, job_id, "retry", {"changes": {"recipe": {"micro_batch": 0}}})
    assert (refused.status_code, refused.json()["error"]["param"]) == (
        422,
        "changes.recipe.micro_batch",
    )
    answer = post(client, job_id, "retry", {"changes": {"recipe": {"learning_rate": 1e-4}}})
    assert answer.json()["status"] == "queued"
    assert answer.json()["adjustments"][0]["new"] == 1e-4


def test_jobs_come_in_pages(client: TestClient, studio: Studio) -> None:
    submitted = [studio.add_job().id for _ in range(3)][::-1]
    first = client.get("/api/jobs?limit=2").json()
    assert first["next"] == submitted[1]
    rest = client.get(f"/api/jobs?limit=2&before={first['next']}").json()
    assert [job["id"] for job in first["jobs"] + rest["jobs"]] == submitted
    assert rest["next"] is None
    assert client.get("/api/jobs?before=job-nosuchjob000").status_code == 404
    assert client.get("/api/jobs?kind=probe").json()["jobs"] == []
