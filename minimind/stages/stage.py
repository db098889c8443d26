"""What the loop and a stage know of each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

import numpy as np
import torch
from torch import Tensor

from minimind.data.packing import Arrays
from minimind.data.segments import Overlong
from minimind.model import Transformer
from minimind.model.documents import Documents

# Float32 scalars, summed over a batch. ``loss`` (over the stage's units) and ``balance`` (over
# documents, of a mixture of experts) carry gradients; the others are figures for people.
Sums = dict[str, Tensor]
# What a loss is averaged over.
Unit = Literal["target", "sequence"]


@dataclass(frozen=True)
class Batch:
    """Packed sequences on the device: ``B`` sequences of ``T`` positions, ``K`` targets."""

    input_ids: Tensor  # int64 [B, T]
    positions: Tensor  # int64 [B, T], restarting at each document
    segments: Tensor  # int64 [B, T], the document's number within its sequence, -1 for padding
    documents: Documents
    target_positions: Tensor  # int64 [K] indices into the flattened [B * T]
    target_ids: Tensor  # int64 [K]
    reference: Tensor | None = None  # float32 [B, 2], see minimind.stages.dpo

    @classmethod
    def of(
        cls,
        arrays: Arrays,
        device: torch.device,
        *,
        height: int | None = None,
        reference: np.ndarray | None = None,
    ) -> Batch:
        """Moves ``arrays`` to ``device``; does not wait for a GPU to have taken them.

        ``height`` adds rows of padding up to so many, and empty documents: for compiled kernels,
        which are made anew for every new shape.
        """
        if height is not None:
            arrays = _enlarged(arrays, height)

        def move(array: np.ndarray) -> Tensor:
            tensor = torch.from_numpy(array)
            if device.type == "cuda":
                tensor = tensor.pin_memory()
            return tensor.to(device, non_blocking=True)

        rows, width = arrays.input_ids.shape
        segments = move(arrays.documents)
        boundaries = move(arrays.boundaries)
        numbers = torch.arange(len(boundaries) - 1, device=device)
        ids = torch.repeat_interleave(numbers, boundaries.diff(), output_size=rows * width)
        return cls(
            input_ids=move(arrays.input_ids),
            positions=move(arrays.positions),
            segments=segments,
            documents=Documents(
                boundaries=boundaries,
                longest=width,
                ids=ids,
                is_text=segments.flatten() >= 0,
                alone=bool(arrays.documents.max() < 1),
            ),
            target_positions=move(arrays.target_positions),
            target_ids=move(arrays.target_ids),
            reference=None if reference is None else move(reference),
        )


class TrainingStage(Protocol):
    """A stage of training."""

    @property
    def name(self) -> str:
        """As in ``minimind.spec.STAGES``."""
        ...

    @property
    def overlong(self) -> Overlong:
        """What becomes of rows longer than the sequence length."""
        ...

    @property
    def group(self) -> int:
        """Rows that belong together: 2 for preference pairs, else 1."""
        ...

    @property
    def packing(self) -> bool:
        """Whether groups share sequences."""
        ...

    @property
    def unit(self) -> Unit:
        """What the loss is averaged over."""
        ...

    def sums(self, model: Transformer, batch: Batch) -> Sums:
        """Loss and figures of a batch, summed."""
        ...


def _enlarged(arrays: Arrays, height: int) -> Arrays:
    """The batch with padding up to ``height`` rows.

    Documents are filled up with empty ones to a power of two, one for each 32 positions at least.
    """
    rows, width = arrays.input_ids.shape
    below = ((0, height - rows), (0, 0))
    ends = np.arange(rows + 1, height + 1, dtype=np.int32) * np.int32(width)
    boundaries = np.concatenate((arrays.boundaries, ends))
    count = max(len(boundaries) - 1, height * width // 32, 1)
    empty = (1 << (count - 1).bit_length()) + 1 - len(boundaries)
    return Arrays(
        np.pad(arrays.input_ids, below),
        np.pad(arrays.positions, below),
        np.pad(arrays.documents, below, constant_values=-1),
        arrays.target_positions,
        arrays.target_ids,
        np.pad(boundaries, (0, empty), mode="edge"),
    )
