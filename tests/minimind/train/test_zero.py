"""DeepSpeed's part of it: whole states from shares, refused updates, quiet starts."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from minimind import checkpoint

from .ranks import DEADLINE_S, validations

ROOT = Path(__file__).resolve().parents[3]
SCRIPT = Path(__file__).with_name("zero_script.py")
RANKS = 3


def run(arguments: list[str | Path], folder: Path, **variables: str) -> str:
    """Runs Python where no launcher is, its home ``folder``; returns what it said (stderr)."""
    launchers = ("RANK", "LOCAL_RANK", "WORLD_SIZE", "MASTER_ADDR", "MASTER_PORT")
    kept = {name: value for name, value in os.environ.items() if name not in launchers}
    done = subprocess.run(
        [sys.executable, "-m", *arguments],
        env={**kept, "HOME": str(folder), "TMPDIR": str(folder), **variables},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    # DeepSpeed would compile these at run time, and its buffers outlive it.
    assert list(folder.rglob("*.so")) == []
    assert list(Path("/dev/shm").glob("*deepspeed*")) == []
    return done.stderr


@pytest.mark.slow
def test_each_stage_trains_as_plain_torch_does_and_goes_on_from_any_other(tmp_path):
    torchrun = ["torch.distributed.run", "--standalone", f"--nproc-per-node={RANKS}"]
    run([*torchrun, f"--log-dir={tmp_path}", SCRIPT, tmp_path], tmp_path, PYTHONPATH=str(ROOT))
    tried = ["0", "1", "1 after 0", "2", "2 after 1", "3", "3 after 2", "0 after 3"]
    for rank in range(RANKS):
        results = json.loads((tmp_path / f"rank-{rank}.json").read_text("utf-8"))
        assert list(results) == tried
        whole = results["0"]["moments"]
        for name, result in results.items():
            goes_on, where = "after" in name, f"stage {name}, rank {rank}"
            # What is restored is what was saved, to the bit.
            assert result["off_before"] <= (0 if goes_on else 2e-6), where
            assert result["off_after"] < 2e-6, where
            # One process's bad gradient keeps all of them from the update, and harms nothing.
            assert (result["poisoned"], result["moved"]) == ("diverged", 0), where
            assert result["good"] == "made", where
            # Shares are shares: of the moments from stage 1 on, of the weights at stage 3.
            share = whole if name[0] == "0" else whole / RANKS
            assert share <= result["moments"] < share + 30, where
            assert (result["matrices"] == 0) == (name[0] == "3"), where
            if rank == 0:
                assert result["off_whole"] < 2e-6, where


@pytest.mark.slow
def test_one_process_needs_no_launcher_and_leaves_nothing_behind(make_job, tmp_path):
    recipe = {"max_steps": 3, "eval_every": 1}
    one, zero = make_job(**recipe), make_job(zero_stage=2, **recipe)
    assert one.run() == 0
    (tmp_path / "home").mkdir()
    said = run(["minimind.train", zero.write()], tmp_path / "home")
    assert not [line for line in said.splitlines() if "arning" in line or "deepspeed" in line]
    (started,) = zero.events(kind="started")
    assert (started.strategy, started.world_size) == ("zero-2", 1)
    assert validations(zero) == pytest.approx(validations(one), abs=1e-5)
    checkpoint.verify(zero.checkpoint(3))
