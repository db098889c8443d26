"""Where a run computes: device, arithmetic precision, processor threads."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Literal

import torch

from minimind.spec import SpecError

_CGROUP_QUOTA = Path("/sys/fs/cgroup/cpu.max")


def choose_device(wanted: Literal["auto", "cpu", "cuda"], local_rank: int) -> torch.device:
    """The device of this process: GPU ``local_rank``, or the CPU.

    Raises SpecError when a GPU is asked for that is not there.
    """
    gpus = torch.cuda.device_count() if wanted != "cpu" else 0
    if wanted == "cpu" or (wanted == "auto" and gpus == 0):
        return torch.device("cpu")
    if local_rank >= gpus:
        raise SpecError(
            f"This machine shows {gpus} GPUs, and process {local_rank + 1} needs one of its own.",
            field="device",
            remedy="Start fewer processes, or train on the CPU.",
        )
    return torch.device("cuda", local_rank)


def choose_precision(
    wanted: Literal["auto", "float32", "bfloat16"], device: torch.device
) -> torch.dtype:
    """The type of matrix products; ``auto``: bfloat16 where the device multiplies it faster."""
    if wanted != "auto":
        return getattr(torch, wanted)
    if device.type == "cuda":
        fast = torch.cuda.is_bf16_supported(including_emulation=False)
    else:
        able = torch.cpu.get_capabilities()
        fast = bool(able.get("avx512_bf16") or able.get("amx_bf16"))
    return torch.bfloat16 if fast else torch.float32


def set_threads(processes_here: int) -> None:
    """Shares the processors among the processes of this machine, unless OMP_NUM_THREADS is set."""
    if not os.environ.get("OMP_NUM_THREADS"):
        torch.set_num_threads(max(available_processors() // processes_here, 1))


def available_processors() -> int:
    """Processors that this process may use: its affinity, and its container's quota."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    try:
        quota, period = _CGROUP_QUOTA.read_text("ascii").split()
        allowed = math.ceil(int(quota) / int(period))
    except (OSError, ValueError):  # no such file, or "max": no quota
        allowed = count or 1
    return max(min(count or 1, allowed), 1)
