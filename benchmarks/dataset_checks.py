"""Checking a dataset against jq: ``python -m benchmarks.dataset_checks [FILE.jsonl ...]``.

Each file is blown up to ``--megabytes`` of different rows (all but the first ones are shuffled
rows of it), then checked in full: every row read, checked, compared with all others, tokens
counted. In turn with it ``jq -c .`` reads the same file on one processor. Printed are the ratio of
the best times (above 1: the check is faster), the processor time of both, and the peak memory of
the largest process, also for a file of ``--small`` megabytes: it should be the same. Without files,
text is generated.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.tokenization import made_up_rows
from minimind.data.processors import available_processors

_LOADED_ROWS = 150_000


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--small", type=int, default=50, help="of the file for memory; 0: none")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many is taken")
    parser.add_argument("--folder", type=Path, help="for temporary files (default: the system's)")
    arguments = parser.parse_args()
    print(f"{available_processors()} processors")
    for file in arguments.files or [None]:
        with tempfile.TemporaryDirectory(dir=arguments.folder) as folder:
            path = Path(folder) / "data.jsonl"
            if arguments.small:
                rows = write_rows(path, file, int(arguments.small * 1e6))
                report("small", path, rows, [check(path)])
            rows = write_rows(path, file, int(arguments.megabytes * 1e6))
            checks, jqs = [], []
            for _ in range(arguments.rounds):
                jqs.append(measured(["jq", "-c", ".", str(path)]))
                checks.append(check(path))
            print(file or "generated text")
            report("jq -c .", path, rows, jqs)
            report("check", path, rows, checks)
            ratio = min(wall for wall, _, _ in jqs) / min(wall for wall, _, _ in checks)
            work = min(used for _, used, _ in checks) / min(used for _, used, _ in jqs)
            print(f"  ratio {ratio:.2f} (processor time of the check: {work:.2f} of jq's)")


def write_rows(path: Path, source: Path | None, size: int) -> int:
    """A file of about ``size`` bytes of different rows; returns how many."""
    lines = source.open("rb") if source else made_up_rows()
    loaded = [json.loads(line) for line in islice(lines, _LOADED_ROWS)]
    generator = np.random.default_rng(0)
    rows = 0
    with path.open("wb") as file:
        for row in _endless(loaded, generator):
            file.write(json.dumps(row, ensure_ascii=False).encode() + b"\n")
            rows += 1
            if file.tell() >= size:
                return rows
    raise AssertionError("there is no end")


def _endless(rows: list[dict[str, Any]], generator: np.random.Generator) -> Iterator[Any]:
    yield from rows
    while True:
        yield from (_shuffled(row, generator) for row in rows)


def _shuffled(value: Any, generator: np.random.Generator) -> Any:
    """A row with its words in another order, so that it is like no other."""
    if isinstance(value, str):
        words = value.split(" ") if value.count(" ") > len(value) / 16 else list(value)
        joint = " " if value.count(" ") > len(value) / 16 else ""
        return joint.join(words[i] for i in generator.permutation(len(words)).tolist())
    if isinstance(value, dict):
        return {k: v if k == "role" else _shuffled(v, generator) for k, v in value.items()}
    return [_shuffled(each, generator) for each in value] if isinstance(value, list) else value


def check(path: Path) -> tuple[float, float, int]:
    """``minimind data check`` in a process of its own, as users run it."""
    program = [sys.executable, "-m", "minimind.cli", "data", "check", str(path), "--json"]
    return measured(program)


def measured(command: list[str]) -> tuple[float, float, int]:
    """(seconds, seconds of processors, peak bytes of the largest process) of a command."""
    started = time.perf_counter()
    with Path(os.devnull).open("wb") as nowhere:
        process = subprocess.Popen(command, stdout=nowhere)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - started
    if process.returncode not in (0, 1):  # 1: the check has found bad rows
        raise RuntimeError(f"{command[0]} ended with {process.returncode}")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def report(name: str, path: Path, rows: int, runs: list[tuple[float, float, int]]) -> None:
    """One line of figures."""
    size = path.stat().st_size
    wall, used = min(run[0] for run in runs), min(run[1] for run in runs)
    peak = max(run[2] for run in runs)
    print(
        f"  {name:<8} {size / 1e6:>6,.0f} MB  {wall:>7.2f} s  {used:>7.2f} s of processors  "
        f"{size / wall / 1e6:>6.1f} MB/s  {rows / wall:>10,.0f} rows/s  peak {peak / 1e6:>5.0f} MB",
        flush=True,
    )


if __name__ == "__main__":
    main()
