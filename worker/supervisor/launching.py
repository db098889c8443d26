"""From an assignment to a launched run: its directory, its config, its command."""

from __future__ import annotations

import shutil

from minimind.spec import RunDir
from worker.inventory import cpu_count
from worker.launch import Command, Meeting, build_command, free_port
from worker.options import WorkerOptions
from worker.record import Assignment
from worker.trainer import write_atomically

_DISCARDED = "discarded-"


def prepare(run_dir: RunDir, assignment: Assignment) -> None:
    """Makes the run directory ready: no earlier wish, the config, nothing wrong to go on from.

    Raises OSError.
    """
    run_dir.path.mkdir(parents=True, exist_ok=True)
    run_dir.control.unlink(missing_ok=True)
    config = assignment.config
    if not config.resume:
        discard_checkpoints(run_dir, config.attempt)
    write_atomically(run_dir.config(config.attempt), config.model_dump_json(indent=1) + "\n")


def discard_checkpoints(run_dir: RunDir, attempt: int) -> None:
    """Removes what earlier attempts saved, at once: no crash leaves a part of it to go on from."""
    if run_dir.checkpoints.exists():
        run_dir.checkpoints.rename(run_dir.path / f"{_DISCARDED}{attempt}")
    for left in run_dir.path.glob(f"{_DISCARDED}*"):
        shutil.rmtree(left)


def command(
    run_dir: RunDir,
    assignment: Assignment,
    options: WorkerOptions,
    meeting: Meeting | None = None,
) -> Command:
    """What to execute on this machine."""
    config = assignment.config
    return build_command(
        run_dir.config(config.attempt),
        job_id=config.job_id,
        attempt=config.attempt,
        processes=assignment.processes,
        gpu_uuids=assignment.gpu_uuids,
        cores=cpu_count(),
        launcher=assignment.launcher,
        port=free_port() if assignment.launcher == "deepspeed" else None,
        meeting=meeting,
        niceness=options.niceness,
        module=options.trainer_module,
    )
