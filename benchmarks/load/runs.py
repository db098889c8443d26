"""Trainers that append lines at a rate, and the supervisors that take them in.

A trainer's part is only its file: one process writes them all. Each run has a supervising process
of its own, as in earnest, which reads and stores through the supervisor's own code.
"""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass

from backend.core import db
from backend.core.curves import COLUMNS
from benchmarks.load.studio import Gate, Studio
from minimind.spec import RunDir
from minimind.spec.events import Metric
from worker.options import WorkerOptions
from worker.record import AWAY, AttemptRecord
from worker.tail import read_events

_WRITE_S = 0.05  # between two writes of a trainer


@dataclass(frozen=True)
class Phase:
    """So many points a second, of all runs together, for so long."""

    name: str
    rate: float
    seconds: float


def write_lines(studio: Studio, job_ids: list[str], phases: list[Phase], gate: Gate) -> None:
    """Appends the lines of all runs. ``seconds`` holds the moment at which a line was written, so
    that whoever sees the point knows how old it is.
    """
    files = []
    for job_id in job_ids:
        run_dir = RunDir(studio.settings.run_dir(job_id))
        run_dir.path.mkdir(parents=True, exist_ok=True)
        files.append(run_dir.events(1).open("ab", buffering=0))
    line = _pattern()
    written, begin = 0, gate.wait()
    for phase in phases:
        end, done = begin + phase.seconds, 0
        while (moment := time.time()) < end:
            due = int(max(0.0, moment - begin) * phase.rate) - done
            for place, file in enumerate(files):
                share = range(done + place, done + due, len(files))
                stamp = repr(time.time())
                lines = [line % (stamp, (written + n) // len(files) + 1, stamp) for n in share]
                file.write("".join(lines).encode())
            done += max(0, due)
            time.sleep(_WRITE_S)
        written += done
        begin = end
    for file in files:
        file.close()


def supervise(studio: Studio, job_id: str, seconds: float, gate: Gate) -> None:
    """Takes in what a run writes, as its supervisor does."""
    database = db.connect(studio.settings)
    record = AttemptRecord(database, studio.settings, job_id, 1)
    path = RunDir(studio.settings.run_dir(job_id)).events(1)
    poll_s, offset = WorkerOptions().poll_s, 0
    until = gate.wait() + seconds
    while time.time() < until:
        batch = read_events(path, offset)
        with suppress(*AWAY):  # locked for long: again in a moment, as a supervisor does
            if batch.offset != offset:
                record.ingest(batch)
                offset = batch.offset
            record.wish()
        time.sleep(poll_s)
    database.close()


def _pattern() -> str:
    values = dict.fromkeys(COLUMNS["metric"], 0.5) | {"step": 1, "tokens": 1, "memory_bytes": 10**9}
    line = Metric.model_validate(
        values | {"time": 987.25, "seconds": 987.25, "step": 987}
    ).to_line()
    pattern = line.replace("%", "%%").replace('"time":987.25', '"time":%s')
    return pattern.replace('"seconds":987.25', '"seconds":%s').replace('"step":987', '"step":%d')
