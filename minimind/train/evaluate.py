"""Held-out loss and figures."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from minimind.data.segments import Ints
from minimind.stages import Batch
from minimind.train.plan import shares
from minimind.train.strategy import Strategy


def evaluate(
    strategy: Strategy,
    make: Callable[[Ints], Batch],
    *,
    sequences: int,
    units: int,
    micro_batch: int,
) -> dict[str, float]:
    """Means over ``units`` of the stage's sums over all ``sequences``.

    Args:
        make: the batch of some of them; of none for a process that has no share.
    """
    totals: dict[str, torch.Tensor] = {}
    every = np.arange(sequences)
    for share in shares(every, strategy.rank, strategy.world_size, micro_batch):
        for name, value in strategy.evaluate(make(share)).items():
            totals[name] = totals.get(name, 0) + value.double()
    names = sorted(totals)
    summed = strategy.sum(torch.stack([totals[name] for name in names])).tolist()
    means = {name: value / units for name, value in zip(names, summed, strict=True)}
    return {**means, "loss": means.get("nats", means["loss"])}
