"""Command lines and environments of attempts."""

from __future__ import annotations

import base64
import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pytest

from backend.core.settings import REPOSITORY
from worker.inventory import interface_of
from worker.launch import Command, Meeting, build_command, free_port, uses_gpus

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


def command(
    processes: int = 1, gpu_uuids: list[str] | None = None, cores: int = 8, **options: Any
) -> Command:
    return build_command(
        CONFIG,
        job_id="job-a",
        attempt=2,
        processes=processes,
        gpu_uuids=gpu_uuids or [],
        cores=cores,
        **{"environ": ENVIRON, **options},
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


def test_deepspeeds_launcher_gets_a_port_of_its_own_and_no_local_rank() -> None:
    argv = command(processes=2, launcher="deepspeed", port=4711).argv
    assert argv[:3] == [sys.executable, "-m", "deepspeed.launcher.launch"]
    assert argv[-3:] == ["--module", "minimind.train", str(CONFIG)]
    assert "--no_local_rank" in argv
    assert argv[argv.index("--master_port") + 1] == "4711"
    assert world(argv) == {"localhost": [0, 1]}
    with pytest.raises(ValueError, match="port"):
        command(processes=2, launcher="deepspeed")


def test_deepspeeds_launcher_shows_the_leased_gpus_by_their_own_names() -> None:
    argv = command(
        processes=2, gpu_uuids=["GPU-aa", "GPU-bb"], launcher="deepspeed", port=4711
    ).argv
    assert world(argv) == {"localhost": ["GPU-aa", "GPU-bb"]}


def test_one_process_needs_no_launcher() -> None:
    assert command(launcher="deepspeed").argv == command().argv


def test_machines_of_one_attempt_meet_where_the_first_one_says() -> None:
    first = command(processes=4, meeting=Meeting(2, 0, "10.0.0.1:4711", "10.0.0.1"))
    second = command(processes=4, meeting=Meeting(2, 1, "10.0.0.1:4711", "10.0.0.2"))
    for made, rank, address in ((first, "0", "10.0.0.1"), (second, "1", "10.0.0.2")):
        argv = made.argv
        options = dict(zip(argv[3:-3:2], argv[4:-3:2], strict=True))
        assert options["--nnodes"] == "2"
        assert options["--rdzv-endpoint"] == "10.0.0.1:4711"
        assert options["--rdzv-id"] == "job-a-2"
        assert (options["--node-rank"], options["--local-addr"]) == (rank, address)
    assert "is_host=1" in first.argv and "is_host=0" in second.argv
    # A machine with several parts can tell them apart by the marker.
    assert first.env["MINIMIND_ATTEMPT"] == "job-a:2"
    assert second.env["MINIMIND_ATTEMPT"] == "job-a:2/1"


def test_machines_talk_over_the_card_of_the_address_they_are_known_by() -> None:
    meeting = Meeting(2, 1, "10.0.0.1:4711", "10.0.0.2", "eth1")
    names = ("GLOO_SOCKET_IFNAME", "NCCL_SOCKET_IFNAME")
    env = command(meeting=meeting).env
    assert [env[name] for name in names] == ["eth1", "eth1"]
    chosen = command(meeting=meeting, environ={"NCCL_SOCKET_IFNAME": "ib0"}).env
    assert [chosen[name] for name in names] == ["eth1", "ib0"]
    assert not any(name in command(processes=2).env for name in names)
    assert interface_of("127.0.0.1") == "lo"
    assert interface_of("10.77.255.254") is None


def test_one_process_on_each_of_several_machines_still_meets_the_others() -> None:
    argv = command(processes=1, meeting=Meeting(2, 1, "10.0.0.1:4711", "10.0.0.2")).argv
    assert argv[:3] == [sys.executable, "-m", "torch.distributed.run"]


def test_a_free_port_can_be_listened_on() -> None:
    with socket.create_server(("127.0.0.1", free_port())):
        pass


def world(argv: list[str]) -> Any:
    [word] = [word for word in argv if word.startswith("--world_info=")]
    return json.loads(base64.urlsafe_b64decode(word.partition("=")[2]))
