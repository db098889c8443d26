"""What to execute for an attempt: pure functions from its facts to argv and environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from backend.core.settings import REPOSITORY
from worker.inventory import FAKE_UUID
from worker.processes import MARKER, marker_value

# A trainer gets what programs need to run and what steers CUDA; nothing else, so no addresses of
# databases and no tokens.
_ALLOWED = (
    "PATH", "HOME", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "VIRTUAL_ENV",
    "LD_LIBRARY_PATH", "LD_PRELOAD", "PYTHONPATH", "PYTHONHOME", "XDG_CACHE_HOME", "CC", "CXX",
)  # fmt: skip
_ALLOWED_PREFIXES = (
    "LC_", "CUDA_", "NVIDIA_", "NCCL_", "GLOO_", "TORCH", "PYTORCH_", "TRITON_", "OMP_", "MKL_",
    "TOKENIZERS_", "RAYON_",
)  # fmt: skip


@dataclass(frozen=True)
class Command:
    """A program to execute: argument vector, whole environment, working directory."""

    argv: list[str]
    env: dict[str, str]
    cwd: Path


def build_command(
    config: Path,
    *,
    job_id: str,
    attempt: int,
    processes: int,
    gpu_uuids: Sequence[str],
    cores: int,
    environ: Mapping[str, str] = os.environ,
    module: str = "minimind.train",
) -> Command:
    """The command for one attempt whose resolved TrainConfig lies at ``config``.

    Args:
        processes: how many ranks train together on this box.
        gpu_uuids: the leased GPUs; none means the CPU.
        cores: processors of this box, shared out among the ranks of a CPU run.
    """
    return Command(
        argv=_argv(config, job_id, attempt, processes, module),
        env={
            **_environment(environ, gpu_uuids, max(1, cores // processes)),
            MARKER: marker_value(job_id, attempt),
        },
        cwd=config.parent,
    )


def uses_gpus(gpu_uuids: Sequence[str]) -> bool:
    """Whether a lease holds real GPUs. Pretended ones compute on the CPU."""
    return bool(_real(gpu_uuids))


def _argv(config: Path, job_id: str, attempt: int, processes: int, module: str) -> list[str]:
    trainer = ["-m", module, str(config)]
    if processes == 1:
        return [sys.executable, *trainer]
    return [
        sys.executable, "-m", "torch.distributed.run",
        "--nnodes", "1",
        "--nproc-per-node", str(processes),
        # Port 0: the launcher listens on a port that the system picks, so two jobs never collide,
        # which no port chosen here beforehand could promise.
        "--rdzv-backend", "c10d",
        "--rdzv-endpoint", "127.0.0.1:0",
        "--rdzv-id", f"{job_id}-{attempt}",
        "--local-addr", "127.0.0.1",  # else the host's name must resolve
        "--log-dir", str(config.parent / "torchrun"),  # else it litters TMPDIR
        *trainer,
    ]  # fmt: skip


def _environment(
    environ: Mapping[str, str], gpu_uuids: Sequence[str], threads: int
) -> dict[str, str]:
    env = {
        name: value
        for name, value in environ.items()
        if name in _ALLOWED or name.startswith(_ALLOWED_PREFIXES)
    }
    real = _real(gpu_uuids)
    # By UUID: CUDA numbers devices in another order than the driver's tools do.
    env["CUDA_VISIBLE_DEVICES"] = ",".join(real)
    if not real:
        env["OMP_NUM_THREADS"] = str(threads)
    # The working directory is the run's; a file there must never pass for a module.
    env["PYTHONSAFEPATH"] = "1"
    inherited = env.get("PYTHONPATH")
    env["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY), *([inherited] if inherited else [])])
    env["PYTHONUNBUFFERED"] = "1"  # the log shows a crash's last words
    return env


def _real(gpu_uuids: Sequence[str]) -> list[str]:
    return [uuid for uuid in gpu_uuids if not uuid.startswith(FAKE_UUID)]
