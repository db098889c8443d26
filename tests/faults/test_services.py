"""Services are killed, restarted, emptied or away: accepted jobs and running ones do not notice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.faults.harness import Studio, uninterrupted_value
from tests.faults.services import Services

pytestmark = pytest.mark.slow


@pytest.fixture
def services(studio: Studio) -> Iterator[Services]:
    services = Services(studio)
    yield services
    services.stop_all()


def test_a_run_and_its_curve_outlive_a_killed_api(studio: Studio, services: Services) -> None:
    services.start("api")
    services.start("worker")  # there is no broker: nobody needs one
    job_id = services.submit(60, hold_at=20)
    studio.wait_step(job_id, 20)
    before = services.get(f"/api/jobs/{job_id}")
    services.kill("api")
    studio.release(job_id)
    studio.wait_status(job_id, "done", "failed")
    services.start("api")
    after = services.get(f"/api/jobs/{job_id}")
    assert (after["job"]["status"], after["job"]["attempt"]) == ("done", 1)
    assert before["curve"]["training"]["step"] == list(range(1, 21))
    assert after["curve"]["training"]["step"] == list(range(1, 61))


def test_a_hundred_jobs_outlive_a_broker_that_is_killed_flushed_and_away(
    studio: Studio, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MINIMIND_FAKE_GPUS", "4")
    services.start("broker")
    services.start("api")
    services.start("worker")
    studio.wait("the node", lambda: services.get("/api/nodes"))
    accepted = [services.submit(gpus=1) for _ in range(30)]
    services.kill("broker")
    services.start("broker")
    accepted += [services.submit(gpus=1) for _ in range(30)]
    services.flush()
    services.kill("broker")
    accepted += [services.submit(gpus=1) for _ in range(40)]
    services.stay_away()
    services.start("broker")
    stored = [job["id"] for job in services.get("/api/jobs?limit=200")["jobs"]]
    assert sorted(stored) == sorted(accepted)
    studio.wait("twenty ends", lambda: len(studio.ids("done")) >= 20)
    # First come, first served: four at a time, so nobody overtook by more than that.
    assert set(accepted[:16]) <= set(studio.ids("done"))
    for job_id in reversed(accepted[40:]):  # from the end, so that none starts meanwhile
        services.post(f"/api/jobs/{job_id}/stop")
    studio.wait("the end of all", lambda: len(studio.ids("done", "stopped")) == 100)


def test_a_machine_whose_every_process_is_killed_at_once_goes_on(
    studio: Studio, services: Services
) -> None:
    for name in ("broker", "api", "worker"):
        services.start(name)
    job_id = services.submit(40, hold_at=25)
    waiting = services.submit(10)
    studio.wait_step(job_id, 25)
    for process in studio.processes(job_id):
        process.suspend()  # so that none has time to see another go
    services.kill("worker", "api", "broker")
    for process in studio.processes(job_id):
        process.kill()
    studio.wait("silence", lambda: not studio.processes(job_id))
    for name in ("broker", "api", "worker"):
        services.start(name)
    studio.release(job_id)
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 2)
    assert studio.final_value(job_id) == uninterrupted_value(40)
    assert studio.wait_status(waiting, "done", "failed").status == "done"


@pytest.mark.postgres
def test_a_run_goes_on_while_postgresql_is_down_and_nothing_is_lost_or_doubled(
    postgres_studio: Studio, request: pytest.FixtureRequest
) -> None:
    studio = postgres_studio
    server = request.getfixturevalue("postgres_server")
    services = Services(studio)
    try:
        services.start("api")
        services.start("worker")
        job_id = services.submit(300, hold_at=3)
        studio.wait_step(job_id, 3)
        server.stop()
        try:
            studio.release(job_id)
            events = studio.run_dir(job_id).events(1)
            studio.wait("the end of the run", lambda: '"type":"finished"' in events.read_text())
            services.stay_away()
        finally:
            server.start()
        job = studio.wait_status(job_id, "done", "failed")
        assert (job.status, job.attempt) == ("done", 1)
        assert studio.steps(job_id) == list(range(1, 301))
        assert services.get(f"/api/jobs/{job_id}")["job"]["status"] == "done"
        assert services.submit(10)  # and the API takes jobs again
    finally:
        services.stop_all()
        for left in studio.ids("queued", "starting", "running"):
            studio.stop(left)
        studio.run_module("worker.shutdown")
