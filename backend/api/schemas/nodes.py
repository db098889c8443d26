"""The machines that train, and how busy they and their jobs are."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from backend.api.schemas.common import Answer
from backend.core.status import Status


class GpuStranger(Answer):
    """A process on a GPU that is no run of this studio."""

    pid: int
    name: str | None = Field(description="Its program; null when it lives outside our container.")
    user: str | None
    memory_bytes: int | None


class GpuQuarantine(Answer):
    """Why a GPU was taken out of service. It lasts until somebody releases the GPU."""

    reason: str
    xid: int | None = Field(description="NVIDIA's number of the error, if it had one.")
    since: datetime


class NodeJob(Answer):
    """A job that holds something of a node now."""

    id: str
    name: str
    status: Status
    attempt: int


class Gpu(Answer):
    """One GPU of a node. What a card does not tell is null."""

    index: int
    uuid: str
    name: str
    memory_bytes: int
    utilisation: int | None = Field(default=None, description="Percent of the time.")
    memory_used_bytes: int | None = None
    temperature_c: int | None = Field(default=None, description="Degrees Celsius.")
    power_w: float | None = Field(default=None, description="Watts.")
    unusable: str | None = Field(
        default=None, description="Why no run gets it now, in words; null: one may."
    )
    strangers: list[GpuStranger] = Field(default=[])
    quarantine: GpuQuarantine | None = None
    missing: bool = Field(default=False, description="The driver does not find it any more.")
    releasable: bool = Field(
        default=False, description="It is in quarantine, and the driver can use it again."
    )
    warning: str | None = Field(
        default=None, description="The last fault that it reported and that is none to stop for."
    )
    note: str | None = Field(default=None, description="What else there is to know of it.")
    job: NodeJob | None = None


class GpuUsage(Answer):
    """How busy a GPU was at a moment."""

    uuid: str
    utilisation: int | None = None
    memory_used_bytes: int | None = None
    temperature_c: int | None = None
    power_w: float | None = None


class NodeUsage(Answer):
    """How busy a machine was when it was last heard of."""

    cpu: float | None = Field(description="Percent; 100 is one processor fully busy.")
    load: float | None = Field(description="The load average over a minute.")
    memory_used_bytes: int
    memory_bytes: int
    disk_free_bytes: int | None
    gpus: list[GpuUsage]


class NodeInfo(Answer):
    """A machine that trains. ``alive``: it was heard of within the last seconds."""

    name: str
    alive: bool
    heartbeat_at: datetime
    cpus: int
    memory_bytes: int | None
    disk_free_bytes: int | None = Field(description="Where runs are kept.")
    address: str | None = Field(description="At which other machines reach it.")
    usage: NodeUsage | None = Field(description="Null in its first seconds.")
    gpus: list[Gpu]
    cpu_jobs: list[NodeJob] = Field(description="Jobs that run here without a GPU.")


class GpuColumns(Answer):
    """One GPU's values, one for each of the series' times. Null: not measured then."""

    index: int | None = Field(description="Null when the machine does not have it any more.")
    uuid: str
    utilisation: list[float | None]
    memory_used_bytes: list[float | None]
    temperature_c: list[float | None]
    power_w: list[float | None]


class _Columns(Answer):
    time: list[float] = Field(description="Seconds since 1970.")
    cpu: list[float | None] = Field(description="Percent; 100 is one processor fully busy.")
    memory_used_bytes: list[float | None]
    gpus: list[GpuColumns]


class NodeResources(_Columns):
    """How busy a machine was. All columns are equally long; null: not measured then."""

    node: str
    memory_bytes: list[float | None]
    load: list[float | None]
    disk_free_bytes: list[float | None]


class JobNodeResources(_Columns):
    """What a job used on one machine. All columns are equally long; null: not measured then."""

    node: str
    processes: list[float | None]


class JobResources(Answer):
    """What a job used, on each machine that ran it."""

    job_id: str
    nodes: list[JobNodeResources]
