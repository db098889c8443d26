"""Jobs and checkpoints deleted over REST."""

from __future__ import annotations

from fastapi.testclient import TestClient

from backend.core import ingest
from minimind.spec.events import CheckpointSaved
from tests.backend.api.studio import CHAT_ROWS, Studio, started


def trained(studio: Studio) -> str:
    """A job that is done, with two checkpoints."""
    studio.add_node()
    studio.add_job()
    job_id, attempt = studio.claim()
    saved = [
        CheckpointSaved(
            time=1.0, step=step, name=f"step-{step}", bytes=1, sha256="0" * 64,
            validation_loss=None, final=step == 3,
        )
        for step in (2, 3)
    ]  # fmt: skip
    with studio.database.transaction() as session:
        lines = list(enumerate([started(), *saved]))
        ingest.ingest(session, job_id, attempt, lines, len(lines))
    studio.finish(job_id, attempt)
    return job_id


def test_a_deleted_job_is_gone_from_every_list(client: TestClient, studio: Studio) -> None:
    job_id = trained(studio)
    before = client.get("/api/checkpoints").json()
    assert len(before) == 2
    older = next(each["id"] for each in before if not each["final"])
    assert client.delete(f"/api/checkpoints/{older}").status_code == 204
    assert client.delete(f"/api/checkpoints/{older}").status_code == 404
    assert len(client.get("/api/checkpoints").json()) == 1
    assert client.delete(f"/api/jobs/{job_id}").status_code == 204
    assert client.get(f"/api/jobs/{job_id}").status_code == 404
    assert client.get(f"/api/jobs/{job_id}/log").status_code == 404
    assert client.get("/api/jobs").json()["jobs"] == []
    assert client.get("/api/checkpoints").json() == []
    assert client.get("/v1/models").json()["data"] == []
    assert client.delete(f"/api/jobs/{job_id}").status_code == 404


def test_what_others_descend_from_stays(client: TestClient, studio: Studio) -> None:
    job_id = trained(studio)
    data = studio.add_dataset(CHAT_ROWS).id
    spec = {"stage": "sft", "model": "nano", "dataset": data, "parent": job_id, "name": "heir"}
    heir = client.post("/api/jobs", json=spec).json()["id"]
    refused = client.delete(f"/api/jobs/{job_id}")
    assert refused.status_code == 409
    assert heir in refused.json()["error"]["message"]
    waiting = client.delete(f"/api/jobs/{heir}")
    assert (waiting.status_code, waiting.json()["error"]["code"]) == (409, "illegal_transition")


def test_a_stranger_deletes_nothing(stranger: TestClient) -> None:
    assert stranger.delete("/api/jobs/job-x").status_code == 401
    assert stranger.delete("/api/checkpoints/ckpt-x").status_code == 401
