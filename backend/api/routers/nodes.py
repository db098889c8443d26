"""The machines that train."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Path
from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.api.deps import DatabaseDep, Ident, NotifierDep
from backend.api.error_docs import documented
from backend.api.notify import Notifier
from backend.api.schemas.nodes import Gpu, NodeInfo, NodeJob, NodeUsage
from backend.api.views import is_alive
from backend.core import gpus
from backend.core.db import Database
from backend.core.models import Job, Lease, Node

router = APIRouter(prefix="/api/nodes", tags=["nodes"])

GpuIndex = Annotated[int, Path(ge=0, lt=10_000, description="The GPU's `index`.")]


@router.get("", responses=documented())
def list_nodes(database: DatabaseDep) -> list[NodeInfo]:
    """List the machines that train.

    Each with its GPUs: how busy they are, which job holds them, and why one cannot be used, such as
    `In use by 'python' (pid 4242) of alice, 8.1 GB`.
    """
    with database.session() as session:
        return _infos(session, list(session.scalars(select(Node).order_by(Node.name))))


@router.get("/{name}", responses=documented(404, 422))
def get_node(name: Ident, database: DatabaseDep) -> NodeInfo:
    """Get one machine."""
    with database.session() as session:
        return _infos(session, [gpus.node(session, name)])[0]


@router.post("/{name}/gpus/{index}/release", responses=documented(403, 404, 409, 422))
def release_gpu(
    name: Ident, index: GpuIndex, database: DatabaseDep, notifier: NotifierDep
) -> NodeInfo:
    """Give a GPU in quarantine back to runs.

    A GPU that reported a fault of its own is used again only when somebody says so: mend it first
    (its `quarantine.reason` says how). 409 when it is not in quarantine, or the driver still cannot
    use it.
    """
    return _change(database, notifier, lambda session: gpus.release(session, name, index))


@router.delete("/{name}/gpus/{index}", responses=documented(403, 404, 409, 422))
def forget_gpu(
    name: Ident, index: GpuIndex, database: DatabaseDep, notifier: NotifierDep
) -> NodeInfo:
    """Remove a GPU that was taken out of its machine.

    409 while the driver finds it, or a job holds it. Should it come back, it is a new one.
    """
    return _change(database, notifier, lambda session: gpus.forget(session, name, index))


def _change(database: Database, notifier: Notifier, change: Callable[[Session], Node]) -> NodeInfo:
    with database.transaction() as session:
        [info] = _infos(session, [change(session)])
    notifier.changed()
    return info


def _infos(session: Session, nodes: Sequence[Node]) -> list[NodeInfo]:
    query = (
        select(Lease.node, Lease.resource, Job.id, Job.name, Job.status, Lease.attempt)
        .join(Job, Job.id == Lease.job_id)
        .where(Lease.node.in_([node.name for node in nodes]))
        .order_by(Job.id)
    )
    held: dict[str, dict[str, NodeJob]] = {node.name: {} for node in nodes}
    for row in session.execute(query):
        job = NodeJob(id=row.id, name=row.name, status=row.status, attempt=row.attempt)
        held[row.node][row.resource] = job
    return [_info(node, held[node.name]) for node in nodes]


def _info(node: Node, held: dict[str, NodeJob]) -> NodeInfo:
    without_gpu = [job for resource, job in held.items() if not resource.startswith("gpu:")]
    return NodeInfo(
        name=node.name,
        alive=is_alive(node),
        heartbeat_at=node.heartbeat_at,
        cpus=node.cpus,
        memory_bytes=node.memory_bytes,
        disk_free_bytes=node.disk_free_bytes,
        address=node.address,
        usage=NodeUsage.model_validate(node.usage) if node.usage else None,
        gpus=[_gpu(gpu, held.get(f"gpu:{gpu['index']}")) for gpu in node.gpus],
        cpu_jobs=without_gpu,
    )


def _gpu(entry: dict[str, Any], job: NodeJob | None) -> Gpu:
    told = {name: value for name, value in entry.items() if name in Gpu.model_fields}
    releasable = bool(entry.get("quarantine")) and not entry.get("trouble")
    return Gpu.model_validate({**told, "releasable": releasable, "job": job})
