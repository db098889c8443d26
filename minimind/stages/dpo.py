"""Direct preference optimization (Rafailov et al. 2023): a better answer against a worse one."""

from __future__ import annotations

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from minimind.data.segments import Overlong
from minimind.model import Transformer
from minimind.stages.logits import linear_log_probs
from minimind.stages.stage import Batch, Sums, Unit


def dpo_loss(policy: Tensor, reference: Tensor, beta: float) -> tuple[Tensor, Tensor]:
    """Equation 7 of the paper: ``-log sigmoid(margin)``, and the margin, each ``[B]``.

    The margin is how much more the policy prefers the chosen answer than the reference does,
    times beta: the difference of the implicit rewards.

    Args:
        policy: log-probabilities ``[B, 2]`` of the chosen and the rejected answer.
        reference: the same under the reference model.
    """
    rewards = beta * (policy - reference)
    margin = rewards[:, 0] - rewards[:, 1]
    return -F.logsigmoid(margin), margin


def answer_log_probs(
    model: Transformer, batch: Batch, *, length_normalized: bool
) -> tuple[Tensor, Tensor | None]:
    """Log-probabilities ``[B, 2]`` of the chosen and the rejected answer of each pair.

    Summed over an answer's tokens, or their mean. Also returns the balance loss of a mixture of
    experts.
    """
    states, balance = model.encode(batch.input_ids, batch.positions, batch.documents)
    predicting = states.flatten(0, 1)[batch.target_positions]  # [K, D]
    token_log_probs = linear_log_probs(predicting, model.lm_head.weight, batch.target_ids)
    height, width = batch.input_ids.shape
    side = batch.segments.flatten()[batch.target_positions]  # [K], 0 chosen, 1 rejected
    answer = batch.target_positions // width * 2 + side
    sums = token_log_probs.new_zeros(height * 2).index_add(0, answer, token_log_probs)
    if length_normalized:
        ones = torch.ones_like(token_log_probs)
        sums = sums / sums.new_zeros(height * 2).index_add(0, answer, ones).clamp(min=1)
    return sums.view(height, 2), balance


@dataclass(frozen=True)
class Dpo:
    """The ``TrainingStage``. A sequence is a pair; batches carry the reference's figures."""

    beta: float
    length_normalized: bool
    name: str = "dpo"
    overlong: Overlong = "truncate"
    group: int = 2
    packing: bool = False
    unit: Unit = "sequence"

    def sums(self, model: Transformer, batch: Batch) -> Sums:
        """``loss`` over pairs, their ``reward_margin`` and how many prefer the chosen answer."""
        if batch.reference is None:
            raise ValueError("a DPO batch needs the reference's log-probabilities")
        policy, balance = answer_log_probs(model, batch, length_normalized=self.length_normalized)
        # A process without a share has one row of padding and no pair.
        losses, margin = dpo_loss(policy[: len(batch.reference)], batch.reference, self.beta)
        sums = {
            "loss": losses.sum(),
            "reward_margin": margin.detach().sum(),
            "reward_accuracy": (margin.detach() > 0).float().sum(),
        }
        return sums if balance is None else {**sums, "balance": balance}
