"""The queue over REST: its order, why each job waits, what people change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from backend.core.ids import now
from backend.core.models import Node
from tests.backend.api.studio import Studio, metric, started


@pytest.fixture
def three(studio: Studio) -> list[str]:
    """One job runs on the only GPU (ten seconds are left of it), two wait."""
    studio.add_node(gpus=1)
    ids = [studio.add_job(name=name, gpus=1).id for name in ("first", "second", "third")]
    job_id, attempt = studio.claim()
    assert job_id == ids[0]
    told = metric(5).model_copy(update={"time": now().timestamp()})
    studio.report(job_id, attempt, started(), told)
    return ids


def queue(client: TestClient, **parameters: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/queue", params=parameters)
    assert answer.status_code == 200
    return answer.json()["jobs"]


def change(client: TestClient, job_id: str, **body: Any) -> Any:
    return client.patch(f"/api/jobs/{job_id}/queue", json=body)


def test_the_queue_says_who_waits_for_whom_and_how_long(
    client: TestClient, three: list[str]
) -> None:
    second, third = queue(client)
    assert [second["job_id"], third["job_id"]] == three[1:]
    assert [second["place"], third["place"]] == [1, 2]
    assert second["reason"].startswith(
        f"Needs 1 GPU; none is free on box-a until 'first' ({three[0]}) ends, "
    )
    starts = datetime.fromisoformat(second["starts_at"])
    assert timedelta(0) < starts - datetime.now(UTC) <= timedelta(seconds=10)
    assert second["behind"] == [
        {"job_id": three[0], "name": "first", "ends_at": second["starts_at"]}
    ]
    assert (third["reason"], third["starts_at"]) == ("Waits for its turn.", None)
    assert [job["job_id"] for job in queue(client, limit=1, offset=1)] == [three[2]]
    assert client.get("/api/queue", params={"limit": 1}).json()["total"] == 2


def test_words_of_this_moment_need_no_worker(
    client: TestClient, studio: Studio, three: list[str]
) -> None:
    with studio.database.transaction() as session:
        session.execute(update(Node).values(heartbeat_at=now() - timedelta(minutes=3)))
    assert queue(client)[0]["reason"] == "Waits for box-a, which was not heard of for over 2 min."


def test_priority_hold_and_neighbours_change_the_order(
    client: TestClient, studio: Studio, three: list[str]
) -> None:
    def order() -> list[str]:
        return [job["name"] for job in queue(client)]

    _, second, third = three
    before = studio.last_id()
    answer = change(client, third, priority=5)
    assert (answer.status_code, answer.json()["priority"]) == (200, 5)
    assert studio.last_id() > before  # streams hear of it
    assert order() == ["third", "second"]
    assert change(client, second, before=third).json()["priority"] == 5
    assert order() == ["second", "third"]
    assert change(client, second, after=third).status_code == 200
    assert order() == ["third", "second"]
    held = change(client, third, held=True).json()
    assert (held["held"], held["reason"]) == (True, "Held: it starts once somebody releases it.")
    assert queue(client)[0]["held"] is True
    assert change(client, third, held=False).json()["reason"] == "Waits for its turn."


def test_what_is_not_queued_has_no_place(client: TestClient, three: list[str]) -> None:
    running, second, _ = three
    for body in ({"held": True}, {"before": second}):
        answer = change(client, running, **body)
        assert answer.status_code == 409
        assert "is running" in answer.json()["error"]["message"]
    assert change(client, second, after=running).status_code == 409
    assert change(client, running, priority=3).json()["priority"] == 3  # for the next time
    assert client.post(f"/api/jobs/{second}/stop").status_code == 202
    answer = change(client, second, priority=1)
    assert answer.status_code == 409 and "it is stopped" in answer.json()["error"]["message"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "priority"),
        ({"priority": 101}, "priority"),
        ({"priority": -(10**30)}, "priority"),
        ({"priority": "high"}, "priority"),
        ({"before": "job-aaaaaaaaaaaa", "after": "job-aaaaaaaaaaaa"}, "before"),
        ({"before": "job-aaaaaaaaaaaa", "priority": 1}, "priority"),
        ({"after": "job-aaaaaaaaaaaa"}, "after"),
        ({"after": "\u0000"}, "after"),
        ({"position": 0}, "position"),
    ],
)
def test_nonsense_is_refused_with_its_field(
    client: TestClient, three: list[str], body: dict[str, Any], field: str
) -> None:
    answer = change(client, three[1], **body)
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == field
    assert [job["job_id"] for job in queue(client)] == three[1:]


def test_a_job_is_not_its_own_neighbour_and_unknown_ones_are_404(
    client: TestClient, three: list[str]
) -> None:
    assert change(client, three[1], before=three[1]).status_code == 422
    assert change(client, "job-aaaaaaaaaaaa", priority=1).status_code == 404
