"""Jobs and points that are there before the load begins."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import numpy as np
from sqlalchemy import insert

from backend.core import curves, datasets, db, jobs
from backend.core.ids import now
from backend.core.models import Attempt, Job, Node
from backend.core.settings import Settings

BIG = "job-bigcurve0000"
BIG_POINTS = 1_000_000
_AT_ONCE = 100_000  # points in a transaction
_CURVES = 90  # the points that are not the big curve's are those of so many jobs


def dataset(settings: Settings, database: db.Database) -> str:
    """A dataset and a machine to submit to; returns the dataset's id."""
    rows = b"".join(b'{"text": "Some words, number %d."}\n' % i for i in range(200))
    with (
        datasets.receive(settings, [rows], "text") as upload,
        database.transaction() as session,
    ):
        stored = datasets.store(session, settings, upload, name="words")[0]
        session.add(Node(name=settings.node_name, gpus=[], cpus=2, heartbeat_at=now()))
        return stored.id


def seed(
    database: db.Database, dataset_id: str, *, count: int, points: int, running: int
) -> list[str]:
    """``count`` jobs that have ended, with ``points`` points in all; returns ``running`` more
    ids, of jobs that are under way in their first attempt."""
    spec = {"stage": "pretrain", "model": "nano", "dataset": dataset_id}
    with database.transaction() as session:
        pattern, _ = jobs.submit(session, jobs.JobSpec.parse(spec))
    common = {
        "stage": "pretrain", "model": "nano", "spec": spec, "recipe": pattern.recipe,
        "dataset_id": dataset_id, "gpus": 0, "processes": 1, "attempt": 1, "node": "box-a",
        "request_hash": "seeded", "adjustments": [], "baseline": {"unigram_entropy": 6.5},
        "progress": {"step": 10, "total_steps": 10, "loss": 3.0},
    }  # fmt: skip
    ended = [BIG, *(f"job-seeded{number:06d}" for number in range(count - 1))]
    alive = [f"job-running{number:05d}" for number in range(running)]
    rows: list[dict[str, Any]] = []
    for place, ident in enumerate([*ended, *alive]):
        moment = now() - timedelta(seconds=count + running - place)
        status = "done" if place < len(ended) else "running"
        more = {"id": ident, "name": ident, "status": status, "created_at": moment}
        if status == "done":
            more["finished_at"] = moment
        rows.append(common | more)
    attempts = [
        {"job_id": ident, "number": 1, "node": "box-a", "start_step": 0,
         "lease_until": now() + timedelta(hours=2)}
        for ident in [*ended[: _CURVES + 1], *alive]
    ]  # fmt: skip
    with database.transaction() as session:
        for status in ("done", "running"):
            session.execute(insert(Job), [row for row in rows if row["status"] == status])
        session.execute(insert(Attempt), attempts)
    big = min(points, BIG_POINTS)
    _store(database, BIG, big)
    for ident in ended[1 : _CURVES + 1]:
        _store(database, ident, (points - big) // _CURVES)
    return alive


def _store(database: db.Database, job_id: str, count: int) -> None:
    if not count:
        return
    table = curve_table(count, seed=len(job_id) + count)
    for start in range(0, count, _AT_ONCE):
        with database.transaction() as session:
            curves.append(session, job_id, 1, "metric", table[:, start : start + _AT_ONCE])


def curve_table(count: int, seed: int) -> curves.Table:
    """A noisy curve with spikes and holes, all columns that pretraining has."""
    random = np.random.default_rng(seed)
    step = np.arange(1, count + 1)
    loss = 8 / np.sqrt(1 + step / 500) + random.normal(0, 0.1, count)
    loss[random.integers(0, max(count, 1), min(20, count))] = np.nan
    values = {
        "time": 1.7e9 + step * 0.5, "step": step, "epoch": step / count, "loss": loss,
        "learning_rate": 5e-4 * (1 - step / count), "grad_norm": 1 + random.random(count),
        "tokens_per_s": 1e5 + random.normal(0, 1e3, count), "tokens": step * 8192,
        "seconds": step * 0.5, "eta_s": (count - step) * 0.5,
        "memory_bytes": np.full(count, 1e10), "wait": random.random(count) * 0.01,
    }  # fmt: skip
    names = curves.COLUMNS["metric"]
    table = np.full((len(names), count), np.nan)
    for name, column in values.items():
        table[names.index(name)] = column
    return table
