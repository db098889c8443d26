"""The control plane under load: a real API, real supervisors' code, many readers at once.

    python -m benchmarks.control_plane
    python -m benchmarks.control_plane --database postgresql --jobs 1000 --points 1000000
    python -m benchmarks.control_plane --soak 60
    python -m benchmarks.control_plane --points 1200000 --only-each 100
    python -m benchmarks.control_plane --tracker VENV/bin/python   # where trackio is installed

Stores jobs and points, then runs all of this at the same time: runs that write points, which
supervisors take in (at a steady rate, then a burst); clients of the event stream; requests. All of
it stays on this machine, in temporary folders, and ends by itself. Prints rates and times beside
what they should be, and how memory and file descriptors of the API moved.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import psutil

from backend.core import curves, db
from benchmarks.load import clients, each, requests, runs, seed, tracker
from benchmarks.load.studio import Gate, Studio, folders, serving

_SPAWN = multiprocessing.get_context("spawn")
_AFTER_S = 5.0  # for what was written to be taken in


@dataclass(frozen=True)
class Sample:
    """One look at the API's process and at what is stored."""

    seconds: float  # since the beginning
    points: int
    memory: int  # bytes
    descriptors: int
    busy: dict[str, float]  # seconds of processor time so far, by who took them


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--jobs", type=int, default=10_000, help="stored before")
    parser.add_argument("--points", type=int, default=10_000_000, help="stored before")
    parser.add_argument("--running", type=int, default=8, help="runs that write")
    parser.add_argument("--rate", type=float, default=10_000, help="points a second")
    parser.add_argument("--burst", type=float, default=30_000, help="points a second")
    parser.add_argument("--seconds", type=float, default=60, help="at the steady rate")
    parser.add_argument("--burst-seconds", type=float, default=10)
    parser.add_argument("--clients", type=int, default=300, help="of the event stream")
    parser.add_argument("--slow", type=int, default=0, help="more clients, which take nothing")
    parser.add_argument("--requests", type=float, default=50, help="a second")
    parser.add_argument("--soak", type=float, help="minutes at the steady rate instead")
    parser.add_argument("--tracker", type=Path, help="a Python that has trackio, to compare with")
    parser.add_argument("--only-tracker", action="store_true", help="compare, and nothing else")
    parser.add_argument("--only-each", type=int, help="so many requests of each kind, one by one")
    given = parser.parse_args()
    if given.soak:
        given.seconds, given.burst_seconds = given.soak * 60, 0.0
    print(f"load of the machine before: {os.getloadavg()[0]:.1f}, {os.cpu_count()} cores")
    if not given.only_tracker:
        _everything(given)
    if given.tracker or given.only_tracker:
        tracker.compare(given.tracker, points=min(given.points, seed.BIG_POINTS))


def _everything(given: argparse.Namespace) -> None:
    with folders(given.database) as (settings, database):
        dataset = seed.dataset(settings, database)
        begin = time.perf_counter()
        alive = seed.seed(
            database, dataset, count=given.jobs, points=given.points, running=given.running
        )
        stored = time.perf_counter() - begin
        print(f"stored {given.jobs} jobs and {given.points} points in {stored:.0f} s")
        with serving(settings, database) as studio:
            if given.only_each:
                each.measure(studio, alive, dataset, given.only_each)
                return
            _run(studio, database, dataset, alive, given)


def _run(
    studio: Studio, database: db.Database, dataset: str, alive: list[str], given: argparse.Namespace
) -> None:
    phases = [runs.Phase("steady", given.rate, given.seconds)]
    if given.burst_seconds:
        phases.append(runs.Phase("burst", given.burst, given.burst_seconds))
    whole = sum(phase.seconds for phase in phases) + _AFTER_S
    heard, asked = _SPAWN.Pipe(), _SPAWN.Pipe()
    gate = Gate(_SPAWN, len(alive) + 4)
    audience = clients.Audience(given.clients, given.slow, given.seconds)
    people = requests.People(alive, dataset, given.requests, given.seconds)
    work: list[tuple[str, Callable[..., None], Sequence[Any]]] = [
        ("trainers' lines", runs.write_lines, (studio, alive, phases, gate)),
        *(("supervisors", runs.supervise, (studio, job, whole, gate)) for job in alive),
        ("clients", clients.listen, (studio, audience, gate, heard[1])),
        ("requests", requests.ask, (studio, people, gate, asked[1])),
    ]
    processes = [_SPAWN.Process(name=who, target=target, args=args) for who, target, args in work]
    for process in processes:
        process.start()
    try:
        begin = gate.open()
        workers = [("this one", psutil.Process())]
        workers += [("API", psutil.Process(pid)) for pid in studio.pids]
        workers += [(process.name, psutil.Process(process.pid)) for process in processes]
        watched = _watch(workers, database, alive, begin, begin + whole)
        told_clients, told_requests = heard[0].recv(), asked[0].recv()
    finally:
        for process in processes:
            process.join(timeout=20)
            process.kill()
    print(f"load of the machine during it: {os.getloadavg()[0]:.1f}")
    _print_ingest(watched, phases)
    _print_clients(told_clients, given.seconds)
    _print_requests(told_requests)
    _print_memory(watched, given.seconds)


def _watch(
    workers: list[tuple[str, psutil.Process]],
    database: db.Database,
    alive: list[str],
    begin: float,
    end: float,
) -> list[Sample]:
    """How the API and the points got on, a few times a second or less."""
    api = [process for who, process in workers if who == "API"]
    samples = []
    pause = max(0.5, (end - begin) / 600)
    while time.time() < end:
        with database.session() as session:
            points = sum(curves.length(session, job_id, 1, "metric") for job_id in alive)
        busy: dict[str, float] = {}
        for who, process in workers:
            busy[who] = busy.get(who, 0.0) + sum(process.cpu_times()[:2])
        samples.append(
            Sample(
                seconds=time.time() - begin,
                points=points,
                memory=sum(process.memory_info().rss for process in api),
                descriptors=sum(process.num_fds() for process in api),
                busy=busy,
            )
        )
        time.sleep(pause)
    return samples


def _print_ingest(samples: list[Sample], phases: list[runs.Phase]) -> None:
    start = 0.0
    for phase in phases:
        inside = [s for s in samples if start <= s.seconds <= start + phase.seconds]
        if len(inside) > 1:
            took = inside[-1].seconds - inside[0].seconds
            rate = (inside[-1].points - inside[0].points) / took
            first, last = inside[0].busy, inside[-1].busy
            shares = {who: (last[who] - first[who]) / took for who in last}
            print(f"ingest, {phase.name}: {rate:,.0f} of {phase.rate:,.0f} points/s")
            told = ", ".join(f"{who} {share:.2f}" for who, share in shares.items())
            print(f"  cores taken: {told}; {sum(shares.values()):.2f} in all")
        start += phase.seconds
    written = sum(phase.rate * phase.seconds for phase in phases)
    print(
        f"ingest in all: {samples[-1].points:,} points of about {written:,.0f}, soon after the end"
    )


def _print_clients(heard: list[clients.Heard], seconds: float) -> None:
    ages = sorted(age for one in heard for age in one.ages)
    frames = statistics.median(one.frames for one in heard) / seconds
    sent = sum(one.bytes for one in heard) / seconds / 2**20
    broken = sum(one.broken for one in heard)
    print(f"{len(heard)} clients: {frames:.1f} frames/s each (median), {sent:.0f} MiB/s to all")
    print(f"  connections that broke: {broken}")
    if ages:
        middle, late = _share(ages, 0.5), _share(ages, 0.95)
        print(f"  from append to client: median {middle:.2f} s, p95 {late:.2f} s (under 1 s)")


def _print_requests(taken: dict[str, list[float]]) -> None:
    reads = sorted(
        s for kind, some in taken.items() if kind not in ("submit", "error") for s in some
    )
    print(f"requests: {sum(map(len, taken.values()))}, of which failed: {len(taken['error'])}")
    for kind, some in [*taken.items(), ("all reads", reads)]:
        if some:
            times = sorted(some)
            middle, late = _share(times, 0.5) * 1000, _share(times, 0.99) * 1000
            print(f"  {kind:10} {len(some):6}  median {middle:6.1f} ms  p99 {late:7.1f} ms")
    print("  (reads under 100 ms, submits under 200 ms, the big curve under 50 ms)")


def _print_memory(samples: list[Sample], seconds: float) -> None:
    settled = [s for s in samples[:-1] if samples[-1].seconds / 4 < s.seconds < seconds]
    if len(settled) < 2:
        return
    hours = [sample.seconds / 3600 for sample in settled]
    memory = [sample.memory / 2**20 for sample in settled]
    files = [float(sample.descriptors) for sample in settled]
    for name, values in (("memory, MiB", memory), ("descriptors", files)):
        slope = statistics.linear_regression(hours, values).slope
        print(
            f"{name} of the API: {values[0]:.0f} to {values[-1]:.0f}, most {max(values):.0f}, "
            f"{slope:+.1f} an hour"
        )


def _share(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


if __name__ == "__main__":
    main()
