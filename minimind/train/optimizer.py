"""AdamW (Loshchilov & Hutter 2019), and its state as named tensors."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from minimind.spec import Recipe


def make_optimizer(model: nn.Module, recipe: Recipe) -> torch.optim.AdamW:
    """Weight decay on matrices only: norms are scales, and decaying them shrinks the signal."""
    weights = [w for w in model.parameters() if w.requires_grad]
    groups = [
        {"params": [w for w in weights if w.dim() >= 2], "weight_decay": recipe.weight_decay},
        {"params": [w for w in weights if w.dim() < 2], "weight_decay": 0.0},
    ]
    groups = [group for group in groups if group["params"]]
    return torch.optim.AdamW(groups, lr=recipe.learning_rate, fused=True)


def state_tensors(optimizer: torch.optim.Optimizer, model: nn.Module) -> dict[str, Tensor]:
    """Every tensor of the state, as ``<state>.<parameter>`` (``exp_avg.model.norm.weight``)."""
    return {
        f"{kind}.{name}": value
        for name, weight in model.named_parameters()
        for kind, value in optimizer.state[weight].items()
    }


def load_state_tensors(
    optimizer: torch.optim.Optimizer, model: nn.Module, tensors: dict[str, Tensor]
) -> None:
    """Puts back what ``state_tensors`` gave. Raises KeyError for a tensor of no parameter."""
    weights = dict(model.named_parameters())
    for key, value in tensors.items():
        kind, _, name = key.partition(".")
        weight = weights[name]
        # A copy on the weight's device; loaded files may share one buffer.
        optimizer.state[weight][kind] = value.to(weight.device, copy=True)
