"""Where a run computes: device, arithmetic precision, processor threads."""

from __future__ import annotations

import os
import resource
import shutil
import sys
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal

import torch

from minimind.data.processors import available_processors
from minimind.spec import Recipe, SpecError, devices


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
    wanted: Literal["auto", "float32", "bfloat16", "float16"], device: torch.device
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


def choose_compile(recipe: Recipe, device: torch.device) -> bool:
    """Whether to fuse kernels; ``auto``: on a GPU that Triton compiles for.

    On a CPU it takes 10 to 60 s even for a tiny model (docs/performance.md).
    Raises SpecError when it is asked for where no compiler is.
    """
    wanted = recipe.compile
    if wanted == "off" or recipe.zero_stage == 3:  # its weights come and go: nothing to compile
        return False
    # Triton builds its kernels' launchers in C, inductor its kernels for a CPU in C++.
    able = _compiler_found(device)
    if device.type == "cuda":
        new_enough = torch.cuda.get_device_capability(device) >= (7, 0)
        able = able and new_enough and find_spec("triton") is not None
    if wanted == "on" and not able:
        raise SpecError(
            "The model cannot be compiled on this machine.",
            field="recipe.compile",
            remedy="Install a C and C++ compiler (gcc, g++), or choose auto.",
        )
    return able and (wanted == "on" or device.type == "cuda")


def _compiler_found(device: torch.device) -> bool:
    variable, names = (
        ("CC", ("gcc", "clang")) if device.type == "cuda" else ("CXX", ("g++", "clang++"))
    )
    return any(shutil.which(name) for name in (os.environ.get(variable), *names) if name)


def peak_flops(device: torch.device) -> float | None:
    """Dense bfloat16 operations a second by the maker's data sheet; None when not known."""
    if device.type != "cuda":
        return None
    return devices.peak_flops(torch.cuda.get_device_name(device))


def memory_bytes(device: torch.device) -> int:
    """Most memory held so far: by tensors on the GPU, or by this process on a CPU."""
    if device.type == "cuda":
        return torch.cuda.max_memory_allocated(device)
    # What the kernel tells of a process's usage may still be that of the one that started it.
    with suppress(OSError):
        for line in Path("/proc/self/status").read_text("utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def compute_exactly(device: torch.device) -> None:
    """Makes a GPU add in the same order every time, so that a resumed run has the same weights.

    What has no such way on a GPU is warned of, not refused. A CPU does so by itself.
    """
    if device.type == "cuda":
        torch.use_deterministic_algorithms(True, warn_only=True)
        checks: Any = torch.utils.deterministic  # a module whose setting is a property
        checks.fill_uninitialized_memory = False  # it finds bugs only, and costs time


def set_threads(processes_here: int) -> None:
    """Shares the processors among the processes of this machine, unless OMP_NUM_THREADS is set."""
    if not os.environ.get("OMP_NUM_THREADS"):
        torch.set_num_threads(max(available_processors() // processes_here, 1))
