"""The life of a dataset over REST: its report, its file, what depends on it, its end."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.core import dataset_uses, datasets, deletion, jobs, task_queue, tasks
from backend.core.ids import now
from backend.core.models import Dataset, DatasetSource, Job
from tests.backend.api.studio import TEXT_ROWS, Studio, checkpoint
from tests.backend.api.test_dataset_tasks import put_report


def add_cleaned(studio: Studio, source: str, name: str = "clean words") -> Dataset:
    """A dataset that was made from another."""
    made = studio.add_dataset(b'{"text": "clean"}\n', name)
    with studio.database.transaction() as session:
        session.add(DatasetSource(dataset_id=made.id, source_id=source))
    return made


def make_faulty(studio: Studio, dataset_id: str) -> None:
    with studio.database.transaction() as session:
        datasets.get(session, dataset_id).errors = 1


def submit(client: TestClient, dataset_id: str) -> Any:
    body = {"stage": "pretrain", "model": "nano", "dataset": dataset_id}
    return client.post("/api/jobs", json=body)


def test_a_plain_upload_is_checked_afterwards(client: TestClient, studio: Studio) -> None:
    dataset = client.post("/api/datasets?name=words", content=TEXT_ROWS).json()
    assert dataset["origin"] == {"how": "upload"}
    assert (dataset["checked"], dataset["ready"], dataset["warnings"]) == (False, True, None)
    [check] = client.get(f"/api/tasks?dataset={dataset['id']}").json()
    assert check["kind"] == "check"
    client.post("/api/datasets?name=again", content=TEXT_ROWS)
    assert len(client.get("/api/tasks").json()) == 1


def test_a_body_that_should_come_in_pieces_is_refused(
    client: TestClient, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.api.uploads.MAX_BYTES", 20)
    monkeypatch.setattr("backend.api.routers.datasets.MAX_BYTES", 20)
    for content in (TEXT_ROWS, iter([TEXT_ROWS])):  # announced, and not
        answer = client.post("/api/datasets?name=words", content=content)
        assert answer.status_code == 413
        assert "/api/uploads" in answer.json()["error"]["remedy"]
    assert list(studio.settings.datasets_dir.iterdir()) == []


def test_a_report_is_shown_once_there_is_one(client: TestClient, studio: Studio) -> None:
    dataset = studio.add_dataset()
    address = f"/api/datasets/{dataset.id}/report"
    answer = client.get(address)
    assert answer.status_code == 404 and "/check" in answer.json()["error"]["remedy"]
    report = put_report(studio, dataset.id, "duplicate")
    assert client.get(address).json() == report
    (studio.settings.dataset_notes(dataset.id) / "report.json").write_text("{torn")
    assert client.get(address).status_code == 404


def test_jobs_refuse_a_faulty_dataset_and_name_its_cleaned_copy(
    client: TestClient, studio: Studio
) -> None:
    dataset = studio.add_dataset()
    make_faulty(studio, dataset.id)
    assert client.get(f"/api/datasets/{dataset.id}").json()["ready"] is False
    error = submit(client, dataset.id).json()["error"]
    assert error["param"] == "dataset" and f"/api/datasets/{dataset.id}/clean" in error["remedy"]
    copy = add_cleaned(studio, dataset.id)
    assert copy.id in submit(client, dataset.id).json()["error"]["remedy"]
    assert submit(client, copy.id).status_code == 201


def test_a_dataset_gets_another_name(client: TestClient, studio: Studio) -> None:
    address = f"/api/datasets/{studio.add_dataset().id}"
    assert client.patch(address, json={"name": "old words"}).json()["name"] == "old words"
    assert client.get(address).json()["name"] == "old words"
    for name in ("../x", "", "a\nb"):
        answer = client.patch(address, json={"name": name})
        assert (answer.status_code, answer.json()["error"]["param"]) == (422, "name")
    assert client.patch(address, json={"kind": "text"}).status_code == 422


def test_a_dataset_is_downloaded_whole_and_from_where_it_was_cut_off(
    client: TestClient, studio: Studio
) -> None:
    dataset = studio.add_dataset(name="诗 words")
    address = f"/api/datasets/{dataset.id}/file"
    whole = client.get(address)
    assert whole.content == TEXT_ROWS
    assert whole.headers["content-disposition"].startswith("attachment; filename*=utf-8''")
    assert whole.headers["etag"] == f'"{dataset.sha256}"'
    assert whole.headers["content-type"] == "application/jsonl"
    part = client.get(address, headers={"Range": "bytes=5-"})
    assert (part.status_code, part.content) == (206, TEXT_ROWS[5:])
    assert client.get(address, headers={"Range": "bytes=-4"}).content == TEXT_ROWS[-4:]
    other = {"Range": "bytes=5-", "If-Range": '"another"'}
    assert client.get(address, headers=other).content == TEXT_ROWS
    for odd in ("bytes=5-2", "bytes=0-1,3-4", "rows=1-2", "bytes=x-"):
        answer = client.get(address, headers={"Range": odd})
        assert (answer.status_code, answer.content) == (200, TEXT_ROWS), odd
    beyond = client.get(address, headers={"Range": f"bytes={len(TEXT_ROWS)}-"})
    assert beyond.status_code == 416
    assert beyond.json()["error"]["code"] == "range_not_satisfiable"
    assert beyond.headers["content-range"] == f"bytes */{len(TEXT_ROWS)}"


def test_what_depends_on_a_dataset_is_named_and_keeps_it(
    client: TestClient, studio: Studio
) -> None:
    dataset = studio.add_dataset()
    address = f"/api/datasets/{dataset.id}"
    job = submit(client, dataset.id).json()
    copy = add_cleaned(studio, dataset.id)
    task = client.post(f"{address}/check").json()
    uses = client.get(f"{address}/uses").json()
    assert [use["id"] for use in uses["jobs"]] == [job["id"]]
    assert [use["id"] for use in uses["datasets"]] == [copy.id]
    assert [use["id"] for use in uses["tasks"]] == [task["id"]]
    [source] = client.get(f"/api/datasets/{copy.id}/uses").json()["sources"]
    assert source == {"id": dataset.id, "name": "words"}

    def refusal() -> str:
        answer = client.delete(address)
        assert answer.status_code == 409, answer.text
        return answer.json()["error"]["message"]

    for named in (job["id"], copy.id, task["id"]):
        assert named in refusal()
    client.post(f"/api/tasks/{task['id']}/cancel")
    assert client.delete(f"/api/datasets/{copy.id}").status_code == 204
    assert refusal() == f"'words' is needed by job '{job['name']}' ({job['id']})."
    client.post(f"/api/jobs/{job['id']}/stop")
    client.delete(f"/api/jobs/{job['id']}")
    assert client.delete(address).status_code == 204
    assert client.get(address).status_code == 404
    assert client.get("/api/datasets").json() == []
    assert not studio.settings.dataset_path(dataset.id).exists()


def test_a_deleted_dataset_whose_content_comes_again_is_a_new_one(
    client: TestClient, studio: Studio
) -> None:
    """Also while the rows of a deleted job still name the old one."""
    first = studio.add_dataset()
    put_report(studio, first.id)
    job = submit(client, first.id).json()
    client.post(f"/api/jobs/{job['id']}/stop")
    client.delete(f"/api/jobs/{job['id']}")
    assert client.delete(f"/api/datasets/{first.id}").status_code == 204
    assert list(studio.settings.datasets_dir.iterdir()) == []
    assert submit(client, first.id).status_code == 422
    again = client.post("/api/datasets?name=words", content=TEXT_ROWS)
    assert again.status_code == 201 and again.json()["id"] != first.id
    with studio.database.transaction() as session:
        session.get_one(Job, job["id"]).deleted_at = now() - deletion.TOLD_FOR
        assert deletion.purge(session, job["id"])
    with studio.database.transaction() as session:
        dataset_uses.purge(session)
        assert session.get(Dataset, first.id) is None


def test_a_dataset_that_a_running_task_names_in_its_request_is_kept(
    client: TestClient, studio: Studio
) -> None:
    dataset = studio.add_dataset()
    with studio.database.transaction() as session:
        parts = {"parts": [{"dataset": dataset.id, "weight": 1}]}
        task = tasks.create(session, "mixture", "Mix", parts)
        task_queue.claim(session, "box-a", "heavy", 1)
    answer = client.delete(f"/api/datasets/{dataset.id}")
    assert answer.status_code == 409 and task.id in answer.json()["error"]["message"]


def test_a_checkpoint_is_among_the_uses(
    client: TestClient, studio: Studio, run: tuple[str, int]
) -> None:
    studio.report(*run, checkpoint(2))
    with studio.database.session() as session:
        dataset_id = jobs.get(session, run[0]).dataset_id
    [use] = client.get(f"/api/datasets/{dataset_id}/uses").json()["checkpoints"]
    assert (use["job_id"], use["step"]) == (run[0], 2)
