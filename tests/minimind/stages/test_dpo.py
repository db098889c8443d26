"""Preference optimization, against TRL and against plain sums over conversations."""

from __future__ import annotations

import math
from collections import defaultdict
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor

from minimind.model import Transformer
from minimind.stages import Dpo
from minimind.stages.dpo import answer_log_probs, dpo_loss

from .batches import (
    CPU,
    DENSE,
    MOE,
    Batch,
    batch_of,
    empty_batch,
    encoded,
    gradients,
    log_probs,
    model_of,
    rows_of,
    sequences_of,
)

PAIRS = 6


def trl_loss(
    policy: Tensor, reference: Tensor, beta: float, kind: str, lengths: Tensor
) -> tuple[Tensor, dict[str, float]]:
    """The mean loss and the figures of TRL's trainer; log-probabilities are sums, all ``[B, 2]``.

    It is fed a stand-in for its model, that answers with the given sums.
    """
    from trl.trainer.dpo_trainer import DPOTrainer

    trainer: Any = object.__new__(DPOTrainer)
    trainer.loss_types, trainer.loss_weights, trainer.beta = [kind], [1.0], beta
    trainer.f_divergence_type, trainer.ld_alpha, trainer.label_smoothing = "reverse_kl", None, 0.0
    trainer.use_weighting, trainer.precompute_ref_logps = False, True
    trainer.aux_loss_enabled, trainer._tp_size, trainer._total_train_tokens = False, 1, 0
    trainer.accelerator = SimpleNamespace(
        device="cpu", gather=lambda x: x, gather_for_metrics=lambda x: x
    )
    trainer._metrics = defaultdict(lambda: defaultdict(list))
    trainer.model = SimpleNamespace(training=True)
    tokens = lengths.T.flatten()  # all chosen ones first
    width = int(tokens.max())
    answer = (torch.arange(width) < tokens[:, None]).long()
    mask = torch.cat([torch.zeros(len(tokens), 1, dtype=torch.long), answer], 1)
    each = torch.cat([policy.T.reshape(-1, 1), torch.zeros(len(tokens), width - 1)], 1)
    nothing = torch.zeros(len(tokens), width)

    def model(**given: Any) -> SimpleNamespace:
        del given
        return SimpleNamespace(
            log_probs=each, entropy=nothing, mean_logits=nothing, is_top1=nothing.bool()
        )

    inputs = {
        "input_ids": torch.zeros_like(mask),
        "attention_mask": torch.ones_like(mask),
        "completion_mask": mask,
        "ref_chosen_logps": reference[:, 0],
        "ref_rejected_logps": reference[:, 1],
    }
    loss = trainer._compute_loss(model, inputs, False)
    figures = trainer._metrics["train"]
    return loss, {name: figures[f"rewards/{name}"][0] for name in ("margins", "accuracies")}


@pytest.mark.slow  # TRL takes seconds to import
@pytest.mark.parametrize("beta", [0.1, 0.7])
@pytest.mark.parametrize("normalized", [False, True])
def test_the_loss_and_its_gradient_are_trl_s(beta: float, normalized: bool) -> None:
    generator = torch.Generator().manual_seed(1)
    policy = (-50 * torch.rand(16, 2, generator=generator)).requires_grad_()
    reference = policy.detach() + 4 * torch.randn(16, 2, generator=generator)
    lengths = torch.randint(1, 30, (16, 2), generator=generator)
    divisor = lengths if normalized else torch.ones_like(lengths)
    losses, margin = dpo_loss(policy / divisor, reference / divisor, beta)
    kind = "sigmoid_norm" if normalized else "sigmoid"
    expected, figures = trl_loss(policy, reference, beta, kind, lengths)
    torch.testing.assert_close(losses.mean(), expected, rtol=1e-6, atol=0)
    mine, theirs = (torch.autograd.grad(loss, policy)[0] for loss in (losses.mean(), expected))
    torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-9)
    assert (margin > 0).float().mean().item() == figures["accuracies"] != 0.5
    if not normalized:  # TRL's figures are of the summed log-probabilities in either case
        assert margin.mean().item() == pytest.approx(figures["margins"], rel=1e-5)


def pairs(stage: Dpo, reference: Tensor | None = None) -> tuple[list[dict[str, Any]], Batch]:
    """Pairs of unequal lengths in one batch, wider and higher than they need."""
    rows = rows_of("dpo", PAIRS)
    sequences = sequences_of(stage, rows)
    arrays = sequences.collate(np.arange(PAIRS), 256)
    given = None if reference is None else reference.detach().numpy()
    return rows, Batch.of(arrays, CPU, height=PAIRS + 2, reference=given)


def plain_answers(model: Transformer, rows: list[dict[str, Any]], *, normalized: bool) -> Tensor:
    """``[B, 2]``, each conversation alone through the model."""
    each = [log_probs(model, row) for row in encoded("dpo", rows)]
    found = torch.stack([x.mean() if normalized else x.sum() for x in each])
    return found.view(-1, 2)


@pytest.mark.parametrize("normalized", [False, True])
@pytest.mark.parametrize("shape", [DENSE, MOE], ids=["dense", "moe"])
def test_answers_have_the_log_probabilities_of_their_conversations(shape, normalized) -> None:
    stage, model = Dpo(0.1, normalized), model_of(shape)
    rows, batch = pairs(stage)
    found, balance = answer_log_probs(model, batch, length_normalized=normalized)
    assert not found[PAIRS:].any()  # rows of padding
    found = found[:PAIRS]
    expected = plain_answers(model, rows, normalized=normalized)
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-5)
    assert (balance is not None) is shape.use_moe
    # A gradient of its own for each answer.
    factors = torch.arange(1.0, 2 * PAIRS + 1).view(-1, 2) / 10
    mine, theirs = (gradients(model, (x * factors).sum()) for x in (found, expected))
    torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("normalized", [False, True])
def test_the_loss_of_the_reference_itself_is_ln_2(normalized: bool) -> None:
    model = model_of(DENSE)
    stage = Dpo(0.1, normalized)
    rows, _ = pairs(stage)
    _, batch = pairs(stage, plain_answers(model, rows, normalized=normalized))
    sums = stage.sums(model, batch)
    assert sums["loss"].item() == pytest.approx(PAIRS * math.log(2), rel=1e-5)
    assert sums["reward_margin"].item() == pytest.approx(0, abs=1e-4)


def test_sums_are_those_of_the_pairs() -> None:
    model, beta = model_of(DENSE), 0.3
    stage = Dpo(beta, False)
    rows, _ = pairs(stage)
    policy = plain_answers(model, rows, normalized=False)
    reference = policy.detach() + torch.linspace(-3, 4, 2 * PAIRS).view(-1, 2).sin() * 5
    _, batch = pairs(stage, reference)
    sums = stage.sums(model, batch)
    loss, margins, better = torch.zeros(()), 0.0, 0
    for (chosen, rejected), (was_chosen, was_rejected) in zip(policy, reference, strict=True):
        margin = beta * ((chosen - was_chosen) - (rejected - was_rejected))
        loss = loss + torch.log1p(torch.exp(-margin))
        margins += margin.item()
        better += margin.item() > 0
    assert 0 < better < PAIRS
    torch.testing.assert_close(sums["loss"], loss, rtol=1e-5, atol=1e-5)
    assert sums["reward_margin"].item() == pytest.approx(margins, rel=1e-4)
    assert sums["reward_accuracy"].item() == better
    found, expected = gradients(model, sums["loss"]), gradients(model, loss)
    torch.testing.assert_close(found, expected, rtol=1e-3, atol=1e-5)


@pytest.mark.parametrize("shape", [DENSE, MOE], ids=["dense", "moe"])
def test_a_process_without_pairs_adds_nothing(shape) -> None:
    stage, model = Dpo(0.1, True), model_of(shape)
    sequences = sequences_of(stage, rows_of("dpo", 1))
    batch = empty_batch(sequences, reference=np.empty((0, 2), np.float32))
    sums = stage.sums(model, batch)
    assert all(value.item() == 0 for value in sums.values())
    assert not any(g.any() for g in gradients(model, sum(sums.values(), torch.zeros(()))).values())


def test_pairs_without_a_reference_are_a_mistake() -> None:
    stage = Dpo(0.1, False)
    batch = batch_of(sequences_of(stage, rows_of("dpo", 2)))
    with pytest.raises(ValueError, match="reference"):
        stage.sums(model_of(DENSE), batch)
