"""Losses without logits, against the same with them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from minimind.data.tokenizer import load_tokenizer
from minimind.spec import build_recipe
from minimind.stages import Teacher, make_stage
from minimind.stages.logits import cross_entropy, distillation, linear_log_probs, linear_loss

from .batches import CPU, DENSE, batch_of, model_of, rows_of, sequences_of, stage_of

VOCABULARY, SIZE = 6400, 16
ROWS = [0, 1, 520]  # none, one, and more than are computed at once


class Case:
    """``rows`` random states, targets and weights, and an output layer."""

    def __init__(self, rows: int) -> None:
        generator = torch.Generator().manual_seed(rows)

        def draw(*shape: int) -> Tensor:
            return torch.randn(*shape, generator=generator)

        self.hidden = draw(rows, SIZE).requires_grad_()
        self.weight = draw(VOCABULARY, SIZE).requires_grad_()
        self.targets = torch.randint(VOCABULARY, (rows,), generator=generator)
        self.heaviness = 1 + 9 * (draw(rows) > 1).float()
        self.teacher = 2 * draw(rows, VOCABULARY)

    @property
    def logits(self) -> Tensor:
        return self.hidden @ self.weight.T

    def gradients(self, loss: Tensor) -> tuple[Tensor, ...]:
        """For states and output layer; zeros where no row gives any."""
        inputs = (self.hidden, self.weight)
        # Scaled, for what comes before may not have the gradient one.
        return torch.autograd.grad(loss * 0.5, inputs, allow_unused=True, materialize_grads=True)

    def check(self, found: Callable[[], Tensor], expected: Callable[[], Tensor]) -> None:
        """Values, gradients, and values without gradients."""
        mine, theirs = found(), expected()
        assert mine.dtype == torch.float32
        torch.testing.assert_close(mine, theirs, rtol=1e-5, atol=1e-5)
        # Each row's gradient has its own factor.
        factors = torch.linspace(1, 2, theirs.numel()).view_as(theirs)
        for one, other in zip(
            self.gradients((mine * factors).sum()),
            self.gradients((theirs * factors).sum()),
            strict=True,
        ):
            torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-5)
        with torch.no_grad():
            torch.testing.assert_close(found(), mine, rtol=1e-6, atol=1e-6)


def plain_distillation(case: Case, share: float, temperature: float) -> Tensor:
    """Hinton et al. 2015 by torch's own functions."""
    hard = F.cross_entropy(case.logits, case.targets, reduction="sum")
    student, teacher = (
        F.log_softmax(logits / temperature, -1) for logits in (case.logits, case.teacher)
    )
    soft = F.kl_div(student, teacher, log_target=True, reduction="sum")
    return (1 - share) * hard + share * temperature**2 * soft


@pytest.mark.parametrize("weighted", [False, True])
@pytest.mark.parametrize("rows", ROWS)
def test_cross_entropy_is_torch_s(rows: int, weighted: bool) -> None:
    case = Case(rows)
    weights = case.heaviness if weighted else None

    def expected() -> Tensor:
        losses = F.cross_entropy(case.logits, case.targets, reduction="none")
        return (losses * case.heaviness).sum() if weighted else losses.sum()

    case.check(
        lambda: linear_loss(case.hidden, case.weight, cross_entropy(case.targets, weights))[0],
        expected,
    )
    # Beside it the plain figure, whatever the weights.
    nats = linear_loss(case.hidden, case.weight, cross_entropy(case.targets, weights))[1]
    plain = F.cross_entropy(case.logits, case.targets, reduction="sum")
    torch.testing.assert_close(nats, plain, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize(
    ("rows", "share", "temperature"),
    [(0, 0.5, 1.0), (1, 0.5, 1.0), (520, 0.3, 2.5), (520, 1.0, 0.7), (7, 0.0, 2.0)],
)
def test_distillation_is_hinton_s(rows: int, share: float, temperature: float) -> None:
    case = Case(rows)
    of_logits = distillation(case.targets, lambda part: case.teacher[part], share, temperature)
    case.check(
        lambda: linear_loss(case.hidden, case.weight, of_logits)[0],
        lambda: plain_distillation(case, share, temperature),
    )
    nats = linear_loss(case.hidden, case.weight, of_logits)[1]
    plain = F.cross_entropy(case.logits, case.targets, reduction="sum")
    torch.testing.assert_close(nats, plain, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("rows", ROWS)
def test_log_probs_are_torch_s(rows: int) -> None:
    case = Case(rows)
    case.check(
        lambda: linear_log_probs(case.hidden, case.weight, case.targets),
        lambda: case.logits.log_softmax(-1).gather(1, case.targets[:, None]).squeeze(1),
    )


def test_a_frozen_output_layer_gets_no_gradient() -> None:
    case = Case(520)
    free = torch.autograd.grad(
        linear_loss(case.hidden, case.weight, cross_entropy(case.targets))[0], case.hidden
    )[0]
    case.weight.requires_grad_(False)
    loss = linear_loss(case.hidden, case.weight, cross_entropy(case.targets))[0]
    loss.backward()
    assert case.weight.grad is None
    torch.testing.assert_close(case.hidden.grad, free, rtol=0, atol=0)


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("what", ["cross_entropy", "distillation", "log_probs"])
def test_half_precision_is_near_float32(what: str, dtype: torch.dtype) -> None:
    case = Case(600)

    def loss() -> Tensor:
        if what == "log_probs":
            return -linear_log_probs(case.hidden, case.weight, case.targets).sum()
        hard = cross_entropy(case.targets)
        soft = distillation(case.targets, lambda part: case.teacher[part], 0.5, 2.0)
        chosen = hard if what == "cross_entropy" else soft
        return linear_loss(case.hidden, case.weight, chosen)[0]

    exact = loss()
    exact_gradients = case.gradients(exact)
    with torch.autocast("cpu", dtype):
        rough = loss()
    rough_gradients = case.gradients(rough)
    assert rough.dtype == torch.float32
    assert rough.item() == pytest.approx(exact.item(), rel=2e-3)
    assert not torch.equal(rough_gradients[0], exact_gradients[0])
    for mine, theirs in zip(rough_gradients, exact_gradients, strict=True):
        assert mine.dtype == torch.float32
        assert F.cosine_similarity(mine.flatten(), theirs.flatten(), dim=0) > 0.999


def test_a_stage_learns_from_its_teacher_and_is_measured_without_it() -> None:
    student, model = model_of(DENSE), model_of(DENSE.model_copy(update={"hidden_size": 64}), 1)
    recipe = build_recipe("pretrain", {"distill_weight": 0.4, "distill_temperature": 2})
    teacher = Teacher(model.requires_grad_(False), 0.4, 2)
    stage = make_stage(recipe, load_tokenizer(), DENSE.vocab_size, device=CPU, teacher=teacher)
    batch = batch_of(sequences_of(stage, rows_of("pretrain", 5)))

    def logits(of: torch.nn.Module) -> Tensor:
        mask = batch.documents.mask(*batch.input_ids.shape)
        every = of(batch.input_ids, positions=batch.positions, mask=mask)
        return every.flatten(0, 1)[batch.target_positions]

    mine, theirs = logits(student), logits(model)
    hard = F.cross_entropy(mine, batch.target_ids, reduction="sum")
    soft = (theirs / 2).softmax(-1) * ((theirs / 2).log_softmax(-1) - (mine / 2).log_softmax(-1))
    sums = stage.sums(student, batch)
    torch.testing.assert_close(sums["loss"], 0.6 * hard + 0.4 * 4 * soft.sum(), rtol=1e-5, atol=0)
    torch.testing.assert_close(sums["nats"], hard.detach(), rtol=1e-5, atol=0)
    with torch.no_grad():
        held_out = stage.sums(student, batch)
        alone = stage_of("pretrain").sums(student, batch)
    assert held_out == alone
