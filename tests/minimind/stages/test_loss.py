"""The loss of packed batches."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from minimind.data.encode import encode_rows
from minimind.data.packing import PackedSequences
from minimind.data.segments import cut
from minimind.data.shards import Shards
from minimind.data.tokenizer import load_tokenizer
from minimind.model import Transformer
from minimind.spec import ModelConfig, stage_named
from minimind.stages import TRAINING_STAGES, Batch
from minimind.stages.loss import linear_cross_entropy, next_token_loss

CONFIG = ModelConfig(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2
)
CPU = torch.device("cpu")


def make_shards(encoded: list[tuple[list[int], list[bool]]]) -> Shards:
    return Shards(
        tokens=np.array([t for ids, _ in encoded for t in ids], np.uint16),
        targets=np.array([m for _, marks in encoded for m in marks], np.bool_),
        offsets=np.concatenate(([0], np.cumsum([len(ids) for ids, _ in encoded]))),
        keys=np.arange(len(encoded), dtype=np.uint64),
    )


def encode(name: str) -> list[tuple[list[int], list[bool]]]:
    encoded = encode_rows(load_tokenizer(), stage_named(name).row_kind, ROWS[name])
    ends = np.cumsum(encoded.lengths)[:-1]
    arrays = (np.split(array, ends) for array in (encoded.tokens, encoded.targets))
    return [(ids.tolist(), marks.tolist()) for ids, marks in zip(*arrays, strict=True)]


ROWS: dict[str, list[dict[str, Any]]] = {
    "pretrain": [{"text": t} for t in ("Hello there.", "你好,世界!", "One more row of text.")],
    "sft": [
        {"conversations": [{"role": r, "content": c} for r, c in turns]}
        for turns in (
            [("user", "Hi"), ("assistant", "Hello! <|im_end|>")],
            [("system", "Be brief."), ("user", "你好吗"), ("assistant", "好")],
            [("user", "1"), ("assistant", "2"), ("user", "3"), ("assistant", "4")],
        )
    ],
}


@pytest.mark.parametrize("name", sorted(ROWS))
def test_packing_changes_no_row_s_loss(name):
    torch.manual_seed(0)
    model = Transformer(CONFIG)
    stage = TRAINING_STAGES[name]
    encoded = encode(name)
    alone = 0.0
    for ids, marks in encoded:
        logits = model(torch.tensor([ids]))[0, :-1]
        losses = F.cross_entropy(logits, torch.tensor(ids[1:]), reduction="none")
        alone += losses[torch.tensor(marks[1:])].sum().item()

    shards = make_shards(encoded)
    packed = PackedSequences(shards, cut(shards, np.arange(3), 128, stage.overlong), 128, seed=0)
    assert len(packed) == 1  # all three share one sequence
    batch = Batch.of(packed.collate(np.arange(1)), CPU)
    assert stage.loss(model, batch).item() == pytest.approx(alone, rel=1e-5)


def test_sft_carries_loss_on_the_assistant_s_words_only():
    tokenizer = load_tokenizer()
    for row, (ids, marks) in zip(ROWS["sft"], encode("sft"), strict=True):
        learned = [t for t, mark in zip(ids, marks, strict=True) if mark]
        answers = [
            turn["content"] + "<|im_end|>\n"
            for turn in row["conversations"]
            if turn["role"] == "assistant"
        ]
        assert tokenizer.decode(learned, skip_special_tokens=False) == "".join(answers)


@pytest.mark.parametrize("rows", [0, 1, 1000])
def test_linear_cross_entropy_equals_torch_s(rows):
    generator = torch.Generator().manual_seed(rows)
    hidden = torch.randn(rows, 16, generator=generator, requires_grad=True)
    weight = torch.randn(6400, 16, generator=generator, requires_grad=True)
    targets = torch.randint(0, 6400, (rows,), generator=generator)

    def gradients(loss: torch.Tensor) -> tuple[torch.Tensor, ...]:
        return torch.autograd.grad(loss * 0.5, (hidden, weight))

    expected = F.cross_entropy(hidden @ weight.T, targets, reduction="sum")
    loss = linear_cross_entropy(hidden, weight, targets)
    torch.testing.assert_close(loss, expected, rtol=1e-5, atol=1e-5)
    for mine, theirs in zip(gradients(loss), gradients(expected), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)
    with torch.no_grad():
        torch.testing.assert_close(linear_cross_entropy(hidden, weight, targets), loss)


def test_bfloat16_loss_and_gradient_are_near_float32():
    torch.manual_seed(0)
    model = Transformer(CONFIG)
    shards = make_shards(encode("pretrain"))
    packed = PackedSequences(shards, cut(shards, np.arange(3), 128, "split"), 128, seed=0)
    batch = Batch.of(packed.collate(np.arange(1)), CPU)

    def loss_and_gradient(enabled: bool) -> tuple[float, torch.Tensor]:
        with torch.autocast("cpu", torch.bfloat16, enabled=enabled):
            loss = next_token_loss(model, batch)
        gradients = torch.autograd.grad(loss, list(model.parameters()))
        return loss.item(), torch.cat([g.flatten() for g in gradients])

    exact, rough = loss_and_gradient(False), loss_and_gradient(True)
    assert rough[0] == pytest.approx(exact[0], rel=2e-3)
    assert rough[1].dtype == torch.float32
    assert F.cosine_similarity(exact[1], rough[1], dim=0) > 0.999


def test_batch_without_targets_has_zero_loss_and_gradient():
    model = Transformer(CONFIG)
    shards = make_shards([([1, 5, 2], [False, True, True])])
    packed = PackedSequences(shards, cut(shards, np.arange(1), 16, "split"), 16, seed=0)
    loss = next_token_loss(model, Batch.of(packed.collate(np.arange(0)), CPU))
    loss.backward()
    assert loss.item() == 0
    assert all(p.grad is not None and not p.grad.any() for p in model.parameters())
