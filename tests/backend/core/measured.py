"""Rates as runs would have measured them."""

from __future__ import annotations

from typing import Any

from backend.core.models import Rate
from minimind.spec import build_recipe
from minimind.spec.events import Costs, Spent


def costs(**changes: Any) -> Costs:
    """Steps of a second, 1000 positions each, a tenth of it the optimizer's."""
    values: dict[str, Any] = {
        "precision": "bfloat16", "compiled": False, "world_size": 1, "tokenize_seconds": 0.0,
        "reference_seconds": 0.0, "warm_up": Spent(count=3, seconds=6),
        "steps": Spent(count=10, seconds=10), "update_seconds": 1.0, "positions": 10_000,
        "sequences": 80, "validations": Spent(count=2, seconds=1), "validation_positions": 1000,
        "samples": Spent(count=1, seconds=2), "saves": Spent(count=2, seconds=0.4),
        "write_seconds": 0.5, "memory_bytes": 600_000_000, "epoch_sequences": 800,
        "epoch_positions": 95_000, "context": 40.0,
    }  # fmt: skip
    return Costs(**(values | changes))


def rate(
    *,
    job_id: str = "job-a",
    node: str = "box-a",
    device: str = "cpu:2",
    stage: str = "pretrain",
    model: str = "nano",
    dataset: str = "ds-other",
    recipe: dict[str, Any] | None = None,
    spent: Costs | None = None,
    **data: Any,
) -> Rate:
    """One of a nano pretraining on two processors, unless said otherwise."""
    values: dict[str, Any] = {
        "kind": "probe", "gpus": 0, "processes": 1, "nodes": 1, "teacher": None, "parent": None,
        "dataset": dataset, "dataset_bytes": 300_000, "dataset_rows": 3000, "fixed_seconds": 5.0,
    }  # fmt: skip
    values["recipe"] = build_recipe(stage, recipe or {}).model_dump(mode="json")
    values["costs"] = (spent or costs()).model_dump()
    return Rate(
        job_id=job_id,
        node=node,
        device=device,
        stage=stage,
        model=model,
        data=values | data,
    )
