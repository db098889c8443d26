"""Times and limits of the worker: the variables ``MINIMIND_WORKER_<NAME>``, with sound defaults."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from worker.inventory import cpu_count

_CORES_FOR_TWO = 8


class WorkerOptions(BaseSettings):
    """Seconds, unless said otherwise."""

    model_config = SettingsConfigDict(env_prefix="MINIMIND_WORKER_", frozen=True)

    tick_s: float = Field(default=3.0, gt=0, description="Between two looks at the table.")
    poll_s: float = Field(default=0.25, gt=0, description="Between two looks at a run's events.")
    heartbeat_s: float = Field(
        default=5.0, gt=0, description="Between renewals of a quiet run's lease."
    )
    register_grace_s: float = Field(
        default=15.0, gt=0, description="For a new supervisor to register before it counts as lost."
    )
    stop_grace_s: float = Field(
        default=120.0,
        gt=0,
        description="For a run to stop with a checkpoint before it is ended by force.",
    )
    exit_grace_s: float = Field(
        default=30.0,
        gt=0,
        description="For the processes to leave after the run said that it is finished.",
    )
    term_s: float = Field(
        default=5.0, ge=0, description="From SIGTERM to SIGKILL for what is left."
    )
    kill_s: float = Field(default=10.0, gt=0, description="For killed processes to disappear.")
    shutdown_stop_s: float = Field(
        default=5.0, gt=0, description="For a run to save when the box shuts down."
    )
    shutdown_s: float = Field(
        default=8.0, gt=0, description="For a supervisor in all, when it does."
    )
    max_restarts: int = Field(
        default=5,
        ge=0,
        description="Restarts in a row without a new checkpoint before a run fails.",
    )
    no_progress_s: float = Field(
        default=1800.0,
        gt=0,
        description="For a run that computes to make a step; longer when its steps take long.",
    )
    idle_s: float = Field(
        default=300.0,
        gt=0,
        description="For a run that computes nothing to say something before it counts as hung.",
    )
    suspended_s: float = Field(
        default=15.0, gt=0, description="For a suspended process to be woken up again."
    )
    progress_check_s: float = Field(
        default=5.0, gt=0, description="Between two looks at whether a run computes."
    )
    member_lost_s: float = Field(
        default=30.0,
        gt=0,
        description="For another machine of a run to be heard of before it counts as lost.",
    )
    node_lost_s: float = Field(
        default=180.0,
        gt=0,
        description="For another machine to be heard of before its runs go on elsewhere. A run "
        "that cannot reach the database for three quarters of it ends itself.",
    )
    tasks: int = Field(
        default_factory=lambda: 2 if cpu_count() >= _CORES_FOR_TWO else 1,
        ge=1,
        description="Heavy tasks (imports, checks, ...) at once on this machine.",
    )
    task_stop_s: float = Field(
        default=10.0, gt=0, description="For a task to stop by itself before it is ended by force."
    )
    niceness: int = Field(
        default=0, ge=0, le=19, description="Of runs: higher gives way to other programs."
    )
    trainer_module: str = Field(
        default="minimind.train",
        description="Run as python -m MODULE CONFIG; obeys the run directory.",
    )
    work_module: str = Field(
        default="minimind.work",
        description="Run as python -m MODULE FOLDER for a task; obeys the folder.",
    )
