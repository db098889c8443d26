"""How busy nodes and jobs were: samples in, columns for curves out, old ones thinned and dropped.

A sample's data, each value possibly missing or None: ``cpu`` (percent; 100 is one processor fully
busy), ``memory_used_bytes``, of a node also ``memory_bytes``, ``load`` (its one-minute average) and
``disk_free_bytes``, of a job ``processes``; and ``gpus``: a list of {uuid, utilisation (percent),
memory_used_bytes, temperature_c, power_w}.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, delete, select
from sqlalchemy.orm import Session

from backend.core.models import Job, Node, ResourceSample
from backend.core.status import ENDED

FULL_FOR = timedelta(hours=24)
KEPT_FOR = timedelta(days=30)  # of nodes; a job's last as long as the job
THINNED_S = 600.0
JOB_POINTS = 360  # of an old job, on each of its nodes
_ROWS_AT_ONCE = 20_000
_LOOKS_BACK = timedelta(days=8)  # for jobs that changed: a node may have been off for a week

COLUMNS = ("cpu", "memory_used_bytes", "memory_bytes", "load", "disk_free_bytes", "processes")
GPU_COLUMNS = ("utilisation", "memory_used_bytes", "temperature_c", "power_w")

Data = dict[str, Any]


@dataclass(frozen=True)
class GpuSeries:
    """One GPU's columns, as long as its series' times. ``index`` is None when the node lost it."""

    uuid: str
    index: int | None
    columns: dict[str, list[float | None]]


@dataclass(frozen=True)
class Series:
    """Columns over ``times`` (seconds since 1970), all equally long. None: not measured then."""

    node: str
    times: list[float]
    columns: dict[str, list[float | None]]
    gpus: list[GpuSeries]


def add(session: Session, node: str, data: Data) -> None:
    """Stores what a node measured of itself."""
    session.add(ResourceSample(node=node, data=data))


def add_of_job(session: Session, node: str, job_id: str, attempt: int, data: Data) -> None:
    """Stores what an attempt used on a node."""
    session.add(ResourceSample(node=node, job_id=job_id, attempt=attempt, data=data))


def of_node(
    session: Session, node: str, *, since: datetime | None = None, points: int = 400
) -> Series:
    """A node's curve since a moment (None: all of it), as at most about ``points`` rows.

    Where samples are merged, a value is their mean; of memory the most, of free disk the least,
    for those are what a run fails by.
    """
    query = select(ResourceSample.at, ResourceSample.data).where(
        ResourceSample.node == node, ResourceSample.job_id.is_(None)
    )
    rows = [(row.at.timestamp(), row.data) for row in session.execute(_since(query, since))]
    return _series(session, node, rows, points)


def of_job(
    session: Session, job_id: str, *, since: datetime | None = None, points: int = 400
) -> list[Series]:
    """A job's curves, one for each node that ran it; merged as ``of_node`` does."""
    query = select(ResourceSample.node, ResourceSample.at, ResourceSample.data).where(
        ResourceSample.job_id == job_id
    )
    rows: defaultdict[str, list[tuple[float, Data]]] = defaultdict(list)
    for row in session.execute(_since(query, since)):
        rows[row.node].append((row.at.timestamp(), row.data))
    return [_series(session, node, rows[node], points) for node in sorted(rows)]


def thin(session: Session, node: str, now: datetime) -> int:
    """Merges and drops a node's old samples; returns how many rows that saved.

    After a day a node's samples become one for each ten minutes, after 30 days they go. Those of a
    job become at most 360 a day after its end, and go with the job.
    """
    sample = ResourceSample
    # Of every node: one that left for good does not tidy up any more.
    dropped = delete(sample).where(sample.job_id.is_(None), sample.at < now - KEPT_FOR)
    deleted = select(Job.id).where(Job.deleted_at > now - _LOOKS_BACK)
    of_deleted = delete(sample).where(sample.node == node, sample.job_id.in_(deleted))
    saved = sum(_rowcount(session, statement) for statement in (dropped, of_deleted))
    old = (
        select(sample.id, sample.at)
        .where(sample.node == node, sample.at < now - FULL_FOR)
        .order_by(sample.at, sample.id)
    )
    of_itself = session.execute(old.where(sample.job_id.is_(None))).all()
    saved += _merge(session, of_itself, THINNED_S)
    ended = select(Job.id).where(
        Job.status.in_(ENDED),
        Job.finished_at.between(now - _LOOKS_BACK, now - FULL_FOR),
    )
    for job_id in list(session.scalars(ended)):
        rows = session.execute(old.where(sample.job_id == job_id)).all()
        if len(rows) > JOB_POINTS:
            span = (rows[-1].at - rows[0].at).total_seconds()
            saved += _merge(session, rows, max(1.0, span / (JOB_POINTS - 1)))
    return saved


def _rowcount(session: Session, statement: Any) -> int:
    return session.connection().execute(statement).rowcount


def _merge(session: Session, rows: Sequence[Row[int, datetime]], seconds: float) -> int:
    """Makes one row of each stretch of ``seconds``: the first stays and stands for all."""
    stretches: defaultdict[int, list[int]] = defaultdict(list)
    for row in rows:
        stretches[int(row.at.timestamp() // seconds)].append(row.id)
    extra: list[int] = []
    for ids in stretches.values():
        if len(ids) > 1 and len(extra) < _ROWS_AT_ONCE:
            several = session.scalars(
                select(ResourceSample).where(ResourceSample.id.in_(ids))
            ).all()
            first = min(several, key=lambda row: row.id)
            first.data = _combined([row.data for row in several])
            extra += [row.id for row in several if row is not first]
    for start in range(0, len(extra), 500):  # databases limit the parameters of one statement
        some = extra[start : start + 500]
        session.execute(delete(ResourceSample).where(ResourceSample.id.in_(some)))
    return len(extra)


def _since(query: Any, since: datetime | None) -> Any:
    query = query.order_by(ResourceSample.at, ResourceSample.id)
    return query if since is None else query.where(ResourceSample.at >= since)


def _series(session: Session, node: str, rows: Sequence[tuple[float, Data]], points: int) -> Series:
    kept = _downsampled(rows, points)
    row = session.get(Node, node)
    indices = {gpu["uuid"]: gpu["index"] for gpu in (row.gpus if row else [])}
    by_uuid = [{gpu["uuid"]: gpu for gpu in data.get("gpus") or []} for _, data in kept]
    uuids = {uuid for gpus in by_uuid for uuid in gpus}
    return Series(
        node=node,
        times=[time for time, _ in kept],
        columns={name: [data.get(name) for _, data in kept] for name in COLUMNS},
        gpus=[
            GpuSeries(
                uuid=uuid,
                index=indices.get(uuid),
                columns={
                    name: [gpus.get(uuid, {}).get(name) for gpus in by_uuid] for name in GPU_COLUMNS
                },
            )
            for uuid in sorted(uuids, key=lambda uuid: (indices.get(uuid, len(indices)), uuid))
        ],
    )


def _downsampled(rows: Sequence[tuple[float, Data]], points: int) -> list[tuple[float, Data]]:
    """Equal stretches of time, each as one row at its first sample's time."""
    if len(rows) <= points:
        return list(rows)
    start = rows[0][0]
    width = (rows[-1][0] - start) / points or 1.0
    stretches: defaultdict[int, list[tuple[float, Data]]] = defaultdict(list)
    for time, data in rows:
        stretches[min(points - 1, int((time - start) / width))].append((time, data))
    return [(some[0][0], _combined([data for _, data in some])) for some in stretches.values()]


def _combined(samples: Sequence[Data]) -> Data:
    if len(samples) == 1:
        return samples[0]
    merged: Data = _merged_values(samples, COLUMNS)
    gpus: defaultdict[str, list[Data]] = defaultdict(list)
    for sample in samples:
        for gpu in sample.get("gpus") or []:
            gpus[gpu["uuid"]].append(gpu)
    merged["gpus"] = [
        {"uuid": uuid, **_merged_values(some, GPU_COLUMNS)} for uuid, some in gpus.items()
    ]
    return merged


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 3)


_MERGED_BY: dict[str, Callable[[Sequence[float]], float]] = {
    "memory_used_bytes": max,
    "memory_bytes": max,
    "processes": max,
    "disk_free_bytes": min,
}


def _merged_values(samples: Sequence[Data], names: Iterable[str]) -> Data:
    merged: Data = {}
    for name in names:
        values = [sample[name] for sample in samples if sample.get(name) is not None]
        if values:
            merged[name] = _MERGED_BY.get(name, _mean)(values)
    return merged
