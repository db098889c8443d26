"""Where documents begin and end in a batch of packed rows."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor


@dataclass(frozen=True)
class Documents:
    """The documents of ``N = B * T`` positions, rows end to end; stretches of padding count too.

    Attributes:
        boundaries: int32 ``[count + 1]``, rising from 0 to N; equal neighbours hold nothing.
        longest: no document is longer than this; the same for all batches of a width, for a
            compiled step is compiled anew for every other number.
        ids: int64 ``[N]``, the document of each position.
        is_text: bool ``[N]``, False for padding.
        alone: no row holds two documents, so a causal mask is enough.
    """

    boundaries: Tensor
    longest: int
    ids: Tensor
    is_text: Tensor
    alone: bool

    @property
    def count(self) -> int:
        return len(self.boundaries) - 1

    def mask(self, batch: int, length: int) -> Tensor | None:
        """bool ``[B, 1, T, T]``, True attends; None when causal is enough."""
        if self.alone:
            return None
        rows = self.ids.view(batch, length)
        same = rows[:, None, :, None] == rows[:, None, None, :]
        causal = torch.ones(length, length, dtype=torch.bool, device=rows.device).tril()
        return same & causal
