"""A run prints far more than anybody wants to keep, in one line that is no text."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.faults.harness import Studio
from tests.faults.services import Services
from worker.log_rotation import HEAD_BYTES, LIMIT_BYTES
from worker.tail import LOG_TAIL_BYTES

pytestmark = pytest.mark.slow

# More than what is kept; a gigabyte proves no more, but can be asked for: MINIMIND_FAULT_MIB=1024.
NOISE_MIB = int(os.environ.get("MINIMIND_FAULT_MIB", "96"))


@pytest.fixture
def services(studio: Studio) -> Iterator[Services]:
    services = Services(studio)
    yield services
    services.stop_all()


def test_an_endless_line_harms_no_run_and_hides_no_cause(
    studio: Studio, services: Services
) -> None:
    behaviour = {"noise_mib": NOISE_MIB, "raise_at": 20}
    job_id = studio.submit(steps=40, hold_at=15, behaviour=behaviour)
    studio.tick()
    log = studio.run_dir(job_id).log(1)
    studio.wait("the noise", lambda: log.exists() and log.stat().st_size >= NOISE_MIB * 2**20)
    studio.wait("its going", lambda: log.stat().st_blocks * 512 < LIMIT_BYTES)
    services.start("api")
    studio.wait_step(job_id, 15)
    page = f"/api/jobs/{job_id}/log"
    assert services.get(f"{page}?start=0&limit=1000")["text"].startswith("rank 0 starts\n")
    gap = services.get(f"{page}?start={2 * HEAD_BYTES}&limit=1000")
    assert "are left out here" in gap["text"]
    studio.release(job_id)
    job = studio.wait_status(job_id, "failed", "done", "queued")
    assert (job.status, job.cause) == ("failed", "disk_full"), job.reason
    assert "�" not in (job.reason or "")
    assert studio.steps(job_id) == list(range(1, 21))
    last = services.get(f"{page}?limit={LOG_TAIL_BYTES}")
    assert last["end"] == last["size"] >= NOISE_MIB * 2**20
    assert last["text"].endswith("OSError: [Errno 28] No space left on device\n")
