"""Launching and killing runs of several processes, and comparing what they made."""

from __future__ import annotations

import base64
import json
import signal
import socket
import subprocess

import psutil

from minimind import checkpoint

from .conftest import Job

DEADLINE_S = 180


def deepspeed_launcher(processes: int = 2, *, local_rank: bool = True) -> list[str]:
    """DeepSpeed's per-node launcher, as ``Job.start`` wants it."""
    world = {"localhost": list(range(processes))}
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return [
        "deepspeed.launcher.launch",
        f"--world_info={base64.urlsafe_b64encode(json.dumps(world).encode()).decode()}",
        "--master_addr=127.0.0.1",
        f"--master_port={port}",
        *([] if local_rank else ["--no_local_rank"]),
        "--module",
    ]


def deepspeed_no_local_rank() -> list[str]:
    """The same, told to leave the program's arguments alone."""
    return deepspeed_launcher(local_rank=False)


def finish(process: subprocess.Popen[str]) -> None:
    """Waits for a run that must end well."""
    _, errors = process.communicate(timeout=DEADLINE_S)
    assert process.returncode == 0, errors


def kill_all(launcher: subprocess.Popen[str]) -> None:
    """``kill -9`` of the launcher and all it started, as when a machine loses its power."""
    everybody = [*psutil.Process(launcher.pid).children(recursive=True), launcher]
    for process in everybody:
        process.send_signal(signal.SIGKILL)
    launcher.communicate(timeout=DEADLINE_S)


def validations(job: Job, attempt: int = 1) -> dict[int, float]:
    """Held-out losses by step."""
    return {event.step: event.loss for event in job.events(attempt, "validation")}


def largest_difference(first: Job, second: Job, step: int) -> float:
    """Of any weight of the two runs at ``step``."""
    weights = [
        checkpoint.load(job.checkpoint(step), merge=False, base=job.config.parent).state_dict()
        for job in (first, second)
    ]
    assert weights[0].keys() == weights[1].keys()
    return max(float((w - weights[1][name]).abs().max()) for name, w in weights[0].items())
