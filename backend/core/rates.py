"""What runs measured: how fast they trained, what else they spent time on, how much memory."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from backend.core import adjustments
from backend.core.ids import now
from backend.core.models import Attempt, Checkpoint, Dataset, Job, Node, Rate
from backend.core.tokenizers import of_job
from minimind.spec.events import Costs, Finished
from minimind.spec.stages import AnyRecipe, recipe_adapter
from minimind.spec.tokenizers import SHIPPED_VOCAB_SIZE

PROBE = "probe"  # the kind of a job that only measures
PROBE_SECONDS = 15.0  # of steady updates

# Of each device, stage and size the newest measurements suffice.
_KEPT = 8
_READ = 100
_CACHE = "rates"


@dataclass(frozen=True)
class Measured:
    """One stored rate."""

    job_id: str
    measured_at: datetime
    node: str
    device: str
    stage: str
    model: str
    data: dict[str, Any]

    @cached_property
    def costs(self) -> Costs:
        return Costs.model_validate(self.data["costs"])

    @cached_property
    def recipe(self) -> AnyRecipe:
        """As it was trained with, a probe's smaller steps included."""
        return recipe_adapter.validate_python(self.data["recipe"])

    @property
    def tokenizer(self) -> str | None:
        """Its id; None: the shipped one."""
        return self.data.get("tokenizer")

    @property
    def vocab_size(self) -> int:
        return self.data.get("vocab_size", SHIPPED_VOCAB_SIZE)

    @property
    def is_steady(self) -> bool:
        """Whether it lasted longer than a warm-up; looked at without reading all of it."""
        return self.data["costs"]["steps"]["count"] > 0

    @property
    def devices(self) -> int:
        """GPUs that shared the work; without GPUs machines, for processes share processors."""
        return self.data["nodes"] * max(self.data["gpus"], 1)


def record(session: Session, job: Job, attempt: int, ending: Finished) -> None:
    """Stores what an attempt that ends just now measured; nothing when it measured nothing.

    Called before its GPUs are given back.
    """
    costs = ending.costs
    row = session.get(Attempt, (job.id, attempt))
    node = session.get(Node, row.node) if row is not None else None
    if costs is None or row is None or node is None:
        return
    dataset = session.get_one(Dataset, job.dataset_id)
    teacher_id = job.teacher_checkpoint_id
    teacher = session.get_one(Checkpoint, teacher_id).model if teacher_id else None
    rate = Rate(
        job_id=job.id,
        node=node.name,
        device=device_name(node, job.gpus, job.wanted_gpu),
        stage=job.stage,
        model=job.model,
        data={
            "kind": job.kind,
            "recipe": adjustments.recipe(job).model_dump(mode="json"),
            "gpus": job.gpus,
            "processes": job.processes,
            "nodes": job.nodes,
            "teacher": teacher,
            "parent": job.parent_checkpoint_id,
            "tokenizer": job.tokenizer_id,
            "vocab_size": of_job(session, job).vocab_size,
            "dataset": dataset.id,
            "dataset_bytes": dataset.bytes,
            "dataset_rows": dataset.rows,
            "costs": costs.model_dump(),
            "fixed_seconds": _unaccounted((now() - row.started_at).total_seconds(), costs),
        },
    )
    session.add(rate)
    session.flush()
    session.info.pop(_CACHE, None)
    _drop_old(session, rate)


def known(session: Session) -> Sequence[Measured]:
    """What was measured lately, newest first; read once in a transaction."""
    if _CACHE not in session.info:
        where = (Rate.job_id, Rate.measured_at, Rate.node, Rate.device)
        what = (Rate.stage, Rate.model, Rate.data)
        rows = session.execute(select(*where, *what).order_by(Rate.id.desc()).limit(_READ))
        session.info[_CACHE] = [Measured(*row) for row in rows]
    return session.info[_CACHE]


def device_name(node: Node, gpus: int, wanted: str | None = None) -> str:
    """What a job of ``gpus`` GPUs computes on there: their model, or ``cpu:<processors>``."""
    if not gpus:
        return f"cpu:{node.cpus}"
    part = (wanted or "").casefold()
    names = [str(gpu["name"]) for gpu in node.gpus if part in str(gpu["name"]).casefold()]
    return names[0] if names else "no GPU"


def _unaccounted(wall: float, costs: Costs) -> float:
    """Seconds of an attempt that do not grow with its length: launching, loading, warming up."""
    updates = costs.warm_up.count + costs.steps.count
    each = costs.steps.each or costs.warm_up.each
    parts = (costs.validations, costs.samples, costs.saves)
    spent = updates * each + sum(part.seconds for part in parts) + costs.write_seconds
    return max(wall - spent - costs.tokenize_seconds - costs.reference_seconds, 0.0)


def _drop_old(session: Session, rate: Rate) -> None:
    same = (
        (Rate.node == rate.node) & (Rate.device == rate.device)
        & (Rate.stage == rate.stage) & (Rate.model == rate.model)
    )  # fmt: skip
    kept = select(Rate.id).where(same).order_by(Rate.id.desc()).limit(_KEPT)
    session.execute(
        delete(Rate).where(same, Rate.id.not_in(list(session.scalars(kept)))),
        execution_options={"synchronize_session": False},
    )
