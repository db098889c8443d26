"""What the loop needs of a stage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from minimind.data.packing import Arrays
from minimind.data.segments import Overlong
from minimind.model import Transformer


@dataclass(frozen=True)
class Batch:
    """Packed sequences on the device: ``B`` sequences of ``T`` positions, ``K`` targets."""

    input_ids: Tensor  # int64 [B, T]
    positions: Tensor  # int64 [B, T], restarting at each document
    documents: Tensor  # int64 [B, T], -1 for padding
    target_positions: Tensor  # int64 [K] indices into the flattened [B * T]
    target_ids: Tensor  # int64 [K]

    @classmethod
    def of(cls, arrays: Arrays, device: torch.device) -> Batch:
        """Moves ``arrays`` to ``device``."""
        return cls(
            *(
                torch.from_numpy(array).to(device, non_blocking=True)
                for array in (
                    arrays.input_ids,
                    arrays.positions,
                    arrays.documents,
                    arrays.target_positions,
                    arrays.target_ids,
                )
            )
        )

    def attention_mask(self) -> Tensor:
        """bool ``[B, 1, T, T]``, True attends: earlier positions of the same document."""
        length = self.documents.shape[1]
        causal = torch.ones(length, length, dtype=torch.bool, device=self.documents.device).tril()
        same = self.documents[:, None, :, None] == self.documents[:, None, None, :]
        return same & causal


@dataclass(frozen=True)
class TrainingStage:
    """A stage of training.

    Attributes:
        name: as in ``minimind.spec.STAGES``.
        overlong: what becomes of rows longer than the sequence length.
        loss: sum of the loss over a batch's targets, float32 scalar.
    """

    name: str
    overlong: Overlong
    loss: Callable[[Transformer, Batch], Tensor]
