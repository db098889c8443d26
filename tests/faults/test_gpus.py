"""Life with GPUs (pretended ones: the runs compute on the CPU)."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from backend.core.models import Lease
from minimind.spec import TrainConfig
from tests.faults.harness import Studio


@pytest.mark.slow
def test_a_run_gets_a_process_for_each_leased_gpu(studio: Studio) -> None:
    studio.gpus = 3
    assert studio.tick() == 0  # a node must be known before a job may ask for its GPUs
    large = studio.submit(gpus=2, hold_at=5)
    small = studio.submit(gpus=1, hold_at=5)
    waiting = studio.submit(gpus=1)
    assert studio.tick() == 2
    assert studio.job(waiting).status == "queued"
    with studio.database.session() as session:
        leases = {(lease.job_id, lease.resource) for lease in session.scalars(select(Lease))}
    assert leases == {(large, "gpu:0"), (large, "gpu:1"), (small, "gpu:2")}
    for job_id in (large, small):
        studio.release(job_id)
    for job_id in (large, small):
        assert studio.wait_status(job_id, "done", "failed").status == "done", studio.logs()
    log = studio.run_dir(large).log(1).read_text()
    assert "rank 0 starts" in log
    assert "rank 1 starts" in log
    assert TrainConfig.read(studio.run_dir(large).config(1)).device == "cpu"
    assert studio.tick() == 1
    assert studio.wait_status(waiting, "done", "failed").status == "done"
