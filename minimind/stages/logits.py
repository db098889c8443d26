"""Losses straight from hidden states, without ever holding all logits.

Logits are made chunk by chunk, and the gradients with them, in the forward pass, after Wijmans et
al. 2024 ("Cut your losses") and Liger-Kernel (Hsu et al. 2024). Matrix products use autocast's
type when autocast is on; losses and sums are float32.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor
from torch.utils.checkpoint import checkpoint

from minimind.model.attention import compute_type

# Float32 logits held at once. On a CPU they should stay in its cache: the smaller figure made
# forward and backward of this loss 4 times as fast as logits of the whole batch.
_LOGIT_BYTES = {"cpu": 12 * 2**20, "cuda": 512 * 2**20}

# From float32 logits [k, V] of the rows ``part``: a vector [2] of the summed loss and the plain
# cross-entropy in nats (for people to compare), and, if wanted, the gradient [k, V] of the first,
# which may overwrite the logits.
LogitLoss = Callable[[Tensor, slice, bool], tuple[Tensor, Tensor | None]]


def linear_loss(hidden: Tensor, weight: Tensor, of_logits: LogitLoss) -> Tensor:
    """Sum of ``of_logits`` over ``hidden @ weight.T``, float32 ``[2]``; the second has no gradient.

    Args:
        hidden: ``[K, D]``.
        weight: ``[V, D]``.
    """
    dtype = compute_type(hidden)
    if torch.is_grad_enabled():
        return _LinearLoss.apply(hidden, weight, of_logits, dtype)
    hidden, weight = hidden.to(dtype), weight.to(dtype)
    total = hidden.new_zeros(2, dtype=torch.float32)
    for part in _chunks(hidden, weight):
        total += of_logits((hidden[part] @ weight.T).float(), part, False)[0]
    return total


def cross_entropy(target_ids: Tensor, weights: Tensor | None = None) -> LogitLoss:
    """``-w log p(target)`` in nats.

    Args:
        target_ids: int64 ``[K]``.
        weights: float32 ``[K]``; None: ones.
    """

    def of_logits(logits: Tensor, part: slice, grad: bool) -> tuple[Tensor, Tensor | None]:
        targets = target_ids[part, None]
        top, predicted = logits.amax(-1), logits.gather(1, targets).squeeze(1)
        # d loss / d logits = softmax - one_hot(target). The softmax gives the log-sum-exp too,
        # by its largest value (never far from 1): half the time of log_softmax and exp.
        softmax = logits.softmax(-1)
        losses = top - softmax.amax(-1).log() - predicted  # [k]
        plain = losses.sum()
        if grad:
            softmax.scatter_add_(1, targets, softmax.new_full(targets.shape, -1.0))
        if weights is None:
            return torch.stack((plain, plain)), softmax if grad else None
        if grad:
            softmax *= weights[part, None]
        weighted = (losses * weights[part]).sum()
        return torch.stack((weighted, plain)), softmax if grad else None

    return of_logits


def distillation(
    target_ids: Tensor, teacher_logits: Callable[[slice], Tensor], share: float, temperature: float
) -> LogitLoss:
    """``(1 - share) CE + share T^2 KL(teacher_T || student_T)`` (Hinton et al. 2015).

    Both distributions of the second term are softened by ``temperature`` T; its square keeps
    the size of the gradients.

    Args:
        teacher_logits: float32 ``[k, V]`` of the rows of a slice.
    """
    hard = cross_entropy(target_ids)

    def of_logits(logits: Tensor, part: slice, grad: bool) -> tuple[Tensor, Tensor | None]:
        student = (logits / temperature).log_softmax(-1)
        (_, plain), gradient = hard(logits, part, grad)
        teacher = (teacher_logits(part) / temperature).log_softmax(-1)
        likely = teacher.exp()
        divergence = (likely * (teacher - student)).sum() * temperature**2
        loss = (1 - share) * plain + share * divergence
        if gradient is not None:
            soft = student.exp_().sub_(likely).mul_(share * temperature)
            gradient = gradient.mul_(1 - share).add_(soft)
        return torch.stack((loss, plain)), gradient

    return of_logits


def linear_log_probs(hidden: Tensor, weight: Tensor, target_ids: Tensor) -> Tensor:
    """Log-probabilities ``[K]`` (float32, nats) of the targets, differentiable each on its own.

    Arguments as in ``linear_loss``. Backward makes the logits again.
    """
    dtype = compute_type(hidden)
    hidden, weight = hidden.to(dtype), weight.to(dtype)

    def part_of(rows: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
        return -F.cross_entropy((rows @ weight.T).float(), targets, reduction="none")

    chunks = [
        checkpoint(part_of, hidden[part], weight, target_ids[part], use_reentrant=False)
        for part in _chunks(hidden, weight)
    ]
    return torch.cat(chunks) if chunks else hidden.sum(-1).float()


class _LinearLoss(torch.autograd.Function):
    @staticmethod
    def forward(
        ctx: Any, hidden: Tensor, weight: Tensor, of_logits: LogitLoss, dtype: torch.dtype
    ) -> Tensor:
        with torch.autocast(hidden.device.type, enabled=False):
            total, hidden_grad, weight_grad = _loss_and_gradients(
                hidden.to(dtype), weight.to(dtype), of_logits, weight.requires_grad
            )
        ctx.save_for_backward(hidden_grad, weight_grad)
        ctx.hidden_dtype = hidden.dtype
        return total

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        hidden_grad, weight_grad = ctx.saved_tensors
        scale = grad_outputs[0][0]
        weight_grad = None if weight_grad is None else weight_grad * scale
        return (hidden_grad * scale).to(ctx.hidden_dtype), weight_grad, None, None


def _loss_and_gradients(
    hidden: Tensor, weight: Tensor, of_logits: LogitLoss, trains_weight: bool
) -> tuple[Tensor, Tensor, Tensor | None]:
    total = hidden.new_zeros(2, dtype=torch.float32)
    hidden_grad = torch.empty_like(hidden, dtype=torch.float32)
    weight_grad = torch.zeros_like(weight, dtype=torch.float32) if trains_weight else None
    for part in _chunks(hidden, weight):
        loss, logits_grad = of_logits((hidden[part] @ weight.T).float(), part, True)
        assert logits_grad is not None
        total += loss
        logits_grad = logits_grad.to(hidden.dtype)
        hidden_grad[part] = logits_grad @ weight
        if weight_grad is not None:
            weight_grad += logits_grad.T @ hidden[part]
    return total, hidden_grad, weight_grad


def _chunks(hidden: Tensor, weight: Tensor) -> list[slice]:
    budget = _LOGIT_BYTES.get(hidden.device.type, _LOGIT_BYTES["cuda"])
    size = max(budget // (4 * weight.shape[0]), 16)
    return [slice(begin, begin + size) for begin in range(0, hidden.shape[0], size)]
