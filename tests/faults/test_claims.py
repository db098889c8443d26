"""Wake-ups that come more than once: a job starts once."""

from __future__ import annotations

import threading

from tests.faults.harness import Studio

WAKE_UPS = 5


def test_a_wake_up_that_is_delivered_five_times_starts_one_supervisor(studio: Studio) -> None:
    studio.tick()
    job_id = studio.submit(20, hold_at=10)
    barrier = threading.Barrier(WAKE_UPS)
    started: list[int] = []

    def wake() -> None:
        barrier.wait()
        started.append(studio.tick())

    threads = [threading.Thread(target=wake) for _ in range(WAKE_UPS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(started) == [0] * (WAKE_UPS - 1) + [1]
    studio.wait_step(job_id, 10)
    assert len(studio.trainers(job_id)) == 1
    assert studio.tick() == 0
    studio.release(job_id)
    job = studio.wait_status(job_id, "done", "failed")
    assert (job.status, job.attempt) == ("done", 1)
    assert studio.steps(job_id) == list(range(1, 21))
