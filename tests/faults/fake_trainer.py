"""A stand-in for the trainer, obeying the same contract without torch: ``python -m fake_trainer``.

Its weights are one number, a hash chain over the steps, so a resumed run can be told from one that
repeated or left out steps. It always keeps a child of a session of its own that ignores SIGTERM,
as a data loader's might be. The file ``behaviour.json`` in the run directory changes its ways.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from minimind.spec import RunDir, TrainConfig
from minimind.spec.events import CheckpointSaved, Finished, Metric, Started

CHILD = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"
NOISY_STEP = 5
DEFAULTS = {
    "step_s": 0.005,
    "hold_at": None,  # wait at this step for a stop, or for the file ``go``
    "ignore_stop": False,
    "die_at": None,  # rank 1 dies there by SIGKILL
    "most_rows": None,  # at once, before its pretended GPU runs out of memory
    "linger_s": 0.0,  # stay that long after the end
    "noise_mib": 0,  # of one endless line that is no text, printed at step 5
    "raise_at": None,  # fail there as if the disk were full
}


def main() -> int:
    config = TrainConfig.read(Path(sys.argv[1]))
    run_dir = RunDir(config.run_dir)
    path = config.run_dir / "behaviour.json"
    behaviour: dict[str, Any] = {
        **DEFAULTS,
        **(json.loads(path.read_text()) if path.exists() else {}),
    }
    if behaviour["ignore_stop"]:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    subprocess.Popen([sys.executable, "-c", CHILD], start_new_session=True)
    print("rank", os.environ.get("RANK", "0"), "starts", flush=True)
    if os.environ.get("RANK", "0") != "0":
        return wait_for_rank_0(behaviour, run_dir, config)
    return train(config, run_dir, behaviour)


def train(config: TrainConfig, run_dir: RunDir, behaviour: dict[str, Any]) -> int:
    if behaviour["most_rows"] and config.recipe.micro_batch > behaviour["most_rows"]:
        emit(config, out_of_memory())
        return 1
    start, value = newest_checkpoint(run_dir)
    total = config.recipe.max_steps or 100
    every = config.recipe.checkpoint_every or 10
    emit(config, started(start, total))
    for step in range(start + 1, total + 1):
        time.sleep(behaviour["step_s"])
        value = hashlib.sha256(f"{value}{step}".encode()).hexdigest()
        emit(config, metric(step, total))
        if step == NOISY_STEP:
            make_noise(behaviour["noise_mib"])
        if step == behaviour["raise_at"]:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if step == behaviour["hold_at"]:
            hold(run_dir, behaviour)
        word = asked(run_dir, behaviour)
        if step % every == 0 or step == total or word:
            emit(config, save(run_dir, step, value, final=step == total))
        if word:
            reason = "paused" if word == "pause" else "stopped"
            emit(config, Finished(time=time.time(), reason=reason, step=step))
            return 0
    emit(config, Finished(time=time.time(), reason="done", step=total))
    time.sleep(behaviour["linger_s"])
    return 0


def make_noise(mib: int) -> None:
    """No line ends in it, and no byte of it is UTF-8."""
    for _ in range(mib):
        sys.stdout.buffer.write(b"\xff\xfe\x80\xc3" * 2**18)
    sys.stdout.buffer.flush()


def asked(run_dir: RunDir, behaviour: dict[str, Any]) -> str:
    """The word in the control file; empty when there is none."""
    if behaviour["ignore_stop"] or not run_dir.control.exists():
        return ""
    return run_dir.control.read_text()


def out_of_memory() -> Finished:
    return Finished(
        time=time.time(), reason="failed", step=0, cause="out_of_gpu_memory", message="No memory."
    )


def hold(run_dir: RunDir, behaviour: dict[str, Any]) -> None:
    while not (asked(run_dir, behaviour) or (run_dir.path / "go").exists()):
        time.sleep(0.01)


def wait_for_rank_0(behaviour: dict[str, Any], run_dir: RunDir, config: TrainConfig) -> int:
    events = run_dir.events(config.attempt)
    while '"type":"finished"' not in read(events):
        if behaviour["die_at"] is not None and f'"step":{behaviour["die_at"]},' in read(events):
            os.kill(os.getpid(), signal.SIGKILL)
        time.sleep(0.05)
    return 0


def read(path: Path) -> str:
    return path.read_text() if path.exists() else ""


def emit(config: TrainConfig, event: Any) -> None:
    with RunDir(config.run_dir).events(config.attempt).open("a") as file:
        file.write(event.to_line())


def started(start: int, total: int) -> Started:
    return Started(
        time=time.time(), start_step=start, total_steps=total, world_size=1, device="cpu",
        precision="float32", parameters=1, train_rows=1, validation_rows=0, train_tokens=1,
        validation_tokens=0, unigram_entropy=None,
    )  # fmt: skip


def metric(step: int, total: int) -> Metric:
    return Metric(
        time=time.time(), step=step, epoch=step / total, loss=1 / step, learning_rate=0.1,
        grad_norm=1.0, tokens_per_s=1.0, tokens=step, seconds=float(step), eta_s=0.0,
    )  # fmt: skip


def save(run_dir: RunDir, step: int, value: str, *, final: bool) -> CheckpointSaved:
    directory = run_dir.checkpoints / f"step-{step:08d}"
    directory.mkdir(parents=True, exist_ok=True)
    temporary = directory / ".value.tmp"
    temporary.write_text(value)
    temporary.replace(directory / "value")
    return CheckpointSaved(
        time=time.time(), step=step, name=directory.name, bytes=len(value), sha256=value,
        validation_loss=None, final=final,
    )  # fmt: skip


def newest_checkpoint(run_dir: RunDir) -> tuple[int, str]:
    for directory in sorted(run_dir.checkpoints.glob("step-*"), reverse=True):
        if (directory / "value").exists():
            return int(directory.name.removeprefix("step-")), (directory / "value").read_text()
    return 0, ""


if __name__ == "__main__":
    sys.exit(main())
