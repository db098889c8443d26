"""The same points into Trackio, a tracker that users know, on the same machine.

It is no part of the studio's packages: give a Python that has it. Its own functions are called in
its own process, without a network between, which is the quickest way that it offers.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path

import numpy as np

from backend.core.curves import COLUMNS
from benchmarks.load import seed

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
    """Prints how fast Trackio takes ``points`` points in batches of 500 and gives a curve back."""
    if python is None:
        print(f"Trackio was not measured. Install it apart ({HOW}), then give --tracker its python")
        return
    names = COLUMNS["metric"]
    with tempfile.TemporaryDirectory(prefix="mm-tracker-") as folder:
        path = Path(folder) / "points.npy"
        np.save(path, seed.curve_table(points, seed=1).T)
        done = subprocess.run(
            [str(python), "-c", _SCRIPT, json.dumps(names), str(path)],
            env=os.environ | {"TRACKIO_DIR": folder, "HF_HUB_OFFLINE": "1"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        print(f"Trackio could not be measured: {done.stderr.strip()[-300:]}")
        return
    told = json.loads(done.stdout.splitlines()[-1])
    print(
        f"Trackio, {points:,} points in batches of 500: {told['rate']:,.0f} points/s; "
        f"their curve as {told['rows']} points: {told['read'] * 1000:.0f} ms"
    )
