"""Linear layers for generation on a CPU.

``F.linear`` takes other code paths for 1, 2, 3 and more rows, which round differently, so a
sequence's numbers would depend on who else is in the batch. oneDNN over a weight packed once
gives each row the same bits whatever the batch, and is faster from two rows up: on an AVX-512
machine 2 to 3 times for 2 to 16 rows, and reading a weight dominates, so rows are nearly free.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn


def pack_linears(model: nn.Module) -> None:
    """Replaces every ``nn.Linear`` without bias by its packed form, in place, where oneDNN is.

    The model can then only generate: it has neither trainable nor storable linear weights.
    """
    if not torch.backends.mkldnn.is_available():
        return
    for module in list(model.modules()):
        for name, child in module.named_children():
            if isinstance(child, nn.Linear) and child.bias is None:
                setattr(module, name, PackedLinear(child.weight))


class PackedLinear(nn.Module):
    """``x @ weight.T`` for float32 on a CPU, each row's result independent of the others."""

    def __init__(self, weight: Tensor) -> None:
        super().__init__()
        # A private name, but what torch's own compiler emits for CPUs, and torch is pinned exactly.
        self._linear = torch.ops.mkldnn._linear_pointwise.default
        # Not a buffer: the blocked layout is oneDNN's own and means nothing in a state dict.
        self._packed = torch.ops.mkldnn._reorder_linear_weight(weight.detach(), None)
        # For wide inputs oneDNN sums a single row in another order than one of several.
        probe = torch.linspace(-1, 1, 2 * weight.shape[1]).sin().view(2, -1)
        self._alone_differs = not torch.equal(self._multiply(probe[:1]), self._multiply(probe)[:1])

    def forward(self, x: Tensor) -> Tensor:
        """``[..., K]`` to ``[..., N]``."""
        if self._alone_differs and x.numel() == x.shape[-1]:
            return self._multiply(torch.cat((x, x)))[:1]  # two rows cost about as much as one
        return self._multiply(x)

    def _multiply(self, x: Tensor) -> Tensor:
        return self._linear(x, self._packed, None, "none", [], "")
