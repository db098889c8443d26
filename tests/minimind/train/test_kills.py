"""``kill -9`` at any moment: a run goes on and ends with the very same weights, to the bit."""

from __future__ import annotations

import hashlib
import random
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable

import pytest

from minimind import checkpoint

from .conftest import ROWS, Job

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

STEPS = 60
RANDOM_KILLS = 4  # of each stage
DEADLINE_S = 120
# What a run is about to do when it is killed: told from what lies on the disk.
Moment = Callable[[Job, int], bool]


def saving(job: Job, attempt: int) -> bool:
    """In the middle of a checkpoint, when there is another one already."""
    folder = job.run_dir.checkpoints
    return any(folder.glob(".tmp-*")) and any(folder.glob("step-*"))


def tokenizing(job: Job, attempt: int) -> bool:
    return any(job.config.shard_dir.glob(".tmp-*"))


def referring(job: Job, attempt: int) -> bool:
    """In the middle of a DPO run's reference."""
    return any(event.activity == "reference" for event in job.events(attempt, "progress"))


# Before its first step; every stage is killed while it saves too.
FIRST: dict[str, Moment] = {"pretrain": tokenizing, "dpo": referring}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


class Assassin:
    """Kills attempts of one job, and compares what they come to in the end with ``whole``."""

    def __init__(self, broken: Job, whole: Job, life: float, seed: int) -> None:
        self.kills = 0
        self._broken, self._whole, self._life = broken, whole, life
        self._random = random.Random(seed)
        self._attempt = 0

    def strike_somewhere(self) -> None:
        """One kill at a moment of a run's life that is drawn evenly, start-up included."""
        self._strike(None)

    def strike_at(self, moment: Moment) -> None:
        """One kill at ``moment``, or a few milliseconds after it."""
        self._strike(moment)

    def spare(self) -> None:
        """Lets the run end, which ends like the whole one."""
        process = self._start()
        _, errors = process.communicate(timeout=DEADLINE_S)
        assert process.returncode == 0, errors
        assert self._broken.events(self._attempt, "started")[0].start_step > 0
        self._check_end()

    def _strike(self, moment: Moment | None) -> None:
        for _ in range(20):
            if self._attempted(moment):
                return
        raise AssertionError("every attempt was over before it could be killed")

    def _attempted(self, moment: Moment | None) -> bool:
        """Whether an attempt was killed; one that came to its end is checked and begun anew."""
        process = self._start()
        begin, until = time.monotonic(), self._random.uniform(0, self._life)
        extra = self._random.uniform(0, 0.02)
        while process.poll() is None:
            if moment is None and time.monotonic() - begin >= until:
                break
            if moment is not None and moment(self._broken, self._attempt):
                time.sleep(extra)
                break
            assert time.monotonic() - begin < DEADLINE_S, "the run hangs"
            time.sleep(0.0005)
        process.kill()
        _, errors = process.communicate()
        if process.returncode == -signal.SIGKILL:
            self.kills += 1
            self._check_remains()
            return True
        assert process.returncode == 0, errors
        self._check_end()
        shutil.rmtree(self._broken.run_dir.path)
        return False

    def _start(self) -> subprocess.Popen[str]:
        self._attempt += 1
        return self._broken.start(self._attempt)

    def _check_remains(self) -> None:
        """What looks like a checkpoint is one."""
        folder = self._broken.run_dir.checkpoints
        for path in folder.iterdir() if folder.exists() else ():
            if not path.name.startswith("."):
                checkpoint.verify(path)

    def _check_end(self) -> None:
        ends = []
        for job, attempt in ((self._whole, 1), (self._broken, self._attempt)):
            finished = job.events(attempt)[-1]
            assert (finished.reason, finished.step) == ("done", STEPS)
            final = job.checkpoint(STEPS)
            state = checkpoint.load_training(final)
            moments = {name: value.numpy().tobytes() for name, value in state.optimizer.items()}
            ends.append(
                {
                    "weights": sha256(next(final.glob("*model.safetensors")).read_bytes()),
                    "optimizer": {name: sha256(content) for name, content in moments.items()},
                    "tokens": state.values["tokens"],
                    "held-out loss": finished.validation_loss,
                }
            )
        assert ends[0] == ends[1]


@pytest.mark.parametrize("stage", ["pretrain", "sft", "lora", "dpo", "reason"])
def test_a_killed_run_ends_with_the_weights_of_one_that_was_not(make_job, make_parent, stage):
    seed = secrets.randbits(32)
    print(f"the moments are drawn from seed {seed}")
    few = {
        "rows": ROWS[stage](2000 if stage == "pretrain" else 60),
        "parent": None if stage == "pretrain" else make_parent(stage),
        "epochs": 100,
        "max_steps": STEPS,
        "checkpoint_every": 5,
        "global_batch": 3,
        "micro_batch": 2,
        "validation_fraction": 0.02,
        "sample_prompts": ["the cat"],
        "sample_tokens": 4,
    }
    if stage == "lora":
        few["lora_dropout"] = 0.1
    whole, broken = make_job(stage, **few), make_job(stage, **few)
    # All that the run writes lies in its own folder: each begins with tokenizing.
    for job in (whole, broken):
        job.config = job.config.model_copy(update={"shard_dir": job.config.run_dir / "shards"})
    begin = time.monotonic()
    _, errors = (process := whole.start()).communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, errors
    assassin = Assassin(broken, whole, time.monotonic() - begin, seed)

    if stage in FIRST:
        assassin.strike_at(FIRST[stage])
    for _ in range(RANDOM_KILLS):
        assassin.strike_somewhere()
    assassin.strike_at(saving)  # last, so that what is spared has something to go on from
    assassin.spare()
    assert assassin.kills >= RANDOM_KILLS + 1
