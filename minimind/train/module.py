"""A model and its stage's loss as one module: what strategies wrap."""

from __future__ import annotations

import torch
from torch import nn

from minimind.model import Transformer
from minimind.stages import Batch, Sums, TrainingStage


class LossModule(nn.Module):
    """Computes in ``precision`` (autocast) with weights that stay float32."""

    def __init__(self, model: Transformer, stage: TrainingStage, precision: torch.dtype) -> None:
        super().__init__()
        self.model = model
        self._stage = stage
        self._precision = precision

    @property
    def precision(self) -> torch.dtype:
        return self._precision

    def forward(self, batch: Batch) -> Sums:
        """As ``TrainingStage.sums``."""
        autocast = self._precision != torch.float32
        with torch.autocast(batch.input_ids.device.type, self._precision, enabled=autocast):
            return self._stage.sums(self.model, batch)
