"""What a request of each kind costs the API by itself: processor time, one request at a time.

It depends far less on what else the machine does than the time that a request takes.
"""

from __future__ import annotations

import time

import httpx
import psutil

from backend.core.settings import Settings
from benchmarks.load.requests import MIX, address
from benchmarks.load.studio import Studio
from minimind.spec import RunDir

_LOG_BYTES = 100_000


def measure(studio: Studio, job_ids: list[str], dataset: str, count: int) -> None:
    """Prints the processor time and the time of ``count`` requests of each kind."""
    write_logs(studio.settings, job_ids)
    processes = [psutil.Process(pid) for pid in studio.pids]
    whole = 0.0
    print(f"one request at a time, {count} of each kind:")
    with httpx.Client(base_url=studio.address, headers=studio.headers, timeout=30) as client:
        for kind, share in MIX.items():
            spec = {"stage": "pretrain", "model": "nano", "dataset": dataset}
            before, times, size = 0.0, [], 0
            for number in range(-count // 4, count):  # the first ones warm up
                if number == 0:
                    before = _busy(processes)
                begin = time.perf_counter()
                if kind == "submit":
                    answer = client.post("/api/jobs", json=spec)
                else:
                    answer = client.get(address(kind, job_ids[number % len(job_ids)]))
                times.append(time.perf_counter() - begin)
                answer.raise_for_status()
                size = len(answer.content)
            each = (_busy(processes) - before) / count
            whole += each * share / sum(MIX.values())
            middle = sorted(times[-count:])[count // 2]
            print(
                f"  {kind:10} {each * 1000:6.2f} ms of a processor, {middle * 1000:6.2f} ms in all "
                f"(median), {size / 1024:6.1f} KiB"
            )
    print(f"  the mix    {whole * 1000:6.2f} ms of a processor")


def _busy(processes: list[psutil.Process]) -> float:
    return sum(sum(process.cpu_times()[:2]) for process in processes)


def write_logs(settings: Settings, job_ids: list[str]) -> None:
    for job_id in job_ids:
        path = RunDir(settings.run_dir(job_id)).log(1)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"step 1 of 100: loss 6.25, 8100 tokens/s\n" * (_LOG_BYTES // 40))
