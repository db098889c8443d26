"""A disk that is full in the middle of a run, and what is kept on it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from minimind import checkpoint

from .conftest import Job, text_rows


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A folder of its own file system, which holds two checkpoints of a tiny model, not three."""
    if os.geteuid() != 0:
        pytest.skip("mounting a small file system needs root")
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=9m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield folder
    # At once out of sight: this process still has the event files open.
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def test_a_full_disk_ends_the_run_and_leaves_the_good_checkpoints(make_job, small_disk, capsys):
    few = {"rows": text_rows(60), "epochs": 9, "max_steps": 6, "checkpoint_every": 1}
    whole, job = make_job(**few), make_job(**few, keep_checkpoints=9)
    assert whole.run() == 0
    job = Job(job.config.model_copy(update={"run_dir": small_disk / "run"}))
    assert job.run() == 1
    finished, saved = job.events()[-1], [e.step for e in job.events(kind="checkpoint")]
    assert (finished.reason, finished.cause) == ("failed", "disk_full")
    assert finished.message == "The disk is full. Free some space and start the run again."
    assert "Traceback" not in capsys.readouterr().err
    assert saved == list(range(1, len(saved) + 1)) and 0 < len(saved) < 6
    assert sorted(path.name for path in job.run_dir.checkpoints.iterdir()) == [
        checkpoint.directory_name(step) for step in saved
    ]
    for step in saved:
        checkpoint.verify(job.checkpoint(step))

    # With room again the run goes on, and comes to the same end.
    subprocess.run(["mount", "-o", "remount,size=60m", str(small_disk)], check=True)
    assert job.run(2) == 0
    assert job.events(2, "started")[0].start_step == saved[-1]
    ends = [(j.checkpoint(6) / "model.safetensors").read_bytes() for j in (whole, job)]
    assert ends[0] == ends[1]


def test_tokenizing_onto_a_full_disk_ends_the_same_way(make_job, small_disk):
    job = make_job(rows=text_rows(60), max_steps=1)
    (small_disk / "full").write_bytes(b"x" * (9 * 2**20 - 8192))
    assert job.run(shard_dir=small_disk / "shards") == 1
    assert job.events()[-1].cause == "disk_full"
    assert not [p for p in (small_disk / "shards").iterdir() if not p.name.endswith(".lock")]
