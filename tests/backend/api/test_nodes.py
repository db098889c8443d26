"""Nodes over REST: their GPUs, who uses them, what is wrong with them, how busy all of it was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from backend.core import resources
from backend.core.ids import now
from backend.core.models import Lease, Node, ResourceSample
from tests.backend.api.studio import Studio

ALICE = {"pid": 4242, "name": "python", "user": "alice", "memory_bytes": 8_100_000_000}
IN_USE = "In use by 'python' (pid 4242) of alice, 8.1 GB"
FAULT = {"reason": "Xid 79: it has fallen off the bus.", "xid": 79, "since": "2026-01-31T12:00:00Z"}
USAGE = {
    "cpu": 150.0, "load": 1.5, "memory_used_bytes": 10**9, "memory_bytes": 2 * 10**9,
    "disk_free_bytes": 10**10, "gpus": [{"uuid": "GPU-0", "utilisation": 97, "power_w": 400.5}],
}  # fmt: skip


def add_node(studio: Studio, *gpus: dict[str, Any], usage: dict[str, Any] | None = None) -> None:
    cards = [
        {
            "index": i, "uuid": f"GPU-{i}", "name": "Card", "memory_bytes": 2**34,
            "strangers": [], "trouble": None, "quarantine": None, "missing": False,
            "unusable": None, **changes,
        }
        for i, changes in enumerate(gpus)
    ]  # fmt: skip
    with studio.database.transaction() as session:
        session.add(Node(name="box-a", gpus=cards, cpus=2, usage=usage, address="10.0.0.1"))


def node(client: TestClient) -> dict[str, Any]:
    answer = client.get("/api/nodes/box-a")
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_a_node_with_everything_that_is_known_of_it(client: TestClient, studio: Studio) -> None:
    quarantined = {"quarantine": FAULT, "unusable": FAULT["reason"]}
    add_node(studio, {}, {"strangers": [ALICE], "unusable": IN_USE}, quarantined, usage=USAGE)
    found = node(client)
    assert client.get("/api/nodes").json() == [found]
    assert found["address"] == "10.0.0.1" and found["usage"]["cpu"] == 150.0
    assert found["usage"]["gpus"][0]["utilisation"] == 97
    free, busy, broken = found["gpus"]
    assert free["unusable"] is None and free["job"] is None
    assert busy["unusable"] == IN_USE and busy["strangers"] == [ALICE] and not busy["releasable"]
    assert broken["quarantine"]["xid"] == 79 and broken["releasable"]


def test_which_jobs_run_where(client: TestClient, studio: Studio) -> None:
    add_node(studio, {}, {})
    on_gpu, on_cpu = studio.add_job(name="on a GPU"), studio.add_job(name="on none")
    with studio.database.transaction() as session:
        for resource, job in (("gpu:1", on_gpu), ("cpu:0", on_cpu)):
            session.add(Lease(node="box-a", resource=resource, job_id=job.id, attempt=3))
    found = node(client)
    assert [gpu["job"] and gpu["job"]["name"] for gpu in found["gpus"]] == [None, "on a GPU"]
    expected = {"id": on_cpu.id, "name": "on none", "status": "queued", "attempt": 3}
    assert found["cpu_jobs"] == [expected]


def test_a_gpu_in_quarantine_is_released(client: TestClient, studio: Studio) -> None:
    add_node(studio, {"quarantine": FAULT, "unusable": FAULT["reason"]})
    answer = client.post("/api/nodes/box-a/gpus/0/release")
    assert answer.status_code == 200, answer.text
    assert answer.json() == node(client) | {"heartbeat_at": answer.json()["heartbeat_at"]}
    [gpu] = node(client)["gpus"]
    assert gpu["unusable"] is None and gpu["quarantine"] is None
    assert client.post("/api/nodes/box-a/gpus/0/release").status_code == 409


def test_a_gpu_that_is_not_well_yet_is_not_released(client: TestClient, studio: Studio) -> None:
    lost = {"quarantine": FAULT, "trouble": "The driver does not find it.", "missing": True}
    add_node(studio, lost, {})
    answer = client.post("/api/nodes/box-a/gpus/0/release")
    assert answer.status_code == 409
    assert "The driver does not find it." in answer.json()["error"]["message"]
    assert node(client)["gpus"][0]["quarantine"]
    assert client.delete("/api/nodes/box-a/gpus/1").status_code == 409
    assert client.delete("/api/nodes/box-a/gpus/0").status_code == 200
    assert [gpu["index"] for gpu in node(client)["gpus"]] == [1]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/api/nodes/box-z", 404),
        ("GET", "/api/nodes/box-z/resources", 404),
        ("GET", "/api/jobs/job-z/resources", 404),
        ("POST", "/api/nodes/box-z/gpus/0/release", 404),
        ("POST", "/api/nodes/box-a/gpus/7/release", 404),
        ("POST", "/api/nodes/box-a/gpus/-1/release", 422),
        ("POST", "/api/nodes/box-a/gpus/x/release", 422),
        ("DELETE", "/api/nodes/box-a/gpus/7", 404),
        ("GET", "/api/nodes/%24(reboot)", 422),
        ("GET", "/api/nodes/box-a/resources?points=1", 422),
        ("GET", "/api/nodes/box-a/resources?since=yesterday", 422),
        ("GET", "/api/nodes/box-a/resources?since=2026-01-31T12:00:00", 422),  # of which zone?
    ],
)
def test_what_is_not_there_or_makes_no_sense(
    client: TestClient, studio: Studio, method: str, path: str, status: int
) -> None:
    add_node(studio, {})
    answer = client.request(method, path)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]


def test_a_nodes_usage_as_columns(client: TestClient, studio: Studio) -> None:
    add_node(studio, {})
    assert client.get("/api/nodes/box-a/resources").json()["time"] == []
    moment = now()
    with studio.database.transaction() as session:
        for minutes, cpu in ((90, 10.0), (10, 20.0)):
            data = {**USAGE, "cpu": cpu, "gpus": USAGE["gpus"] if minutes == 10 else []}
            at = moment - timedelta(minutes=minutes)
            session.add(ResourceSample(node="box-a", at=at, data=data))
    whole = client.get("/api/nodes/box-a/resources").json()
    assert whole["cpu"] == [10.0, 20.0] and whole["memory_bytes"] == [2e9, 2e9]
    assert whole["time"][1] - whole["time"][0] == pytest.approx(80 * 60)
    [gpu] = whole["gpus"]
    assert (gpu["index"], gpu["uuid"]) == (0, "GPU-0")
    assert gpu["utilisation"] == [None, 97] and gpu["temperature_c"] == [None, None]
    since = (moment - timedelta(hours=1)).isoformat()
    late = client.get("/api/nodes/box-a/resources", params={"since": since}).json()
    assert late["cpu"] == [20.0]


def test_what_a_job_used_on_each_node(client: TestClient, studio: Studio) -> None:
    add_node(studio, {})
    job = studio.add_job()
    with studio.database.transaction() as session:
        for name in ("box-b", "box-a"):
            data = {"cpu": 99.0, "memory_used_bytes": 5, "processes": 3, "gpus": []}
            resources.add_of_job(session, name, job.id, 1, data)
    found = client.get(f"/api/jobs/{job.id}/resources").json()
    assert found["job_id"] == job.id
    assert [series["node"] for series in found["nodes"]] == ["box-a", "box-b"]
    assert found["nodes"][0]["processes"] == [3] and found["nodes"][0]["cpu"] == [99.0]
    assert client.get("/api/nodes/box-a/resources").json()["time"] == []  # those are the node's own
