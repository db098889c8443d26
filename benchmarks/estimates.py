"""Estimates against what runs really take, after one probe.

    python benchmarks/estimates.py

Makes a studio of its own in a temporary folder, with the real queue, supervisor and trainer. It
probes nano once and runs it in other lengths and shapes, then runs small, which is scaled from
nano, and small once more after a probe of its own. Prints each estimate, the seconds from start to
end, their ratio, and the machine's load: only on a machine that does nothing else are they alike.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from backend.core import datasets, db, jobs, status
from backend.core.estimates import accuracy, probes
from backend.core.jobspec import JobSpec
from backend.core.settings import Settings
from minimind.data.sources import training_texts
from worker.inventory import FakeInventory
from worker.options import WorkerOptions
from worker.tick import Tick

SOURCE = "chitchat"
PATIENCE_S = 1800.0
NANO = {"seq_len": 128, "micro_batch": 8, "global_batch": 8, "epochs": 1000}
SMALL = {"seq_len": 256, "micro_batch": 4, "global_batch": 8, "epochs": 1000}


@dataclass(frozen=True)
class Case:
    """One job, and what it is to show."""

    what: str
    model: str
    recipe: dict[str, Any]
    probes: bool = False


def cases(scale: float) -> list[Case]:
    def steps(count: int) -> dict[str, int]:
        return {"max_steps": max(int(count * scale), 5)}

    checkpointed = {**NANO, "gradient_checkpointing": True}
    return [
        Case("nano", "nano", {**NANO, **steps(300)}, probes=True),
        Case("nano, as probed", "nano", {**NANO, **steps(300)}),
        Case("nano, three times as long", "nano", {**NANO, **steps(900)}),
        Case("nano, steps of 32 rows", "nano", {**NANO, "global_batch": 32, **steps(120)}),
        Case("nano, 512 tokens", "nano", {**NANO, "seq_len": 512, **steps(120)}),
        Case("nano, gradient checkpointing", "nano", {**checkpointed, **steps(200)}),
        Case("small, scaled from nano", "small", {**SMALL, **steps(20)}),
        Case("small", "small", {**SMALL, **steps(40)}, probes=True),
        Case("small, as probed", "small", {**SMALL, **steps(40)}),
        Case("small, 128 tokens", "small", {**SMALL, "seq_len": 128, **steps(60)}),
    ]


class Studio:
    """A queue with one node, which ticks while something is waited for."""

    def __init__(self, folder: Path, megabytes: float) -> None:
        self._settings = Settings(
            data_dir=folder / "data",
            runtime_dir=folder / "runtime",
            redis_url=f"unix://{folder / 'runtime' / 'none.sock'}?db=0",
            node_name="here",
        )
        self._settings.create_directories()
        self._database = db.connect(self._settings)
        db.migrate(self._database)
        self._tick = Tick(self._settings, WorkerOptions(), self._database, FakeInventory(0))
        self._tick.run(wait=True)
        rows = b"".join(
            json.dumps({"text": text}).encode() + b"\n"
            for text in training_texts(SOURCE, limit=int(megabytes * 1e6))
        )
        with (
            datasets.receive(self._settings, [rows]) as upload,
            self._database.transaction() as session,
        ):
            self._dataset = datasets.store(session, self._settings, upload, name=SOURCE)[0].id

    def run(self, case: Case) -> str:
        """Submits the job or its probe, waits for its end, returns its id."""
        spec = JobSpec.parse(
            {
                "stage": "pretrain",
                "model": case.model,
                "dataset": self._dataset,
                "recipe": case.recipe,
            }
        )
        with self._database.transaction() as session:
            if case.probes:
                job_id = probes.probe(session, spec).id
            else:
                job_id = jobs.submit(session, spec)[0].id
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            self._tick.run(wait=True)
            with self._database.session() as session:
                job = jobs.get(session, job_id)
            if job.status in status.ENDED:
                if job.status != status.DONE:
                    raise SystemExit(f"{case.what}: {job.status}: {job.reason}")
                return job_id
            time.sleep(1)
        raise SystemExit(f"{case.what}: not done after {PATIENCE_S:.0f} s")

    def compared(self, job_id: str) -> accuracy.Comparison:
        with self._database.session() as session:
            found = {each.job_id: each for each in accuracy.comparisons(session)}
        return found[job_id]

    def took(self, job_id: str) -> float:
        with self._database.session() as session:
            [attempt] = jobs.attempts(session, job_id)
        assert attempt.ended_at is not None
        return (attempt.ended_at - attempt.started_at).total_seconds()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--megabytes", type=float, default=2.0, help="of text")
    parser.add_argument("--scale", type=float, default=1.0, help="of all runs' lengths")
    given = parser.parse_args()
    print(f"{'run':34} {'estimate':>9} {'actual':>8} {'ratio':>6}  {'source':9} load")
    errors: list[float] = []
    with tempfile.TemporaryDirectory(prefix="mm-") as folder:
        studio = Studio(Path(folder), given.megabytes)
        for case in cases(given.scale):
            job_id = studio.run(case)
            load = os.getloadavg()[0]
            if case.probes:
                print(f"{'probe of ' + case.what:34} {'':9} {studio.took(job_id):6.1f} s")
                continue
            found = studio.compared(job_id)
            ratio = found.actual_seconds / found.estimated_seconds
            errors.append(abs(ratio - 1))
            print(
                f"{case.what:34} {found.estimated_seconds:7.1f} s {found.actual_seconds:6.1f} s "
                f"{ratio:6.2f}  {found.source:9} {load:.1f}",
                flush=True,
            )
    print(f"off by {max(errors):.0%} at most, {sum(errors) / len(errors):.0%} on average")


if __name__ == "__main__":
    main()
