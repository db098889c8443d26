"""Command lines and environments of attempts."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from backend.core.settings import REPOSITORY
from worker.launch import Command, build_command, uses_gpus

CONFIG = Path("/data/runs/job-a/config-2.json")
ENVIRON = {
    "PATH": "/usr/bin",
    "HOME": "/home/me",
    "PYTHONPATH": "/mine",
    "NCCL_DEBUG": "INFO",
    "MINIMIND_DATABASE_URL": "postgresql://user:secret@db/x",
    "MINIMIND_REDIS_URL": "redis://:secret@redis/0",
    "REDIS_URL": "redis://:secret@redis/0",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "HF_TOKEN": "secret",
    "CUDA_VISIBLE_DEVICES": "0,1,2,3",
}


def command(processes: int = 1, gpu_uuids: list[str] | None = None, cores: int = 8) -> Command:
    return build_command(
        CONFIG,
        job_id="job-a",
        attempt=2,
        processes=processes,
        gpu_uuids=gpu_uuids or [],
        cores=cores,
        environ=ENVIRON,
    )


def test_one_process_runs_the_trainer_itself() -> None:
    assert command().argv == [sys.executable, "-m", "minimind.train", str(CONFIG)]
    assert command().cwd == CONFIG.parent


def test_several_processes_run_under_torchrun_on_a_port_the_system_picks() -> None:
    argv = command(processes=4).argv
    assert argv[:3] == [sys.executable, "-m", "torch.distributed.run"]
    assert argv[-3:] == ["-m", "minimind.train", str(CONFIG)]
    options = dict(zip(argv[3:-3:2], argv[4:-3:2], strict=True))
    assert options["--nproc-per-node"] == "4"
    assert options["--rdzv-endpoint"] == "127.0.0.1:0"
    assert options["--rdzv-id"] == "job-a-2"
    assert options["--log-dir"].startswith(str(CONFIG.parent))


def test_no_secret_reaches_the_trainer() -> None:
    env = command().env
    assert "secret" not in " ".join(env.values())
    assert env["PATH"] == "/usr/bin"
    assert env["NCCL_DEBUG"] == "INFO"


def test_processes_carry_the_attempt() -> None:
    assert command().env["MINIMIND_ATTEMPT"] == "job-a:2"


def test_only_leased_gpus_are_visible() -> None:
    env = command(processes=2, gpu_uuids=["GPU-aa", "GPU-bb"]).env
    assert env["CUDA_VISIBLE_DEVICES"] == "GPU-aa,GPU-bb"
    assert "OMP_NUM_THREADS" not in env


def test_a_cpu_run_sees_no_gpu_and_shares_the_processors() -> None:
    assert command(processes=2, cores=8).env["CUDA_VISIBLE_DEVICES"] == ""
    assert command(processes=2, cores=8).env["OMP_NUM_THREADS"] == "4"
    assert command(processes=4, cores=2).env["OMP_NUM_THREADS"] == "1"


def test_pretended_gpus_compute_on_the_cpu() -> None:
    assert not uses_gpus(["FAKE-0"])
    assert uses_gpus(["GPU-aa"])
    assert command(gpu_uuids=["FAKE-0"]).env["CUDA_VISIBLE_DEVICES"] == ""


def test_the_package_is_found_and_the_run_directory_is_no_place_for_modules() -> None:
    env = command().env
    assert env["PYTHONPATH"].split(os.pathsep) == [str(REPOSITORY), "/mine"]
    assert env["PYTHONSAFEPATH"] == "1"
