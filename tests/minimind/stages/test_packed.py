"""Packed and unpacked rows give the same loss and gradients."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from minimind.data.packing import PackedSequences
from minimind.data.tokenizer import load_tokenizer
from minimind.model import Transformer
from minimind.stages import TrainingStage

from .batches import (
    DENSE,
    MOE,
    batch_of,
    empty_batch,
    encoded,
    gradients,
    log_probs,
    model_of,
    rows_of,
    sequences_of,
    stage_of,
)

STAGES = ("pretrain", "sft", "reason")
SHAPES = {"dense": DENSE, "moe": MOE}


def sums_and_gradients(
    model: Transformer,
    stage: TrainingStage,
    sequences: PackedSequences,
    width: int | None,
    height: int | None = None,
) -> tuple[dict[str, Tensor], dict[str, Tensor]]:
    """Everything that training takes from a batch of all sequences, as the loop weighs it."""
    sums = stage.sums(model, batch_of(sequences, width=width, height=height))
    objective = sums["loss"] / int(sequences.targets.sum())
    if "balance" in sums:
        objective = objective + 0.1 * sums["balance"] / int(sequences.documents.sum())
    return {name: value.detach() for name, value in sums.items()}, gradients(model, objective)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", STAGES)
def test_packed_and_unpacked_give_the_same_loss_for_the_same_tokens(name: str, shape: str) -> None:
    model, rows = model_of(SHAPES[shape]), rows_of(name, 9)
    found = []
    # As small as may be, or padded to a fixed shape for compiled kernels.
    for packing, width, height in (
        (True, None, None),
        (True, 300, 11),
        (False, None, None),
        (False, 300, 11),
    ):
        stage = stage_of(name, packing=packing)
        sequences = sequences_of(stage, rows, 256)
        assert (len(sequences) < 9) is packing  # rows do share sequences, or none does
        assert sequences.documents.sum() == 9
        found.append(sums_and_gradients(model, stage, sequences, width, height))
    assert found[0][0].keys() == {"loss", "nats"} | ({"balance"} if shape == "moe" else set())
    for other in found[1:]:
        torch.testing.assert_close(other[0], found[0][0], rtol=2e-6, atol=0)
        torch.testing.assert_close(other[1], found[0][1], rtol=1e-4, atol=1e-7)
    assert all(gradient.any() for gradient in found[0][1].values())


@pytest.mark.parametrize("name", STAGES)
def test_a_packed_batch_has_the_loss_of_its_rows_alone(name: str) -> None:
    model, rows = model_of(DENSE), rows_of(name, 7)
    alone = torch.cat([log_probs(model, row) for row in encoded(name, rows)])
    stage = stage_of(name)
    sequences = sequences_of(stage, rows)
    nats = stage.sums(model, batch_of(sequences))["nats"]
    assert sequences.targets.sum() == len(alone)
    torch.testing.assert_close(nats, -alone.sum(), rtol=1e-6, atol=0)


def test_sft_carries_loss_on_the_assistant_s_words_only() -> None:
    tokenizer, rows = load_tokenizer(), rows_of("sft", 4)
    rows[1]["conversations"] += rows[2]["conversations"]
    rows[3]["conversations"].insert(0, {"role": "system", "content": "Be brief. <|im_end|>"})
    for row, found in zip(rows, encoded("sft", rows), strict=True):
        learned = [token for token, mark in zip(found.ids, found.marks, strict=True) if mark]
        turns = row["conversations"]
        answers = [t["content"] + "<|im_end|>\n" for t in turns if t["role"] == "assistant"]
        assert tokenizer.decode(learned, skip_special_tokens=False) == "".join(answers)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_process_without_a_share_adds_nothing(shape: str) -> None:
    model, stage = model_of(SHAPES[shape]), stage_of("pretrain")
    sums = stage.sums(model, empty_batch(sequences_of(stage, rows_of("pretrain", 1))))
    assert all(value.item() == 0 for value in sums.values())
    total = sums["loss"] + sums.get("balance", torch.zeros(()))
    assert not any(gradient.any() for gradient in gradients(model, total).values())


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float16])
@pytest.mark.parametrize("shape", SHAPES)
def test_half_precision_is_near_float32(shape: str, dtype: torch.dtype) -> None:
    model, stage = model_of(SHAPES[shape]), stage_of("pretrain")
    sequences = sequences_of(stage, rows_of("pretrain", 9))

    def train(enabled: bool) -> tuple[float, Tensor]:
        with torch.autocast("cpu", dtype, enabled=enabled):
            sums, found = sums_and_gradients(model, stage, sequences, None)
        assert {g.dtype for g in found.values()} == {torch.float32}
        return sums["loss"].item(), torch.cat([g.flatten() for g in found.values()])

    exact, rough = train(False), train(True)
    assert rough[0] != exact[0]
    assert rough[0] == pytest.approx(exact[0], rel=5e-3)
    assert torch.cosine_similarity(exact[1], rough[1], dim=0) > 0.995
