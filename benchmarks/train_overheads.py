"""What a run costs besides its updates.

    python benchmarks/train_overheads.py --size nano

Prints the seconds from launch to the first step (imports, tokens already on disk), how long a
checkpoint keeps training waiting against how long it takes to write, how much longer steps take
meanwhile, and what reporting costs, each beside the time of a step.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.train_throughput import SOURCE, rows
from minimind.data.sources import training_texts
from minimind.spec import SIZES, DatasetRef, RunDir, TrainConfig, build_recipe
from minimind.spec.events import CheckpointSaved, Metric, RunEvent, event_adapter


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", choices=SIZES, default="nano")
    parser.add_argument("--seq-len", type=int, default=128)
    parser.add_argument("--batch", type=int, default=8, help="rows an update")
    parser.add_argument("--steps", type=int, default=60)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        texts = rows(training_texts(SOURCE, limit=2_000_000), 400, given.seq_len, "half")
        data = Path(folder) / "rows.jsonl"
        data.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), "utf-8")
        _launch(_config(Path(folder), data, given, steps=1), "with tokenizing")
        _launch(_config(Path(folder), data, given, steps=1), "tokens on disk")
        _checkpoints(Path(folder), data, given)


def _launch(config: TrainConfig, what: str) -> None:
    begin = time.time()
    events = _run(config)
    first = next(event for event in events if isinstance(event, Metric))
    print(f"launch to the end of the first step, {what}: {first.time - begin:.1f} s")


def _checkpoints(folder: Path, data: Path, given: argparse.Namespace) -> None:
    quiet = _run(_config(folder, data, given, steps=given.steps))
    often = _run(_config(folder, data, given, steps=given.steps, checkpoint_every=5))
    steps = [_seconds_a_step(events) for events in (quiet, often)]
    saved = [event for event in often if isinstance(event, CheckpointSaved)]
    lines = [event for event in quiet if isinstance(event, Metric)]
    size = saved[-1].bytes / 2**20
    cost = (steps[1] - steps[0]) * 5
    print(
        f"a step: {steps[0] * 1e3:.0f} ms; with a checkpoint of {size:.0f} MiB every fifth: "
        f"{steps[1] * 1e3:.0f} ms, so one costs {cost * 1e3:.0f} ms of training"
    )
    print(f"reporting: {_reporting(lines[-1]) * 1e6:.0f} us a line, two lines a second at most")


def _seconds_a_step(events: list[RunEvent]) -> float:
    lines = [event for event in events if isinstance(event, Metric)]
    first, last = lines[0], lines[-1]
    return (last.seconds - first.seconds) / (last.step - first.step)


def _reporting(line: Metric) -> float:
    """Seconds to build and append a metric line."""
    from minimind.train.reporter import Reporter

    with tempfile.TemporaryDirectory() as folder:
        reporter = Reporter(Path(folder) / "events.jsonl", is_main=True)
        taken = []
        for _ in range(200):
            begin = time.perf_counter()
            reporter.emit(line.model_copy())
            taken.append(time.perf_counter() - begin)
    return statistics.median(taken)


def _config(
    folder: Path,
    data: Path,
    given: argparse.Namespace,
    *,
    steps: int,
    checkpoint_every: int = 10**6,
) -> TrainConfig:
    recipe = {
        "seq_len": given.seq_len,
        "global_batch": given.batch,
        "micro_batch": given.batch,
        "max_steps": steps,
        "epochs": 10_000,
        "validation_fraction": 0,
        "sample_prompts": [],
        "checkpoint_every": checkpoint_every,
    }
    return TrainConfig(
        model=SIZES[given.size],
        recipe=build_recipe("pretrain", recipe),
        dataset=DatasetRef(
            path=data, kind="text", sha256=hashlib.sha256(data.read_bytes()).hexdigest()
        ),
        run_dir=Path(tempfile.mkdtemp(dir=folder)),
        shard_dir=folder / "shards",
    )


def _run(config: TrainConfig) -> list[RunEvent]:
    run_dir = RunDir(config.run_dir)
    file = run_dir.config(1)
    file.write_text(config.model_dump_json(), "utf-8")
    subprocess.run(
        [sys.executable, "-m", "minimind.train", str(file)],
        check=True,
        stderr=subprocess.DEVNULL,
        cwd=Path(__file__).resolve().parents[1],
    )
    lines = run_dir.events(1).read_text("utf-8").splitlines()
    return [event_adapter.validate_json(line) for line in lines]


if __name__ == "__main__":
    main()
