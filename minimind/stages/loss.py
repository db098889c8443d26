"""Cross-entropy straight from hidden states, without ever holding all logits."""

from __future__ import annotations

from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from minimind.model import Transformer
from minimind.stages.stage import Batch

# Float32 logits held at once. On a CPU they should stay in its cache: the smaller figure made
# forward and backward of this loss 4 times as fast as logits of the whole batch.
_LOGIT_BYTES = {"cpu": 12 * 2**20, "cuda": 512 * 2**20}


def next_token_loss(model: Transformer, batch: Batch) -> Tensor:
    """Summed cross-entropy in nats over the batch's targets."""
    hidden = model.hidden_states(
        batch.input_ids, positions=batch.positions, mask=batch.attention_mask()
    )
    predicting = hidden.flatten(0, 1)[batch.target_positions]  # [K, D]
    return linear_cross_entropy(predicting, model.lm_head.weight, batch.target_ids)


def linear_cross_entropy(hidden: Tensor, weight: Tensor, target_ids: Tensor) -> Tensor:
    """Sum of ``cross_entropy(hidden @ weight.T, target_ids)`` as a float32 scalar.

    Logits are made chunk by chunk, and the gradients with them, in the forward pass, after
    Wijmans et al. 2024 ("Cut your losses") and Liger-Kernel. Matrix products use autocast's type
    when autocast is on; sums are float32.

    Args:
        hidden: ``[K, D]``.
        weight: ``[V, D]``.
        target_ids: int64 ``[K]``.
    """
    device = hidden.device.type
    autocast = torch.is_autocast_enabled(device)
    dtype = torch.get_autocast_dtype(device) if autocast else hidden.dtype
    if torch.is_grad_enabled():
        return _LinearCrossEntropy.apply(hidden, weight, target_ids, dtype)
    hidden, weight = hidden.to(dtype), weight.to(dtype)
    total = hidden.new_zeros((), dtype=torch.float32)
    for part in _chunks(hidden, weight):
        logits = hidden[part] @ weight.T  # [k, V]
        total += F.cross_entropy(logits.float(), target_ids[part], reduction="sum")
    return total


class _LinearCrossEntropy(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, weight: Tensor, target_ids: Tensor, dtype: torch.dtype
    ) -> Tensor:
        with torch.autocast(hidden.device.type, enabled=False):
            total, hidden_grad, weight_grad = _loss_and_gradients(
                hidden.to(dtype), weight.to(dtype), target_ids
            )
        ctx.save_for_backward(hidden_grad, weight_grad)
        ctx.hidden_dtype = hidden.dtype
        return total

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        hidden_grad, weight_grad = ctx.saved_tensors
        scale = grad_outputs[0]
        return (hidden_grad * scale).to(ctx.hidden_dtype), weight_grad * scale, None, None


def _loss_and_gradients(
    hidden: Tensor, weight: Tensor, target_ids: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    total = hidden.new_zeros((), dtype=torch.float32)
    hidden_grad = torch.empty_like(hidden, dtype=torch.float32)
    weight_grad = torch.zeros_like(weight, dtype=torch.float32)
    for part in _chunks(hidden, weight):
        targets = target_ids[part, None]
        logits = (hidden[part] @ weight.T).float()  # [k, V]
        top, predicted = logits.amax(-1), logits.gather(1, targets).squeeze(1)
        # d loss / d logits = softmax - one_hot(target). The softmax gives the log-sum-exp too,
        # by its largest value (never far from 1): half the time of log_softmax and exp.
        logits_grad = logits.softmax(-1)
        total += (top - logits_grad.amax(-1).log() - predicted).sum()
        logits_grad.scatter_add_(1, targets, logits_grad.new_full(targets.shape, -1.0))
        logits_grad = logits_grad.to(hidden.dtype)
        hidden_grad[part] = logits_grad @ weight
        weight_grad += logits_grad.T @ hidden[part]
    return total, hidden_grad, weight_grad


def _chunks(hidden: Tensor, weight: Tensor) -> list[slice]:
    budget = _LOGIT_BYTES.get(hidden.device.type, _LOGIT_BYTES["cuda"])
    size = max(budget // (4 * weight.shape[0]), 16)
    return [slice(begin, begin + size) for begin in range(0, hidden.shape[0], size)]
