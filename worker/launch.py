"""What to execute for an attempt: pure functions from its facts to argv and environment."""

from __future__ import annotations

import base64
import json
import os
import socket
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


LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Command:
    """A program to execute: argument vector, whole environment, working directory, niceness."""

    argv: list[str]
    env: dict[str, str]
    cwd: Path
    niceness: int = 0


@dataclass(frozen=True)
class Meeting:
    """Where the machines of one attempt find each other.

    Attributes:
        nodes: how many there are.
        rank: which one this is; 0 is the one that ``endpoint`` (host:port) belongs to.
        address: at which the others reach this one.
        interface: the network card that has this address; None: not known.
    """

    nodes: int
    rank: int
    endpoint: str
    address: str
    interface: str | None = None


def build_command(
    config: Path,
    *,
    job_id: str,
    attempt: int,
    processes: int,
    gpu_uuids: Sequence[str],
    cores: int,
    launcher: str = "torchrun",
    port: int | None = None,
    meeting: Meeting | None = None,
    niceness: int = 0,
    environ: Mapping[str, str] = os.environ,
    module: str = "minimind.train",
) -> Command:
    """The command for one attempt whose resolved TrainConfig lies at ``config``.

    Args:
        processes: how many ranks train together on this box.
        gpu_uuids: the leased GPUs; none means the CPU.
        cores: processors of this box, shared out among the ranks of a CPU run.
        launcher: of several processes: torchrun, or deepspeed's own, on a single machine.
        port: a free one, for deepspeed's launcher, which cannot pick one by itself.
        meeting: with the other machines; None: there are none.
        niceness: as in ``nice``; 0 to 19.
    """
    trainer = ["-m", module, str(config)]
    rank = meeting.rank if meeting else 0
    if meeting is None and processes == 1:
        argv = trainer
    elif meeting is None and launcher == "deepspeed":
        if port is None:
            raise ValueError("DeepSpeed's launcher needs a free port.")
        slots = _real(gpu_uuids) or list(range(processes))
        argv = _deepspeed(slots, port, module, config)
    else:
        argv = _torchrun(config.parent, f"{job_id}-{attempt}", processes, meeting) + trainer
    env = environment(environ, gpu_uuids, max(1, cores // processes))
    if meeting and meeting.interface:
        # Left alone, gloo takes the card of the host's name: loopback, on many a machine.
        for name in ("GLOO_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME"):
            env.setdefault(name, meeting.interface)
    return Command(
        argv=[sys.executable, *argv],
        env=env | {MARKER: marker_value(job_id, attempt, rank)},
        cwd=config.parent,
        niceness=niceness,
    )


def free_port(host: str = LOOPBACK) -> int:
    """A port that nobody listens on now, which no later moment can promise."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.bind((host, 0))
        return probe.getsockname()[1]


def uses_gpus(gpu_uuids: Sequence[str]) -> bool:
    """Whether a lease holds real GPUs. Pretended ones compute on the CPU."""
    return bool(_real(gpu_uuids))


def _torchrun(
    run_dir: Path, rendezvous_id: str, processes: int, meeting: Meeting | None
) -> list[str]:
    options = [
        "-m", "torch.distributed.run",
        "--nnodes", str(meeting.nodes if meeting else 1),
        "--nproc-per-node", str(processes),
        "--rdzv-backend", "c10d",
        # Port 0: the launcher listens on a port that the system picks, so two jobs never collide,
        # which no port chosen here beforehand could promise.
        "--rdzv-endpoint", meeting.endpoint if meeting else f"{LOOPBACK}:0",
        "--rdzv-id", rendezvous_id,
        "--local-addr", meeting.address if meeting else LOOPBACK,  # else its name must resolve
        "--log-dir", str(run_dir / "torchrun"),  # else it litters TMPDIR
    ]  # fmt: skip
    if meeting:
        # Said, not guessed: the guess compares host names, and fails behind addresses.
        is_host = int(meeting.rank == 0)
        options += ["--node-rank", str(meeting.rank), "--rdzv-conf", f"is_host={is_host}"]
    return options


def _deepspeed(
    slots: Sequence[int] | Sequence[str], port: int, module: str, config: Path
) -> list[str]:
    """Its launcher's part for one machine: the ``deepspeed`` command would orphan its ranks.

    It shows the slots to the ranks as CUDA_VISIBLE_DEVICES, so they are the GPUs' own names.
    """
    world = base64.urlsafe_b64encode(json.dumps({"localhost": list(slots)}).encode()).decode()
    return [
        "-m", "deepspeed.launcher.launch",
        f"--world_info={world}",
        "--master_addr", LOOPBACK,
        "--master_port", str(port),
        "--no_local_rank",
        "--module", module, str(config),
    ]  # fmt: skip


def environment(
    environ: Mapping[str, str], gpu_uuids: Sequence[str], threads: int
) -> dict[str, str]:
    """What of ``environ`` a program on behalf of users gets, and what it gets besides."""
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
        env["DS_ACCELERATOR"] = "cpu"
    # The working directory is the run's; a file there must never pass for a module.
    env["PYTHONSAFEPATH"] = "1"
    inherited = env.get("PYTHONPATH")
    env["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY), *([inherited] if inherited else [])])
    env["PYTHONUNBUFFERED"] = "1"  # the log shows a crash's last words
    return env


def _real(gpu_uuids: Sequence[str]) -> list[str]:
    return [uuid for uuid in gpu_uuids if not uuid.startswith(FAKE_UUID)]
