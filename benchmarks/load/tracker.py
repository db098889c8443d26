"""The same points into Trackio, a tracker that users know, on the same machine.

It is no part of the studio's packages: give a Python that has it. Its own functions are called in
its own process, without a network between, which is the quickest way that it offers.
"""

from __future__ import annotations

import json
import math
import os
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

from backend.core import curves
from backend.core.curves import COLUMNS
from benchmarks.load import seed
from benchmarks.load.studio import folders
from minimind.spec.events import Metric
from worker.record import AttemptRecord
from worker.tail import read_events

HOW = "python -m venv /tmp/tracker && /tmp/tracker/bin/pip install trackio"

_SCRIPT = """
import json, sys, time
import numpy as np
from trackio.sqlite_storage import SQLiteStorage
names, rows = json.loads(sys.argv[1]), np.load(sys.argv[2])
points = [
    {name: value for name, value in zip(names, row) if value == value} for row in rows.tolist()
]
begin = time.perf_counter()
for start in range(0, len(points), 500):
    some = points[start : start + 500]
    SQLiteStorage.bulk_log("load", "run", some, steps=[int(point["step"]) for point in some])
stored = time.perf_counter() - begin
times = []
for _ in range(5):
    begin = time.perf_counter()
    got = SQLiteStorage.get_logs("load", "run", max_points=3000)
    times.append(time.perf_counter() - begin)
print(json.dumps({"rate": len(points) / stored, "read": sorted(times)[2], "rows": len(got)}))
"""


def compare(python: Path | None, *, points: int) -> None:
    """Prints how fast both take ``points`` points in batches of 500, and give a curve back."""
    table = seed.curve_table(points, seed=1)
    _tell("this studio, from a file of lines", _studio(table))
    if python is None:
        print(f"Trackio was not measured. Install it apart ({HOW}), then give --tracker its python")
        return
    with tempfile.TemporaryDirectory(prefix="mm-tracker-") as folder:
        path = Path(folder) / "points.npy"
        np.save(path, table.T)
        done = subprocess.run(
            [str(python), "-c", _SCRIPT, json.dumps(COLUMNS["metric"]), str(path)],
            env=os.environ | {"TRACKIO_DIR": folder, "HF_HUB_OFFLINE": "1"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        print(f"Trackio could not be measured: {done.stderr.strip()[-300:]}")
        return
    _tell("Trackio, its storage called directly", json.loads(done.stdout.splitlines()[-1]))


def _studio(table: curves.Table) -> dict[str, float]:
    """The same through the supervisor's code: lines parsed and checked, one commit a batch."""
    count = table.shape[1]
    with folders("sqlite") as (settings, database):
        dataset = seed.dataset(settings, database)
        (job_id,) = seed.seed(database, dataset, count=1, points=0, running=1)
        path = settings.data_dir / "events.jsonl"
        with path.open("wb") as file:
            for values in table.T.tolist():
                line = Metric(**_line(values)).to_line()
                file.write(line.encode())
        record = AttemptRecord(database, settings, job_id, 1)
        size = path.stat().st_size // count * 500
        offset, begin = 0, time.perf_counter()
        while (batch := read_events(path, offset, size)).offset != offset:
            record.ingest(batch)
            offset = batch.offset
        stored = time.perf_counter() - begin
        times, shown = [], {}
        for _ in range(5):
            begin = time.perf_counter()
            with database.session() as session:
                shown = curves.curve(session, job_id, 3000)["training"]
            times.append(time.perf_counter() - begin)
    return {"rate": count / stored, "read": sorted(times)[2], "rows": len(shown["step"])}


def _line(values: list[float]) -> dict[str, Any]:
    whole = {"step", "tokens", "memory_bytes"}
    told = zip(COLUMNS["metric"], values, strict=True)
    known = {name: value for name, value in told if not math.isnan(value)}
    return {"loss": None} | {n: int(v) if n in whole else v for n, v in known.items()}


def _tell(who: str, told: dict[str, float]) -> None:
    print(
        f"{who}: {told['rate']:,.0f} points/s taken in batches of 500; "
        f"the curve as {told['rows']:.0f} points in {told['read'] * 1000:.0f} ms"
    )
