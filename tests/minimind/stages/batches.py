"""Rows of every stage, tiny models and batches of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch import Tensor

from minimind.data.encode import encode_rows
from minimind.data.packing import PackedSequences
from minimind.data.segments import cut
from minimind.data.shards import Shards
from minimind.data.tokenizer import load_tokenizer
from minimind.model import Transformer
from minimind.spec import ModelConfig, build_recipe, stage_named
from minimind.stages import Batch, TrainingStage, make_stage

CPU = torch.device("cpu")
DENSE = ModelConfig(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2
)
MOE = DENSE.model_copy(update={"use_moe": True, "intermediate_size": 48})
_WORDS = ("cat", "sat", "on", "你好", "a", "mat", "世界", "and", "saw", "<answer>")


def words(number: int) -> str:
    """A few words, more for some numbers than for others."""
    return " ".join(_WORDS[(number * 7 + i * i) % len(_WORDS)] for i in range(2 + number * 5 % 17))


def chat(*contents: str) -> list[dict[str, str]]:
    """A conversation of user and assistant in turn."""
    return [
        {"role": ("user", "assistant")[i % 2], "content": text} for i, text in enumerate(contents)
    ]


def rows_of(stage: str, count: int) -> list[dict[str, Any]]:
    numbers = range(count)
    match stage:
        case "pretrain":
            return [{"text": words(i)} for i in numbers]
        case "reason":
            thought = "<think>\n{}\n</think>\n<answer>\n{}\n</answer>"
            answers = [thought.format(words(i + 3), words(i + 5)) for i in numbers]
        case "dpo":
            return [
                {"chosen": chat(words(i), words(i + 1)), "rejected": chat(words(i), words(i + 4))}
                for i in numbers
            ]
        case _:
            answers = [words(i + 1) for i in numbers]
    return [{"conversations": chat(words(i), answers[i])} for i in numbers]


def stage_of(name: str, **recipe: Any) -> TrainingStage:
    return make_stage(build_recipe(name, recipe), load_tokenizer(), DENSE.vocab_size, device=CPU)


@dataclass(frozen=True)
class Row:
    """One encoded row (of a pair: one side)."""

    ids: list[int]
    marks: list[bool]  # carries loss as a target


def encoded(stage: str, rows: list[dict[str, Any]]) -> list[Row]:
    flat = encode_rows(load_tokenizer(), stage_named(stage).row_kind, rows)
    ends = np.cumsum(flat.lengths)[:-1]
    parts = (np.split(array, ends) for array in (flat.tokens, flat.targets))
    return [Row(ids.tolist(), marks.tolist()) for ids, marks in zip(*parts, strict=True)]


def sequences_of(
    stage: TrainingStage, rows: list[dict[str, Any]], seq_len: int = 128
) -> PackedSequences:
    """All ``rows`` as the stage trains on them."""
    found = encoded(stage.name, rows)
    shards = Shards(
        tokens=np.array([token for row in found for token in row.ids], np.uint16),
        targets=np.array([mark for row in found for mark in row.marks], np.bool_),
        offsets=np.concatenate(([0], np.cumsum([len(row.ids) for row in found]))),
        keys=np.arange(len(found), dtype=np.uint64),
    )
    segments = cut(shards, np.arange(len(found)), seq_len, stage.overlong, stage.group)
    return PackedSequences(
        shards, segments, seq_len, seed=0, packing=stage.packing, group=stage.group
    )


def batch_of(
    sequences: PackedSequences, *, width: int | None = None, height: int | None = None
) -> Batch:
    return Batch.of(sequences.collate(np.arange(len(sequences)), width), CPU, height=height)


def empty_batch(sequences: PackedSequences, **more: Any) -> Batch:
    """What a process gets that has no share."""
    return Batch.of(sequences.collate(np.arange(0)), CPU, **more)


def model_of(config: ModelConfig, seed: int = 0) -> Transformer:
    """Fresh weights, larger than usual so that rows and experts differ."""
    torch.manual_seed(seed)
    model = Transformer(config)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight *= 3
    return model


def gradients(model: Transformer, loss: Tensor) -> dict[str, Tensor]:
    """Of every weight; zeros where the loss does not depend on it."""
    named = dict(model.named_parameters())
    found = torch.autograd.grad(loss, list(named.values()), allow_unused=True)
    return {
        name: torch.zeros_like(weight) if gradient is None else gradient
        for (name, weight), gradient in zip(named.items(), found, strict=True)
    }


def log_probs(model: Transformer, row: Row) -> Tensor:
    """Log-probabilities of a row's targets, the row alone and the plainest way."""
    logits = model(torch.tensor([row.ids]))[0, :-1]
    targets = torch.tensor(row.ids[1:])
    found = logits.float().log_softmax(-1).gather(1, targets[:, None]).squeeze(1)
    return found[torch.tensor(row.marks[1:])]
