"""The loss that every stage but DPO has: predict the next token, perhaps after a teacher."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor

from minimind.data.segments import Overlong
from minimind.model import Transformer
from minimind.stages.logits import LogitLoss, cross_entropy, distillation, linear_loss
from minimind.stages.stage import Batch, Sums, Unit


@dataclass(frozen=True)
class Teacher:
    """A larger model whose probabilities the student imitates.

    Attributes:
        model: frozen, on the student's device, of the student's vocabulary.
        share: weight of its part of the loss.
        temperature: by which both distributions are softened.
    """

    model: Transformer
    share: float
    temperature: float


@dataclass(frozen=True)
class TokenStage:
    """A ``TrainingStage`` on packed rows.

    Attributes:
        token_weights: float32 ``[V]`` on the device, how heavy each token is as a target; None:
            all alike. The loss is still divided by the number of targets.
    """

    name: str
    overlong: Overlong
    packing: bool = True
    token_weights: Tensor | None = None
    teacher: Teacher | None = None
    group: int = 1
    unit: Unit = "target"

    def sums(self, model: Transformer, batch: Batch) -> Sums:
        """``loss`` over the batch's targets, and without weights and teacher in ``nats``."""
        states, balance = model.encode(batch.input_ids, batch.positions, batch.documents)
        predicting = states.flatten(0, 1)[batch.target_positions]  # [K, D]
        targets = batch.target_ids
        if self.teacher is not None and torch.is_grad_enabled():
            of_logits = self._after_teacher(self.teacher, batch)
        else:  # a held-out loss is always the plain one, so that runs can be compared
            weights = None
            if self.token_weights is not None and torch.is_grad_enabled():
                weights = self.token_weights[targets]
            of_logits = cross_entropy(targets, weights)
        loss, nats = linear_loss(predicting, model.lm_head.weight, of_logits)
        sums = {"loss": loss, "nats": nats.detach()}
        return sums if balance is None else {**sums, "balance": balance}

    def _after_teacher(self, teacher: Teacher, batch: Batch) -> LogitLoss:
        with torch.no_grad():
            states, _ = teacher.model.encode(batch.input_ids, batch.positions, batch.documents)
            states = states.flatten(0, 1)[batch.target_positions]
        weight = teacher.model.lm_head.weight

        def teacher_logits(part: slice) -> Tensor:
            return (states[part].to(weight.dtype) @ weight.T).float()

        return distillation(batch.target_ids, teacher_logits, teacher.share, teacher.temperature)
