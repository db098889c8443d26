"""The real trainer meets a full disk, damaged checkpoints and numbers that are none."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from backend.core import checkpoints, control, datasets, jobs
from backend.core.models import Event, Lease
from tests.faults.harness import Studio

pytestmark = pytest.mark.slow

TINY = {
    "seq_len": 64, "global_batch": 8, "micro_batch": 8, "epochs": 10_000, "eval_every": 1000,
    "sample_prompts": [],
}  # fmt: skip


@pytest.fixture
def real(studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Studio:
    """The node, with the real trainer instead of the fake one."""
    monkeypatch.setenv("MINIMIND_WORKER_TRAINER_MODULE", "minimind.train")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    return studio


@pytest.fixture
def numbers(studio: Studio) -> str:
    """The id of a dataset with enough rows to train on."""
    rows = "".join(json.dumps({"text": f"The number {n} is a number."}) + "\n" for n in range(64))
    with (
        datasets.receive(studio.settings, [rows.encode()]) as upload,
        studio.database.transaction() as session,
    ):
        return datasets.store(session, studio.settings, upload, name="numbers")[0].id


@pytest.fixture
def small_disk(studio: Studio) -> Iterator[Path]:
    """Runs are kept on a disk with room for two checkpoints of the nano model, not for three."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root")
    folder = studio.settings.runs_dir
    mount = ["mount", "-t", "tmpfs", "-o", "size=46m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_disk_that_fills_up_in_a_checkpoint_leaves_the_good_ones_to_go_on_from(
    real: Studio, numbers: str, small_disk: Path
) -> None:
    recipe = {**TINY, "max_steps": 8, "checkpoint_every": 1, "keep_checkpoints": 9}
    job_id = real.submit(dataset=numbers, recipe=recipe)
    real.tick()
    job = real.wait_status(job_id, "failed", "done")
    assert (job.status, job.cause) == ("failed", "disk_full"), real.logs()
    saved = checkpoint_steps(real, job_id)
    assert saved
    assert leased(real) == set()
    subprocess.run(["mount", "-o", "remount,size=400m", str(small_disk)], check=True)
    with real.database.transaction() as session:
        control.retry(session, jobs.get(session, job_id))
    assert real.tick() == 1
    job = real.wait_status(job_id, "failed", "done")
    assert job.status == "done", job.reason
    assert start_steps(real, job_id) == [0, saved[-1]]


@pytest.mark.parametrize("harm", ["torn", "flipped"])
def test_a_damaged_checkpoint_is_passed_over_for_the_one_before(
    real: Studio, numbers: str, harm: str
) -> None:
    recipe = {**TINY, "max_steps": 100_000, "checkpoint_every": 5, "keep_checkpoints": 3}
    job_id = real.submit(dataset=numbers, recipe=recipe)
    real.tick()
    real.wait("three checkpoints", lambda: len(checkpoint_steps(real, job_id)) >= 3)
    for process in real.processes(job_id):
        process.suspend()
    for process in real.processes(job_id):
        process.kill()
    real.wait("silence", lambda: not real.processes(job_id))
    good, newest = sorted(real.run_dir(job_id).checkpoints.glob("step-*"))[-2:]
    weights = newest / "model.safetensors"
    if harm == "torn":
        os.truncate(weights, weights.stat().st_size // 2)
    else:
        with weights.open("r+b") as file:
            file.seek(-1, os.SEEK_END)
            last = file.read(1)[0]
            file.seek(-1, os.SEEK_END)
            file.write(bytes([last ^ 1]))
    real.wait("a second attempt", lambda: real.tick() == 1)
    real.wait("its beginning", lambda: len(start_steps(real, job_id)) == 2)
    assert start_steps(real, job_id)[1] == int(good.name.removeprefix("step-"))
    real.stop(job_id)
    real.wait_status(job_id, "stopped")


def test_numbers_that_are_none_end_the_run_at_that_step_in_words(
    real: Studio, numbers: str
) -> None:
    # Float16 has no room for what such a rate makes of the weights.
    recipe = {
        **TINY, "max_steps": 2000, "checkpoint_every": 1, "precision": "float16",
        "learning_rate": 1.0,
    }  # fmt: skip
    job_id = real.submit(dataset=numbers, recipe=recipe)
    real.tick()
    job = real.wait_status(job_id, "failed", "done")
    assert (job.status, job.cause) == ("failed", "diverged"), real.logs()
    assert "learning rate" in (job.reason or "").lower()
    assert job.fix is not None
    assert job.fix["changes"]["recipe"]["learning_rate"] < 1.0
    assert leased(real) == set()


def start_steps(studio: Studio, job_id: str) -> list[int]:
    """The step at which each attempt began."""
    query = select(Event).where(Event.job_id == job_id, Event.kind == "started")
    with studio.database.session() as session:
        return [event.data["start_step"] for event in session.scalars(query.order_by(Event.id))]


def checkpoint_steps(studio: Studio, job_id: str) -> list[int]:
    """Those that are stored and not removed, in order."""
    with studio.database.session() as session:
        return sorted(c.step for c in checkpoints.list_checkpoints(session, job_id))


def leased(studio: Studio) -> set[str]:
    """What is still leased: nothing, if all is well."""
    with studio.database.session() as session:
        return {lease.resource for lease in session.scalars(select(Lease))}
