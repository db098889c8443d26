"""Jobs are encoded once, and anew whenever what they are made of changes."""

from __future__ import annotations

from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import select

from backend.api import job_json, views
from backend.api.schemas.jobs import JobDetail, JobInfo, JobList
from backend.core import jobs
from backend.core.models import Checkpoint, Dataset, Job
from tests.backend.api.studio import Studio, checkpoint, metric, validation


def shown(client: TestClient, job_id: str) -> dict[str, Any]:
    (listed,) = client.get("/api/jobs").json()["jobs"]
    assert listed == client.get(f"/api/jobs/{job_id}").json()["job"]
    return listed


def test_every_change_of_what_a_job_shows_is_seen_at_once(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    """Also of what stands in other tables, and of what no event tells."""
    job_id, _ = run
    assert shown(client, job_id)["progress"]["step"] == 0
    studio.report(*run, metric(5), metric(6))
    assert shown(client, job_id)["progress"]["step"] == 6
    with studio.database.transaction() as session:
        job = jobs.get(session, job_id)
        job.name, job.adjustments = (
            "renamed",
            [{"attempt": 1, "field": "gpus", "old": 1, "new": 2, "why": "asked"}],
        )
        session.get_one(Dataset, job.dataset_id).name = "other words"
    job_now = shown(client, job_id)
    assert (job_now["name"], job_now["dataset"]["name"]) == ("renamed", "other words")
    assert job_now["adjustments"][0]["new"] == 2
    studio.report(*run, checkpoint(6, final=True))
    with studio.database.session() as session:
        saved = session.scalars(select(Checkpoint)).one()
    assert shown(client, job_id)["final_checkpoint_id"] == saved.id
    studio.report(*run, checkpoint(7, removed=("step-6",)))
    assert shown(client, job_id)["final_checkpoint_id"] is None


def test_it_is_what_the_models_say(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    """Answers are put together from texts, so compare each with its model."""
    job_id, _ = run
    studio.report(*run, metric(1), metric(2, loss=None), validation(2), checkpoint(2, final=True))
    detail = client.get(f"/api/jobs/{job_id}").content
    assert JobDetail.model_validate_json(detail).model_dump_json().encode() == detail
    listed = client.get("/api/jobs").content
    assert JobList.model_validate_json(listed).model_dump_json().encode() == listed
    with studio.database.session() as session:
        text = job_json.of_ids(session, [job_id])[job_id]
        assert text == views.job_info(session, jobs.get(session, job_id)).model_dump_json().encode()
        assert JobInfo.model_validate_json(text).final_checkpoint_id is not None


def test_unchanged_jobs_are_not_encoded_again(studio: Studio, run: tuple[str, int]) -> None:
    studio.add_job(name="other")
    with studio.database.session() as session:
        first = job_json.of_query(session, select(Job).order_by(Job.id))
    studio.report(*run, metric(3))
    with studio.database.session() as session:
        second = job_json.of_query(session, select(Job).order_by(Job.id.desc()))
    assert list(second) == list(first)[::-1]
    assert {ident for ident in first if first[ident] is not second[ident]} == {run[0]}


def test_it_forgets_the_oldest_ones(studio: Studio, run: tuple[str, int]) -> None:
    """Its memory is bounded, and what it forgot is made again."""
    with studio.database.session() as session:
        text = job_json.of_ids(session, [run[0]])[run[0]]
        for number in range(job_json.MOST):
            job_json.remember(f"job-other{number}", (), b"")
        again = job_json.of_ids(session, [run[0]])[run[0]]
    assert again == text and again is not text
