"""Held-out loss."""

from __future__ import annotations

import numpy as np
import torch

from minimind.data.packing import PackedSequences
from minimind.model import Transformer
from minimind.stages import Batch, TrainingStage
from minimind.train.plan import shares
from minimind.train.strategy import Strategy


@torch.no_grad()
def evaluate(
    model: Transformer,
    stage: TrainingStage,
    sequences: PackedSequences,
    *,
    strategy: Strategy,
    micro_batch: int,
    precision: torch.dtype,
) -> float:
    """Mean loss in nats over the targets of ``sequences``, shared out over the processes."""
    device = strategy.device
    total = torch.zeros((), dtype=torch.float64, device=device)
    every = np.arange(len(sequences))
    for share in shares(every, strategy.rank, strategy.world_size, micro_batch):
        if len(share):
            batch = Batch.of(sequences.collate(share), device)
            with torch.autocast(device.type, precision, enabled=precision != torch.float32):
                total += stage.loss(model, batch)
    return strategy.sum(total).item() / int(sequences.targets.sum())
