"""The model is the family's: counts, golden vectors, Hugging Face's Llama, cached generation."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import Tensor
from transformers import LlamaConfig, LlamaForCausalLM

from minimind import checkpoint
from minimind.model import Transformer
from minimind.spec import SIZES, ModelConfig, parameter_count

GOLDEN = Path(__file__).parents[2] / "golden" / "dense-tiny"
TINY = ModelConfig(
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=96,
    max_position_embeddings=256,
)


@pytest.mark.parametrize(
    ("size", "count"), [("small", 25_829_888), ("base", 104_030_976), ("nano", 1_574_016)]
)
def test_sizes_have_exactly_the_published_parameters(size: str, count: int) -> None:
    with torch.device("meta"):
        model = Transformer(SIZES[size])
    assert sum(weight.numel() for weight in model.parameters()) == count
    assert parameter_count(SIZES[size]) == count


def test_golden_logits_with_every_weight_matched() -> None:
    model = checkpoint.load(GOLDEN)
    expected = load_file(GOLDEN / "expected.safetensors")
    stored = torch.load(GOLDEN / "weights.pth", weights_only=True)
    assert not model.training
    assert set(model.state_dict()) == set(stored)
    torch.testing.assert_close(model(expected["input_ids"]), expected["logits"], atol=1e-4, rtol=0)


@torch.no_grad()
def test_golden_greedy_tokens() -> None:
    model = checkpoint.load(GOLDEN)
    golden = json.loads((GOLDEN / "greedy.json").read_text())
    ids = list(golden["prompt"])
    for _ in golden["greedy"]:
        ids.append(int(model(torch.tensor([ids]))[0, -1].argmax()))
    assert ids[len(golden["prompt"]) :] == golden["greedy"]


def test_same_logits_and_gradients_as_hugging_face_llama() -> None:
    torch.manual_seed(0)
    mine = Transformer(TINY)
    for weight in mine.parameters():  # norms at one would hide a misplaced norm
        torch.nn.init.normal_(weight, 0.0 if weight.dim() > 1 else 1.0, 0.1)
    theirs = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=TINY.vocab_size,
            hidden_size=TINY.hidden_size,
            intermediate_size=TINY.intermediate_size,
            num_hidden_layers=TINY.num_hidden_layers,
            num_attention_heads=TINY.num_attention_heads,
            num_key_value_heads=TINY.num_key_value_heads,
            max_position_embeddings=TINY.max_position_embeddings,
            rms_norm_eps=TINY.rms_norm_eps,
            rope_parameters={"rope_type": "default", "rope_theta": TINY.rope_theta},
            tie_word_embeddings=True,
        )
    )
    loaded = theirs.load_state_dict(mine.state_dict())
    assert not loaded.missing_keys and not loaded.unexpected_keys
    ids = torch.randint(0, TINY.vocab_size, (3, 40))

    logits = mine(ids)
    other = theirs(ids).logits
    torch.testing.assert_close(logits, other, atol=1e-5, rtol=1e-5)

    _loss(logits, ids).backward()
    _loss(other, ids).backward()
    gradients = {name: weight.grad for name, weight in theirs.named_parameters()}
    for name, weight in mine.named_parameters():
        torch.testing.assert_close(weight.grad, gradients[name], atol=1e-6, rtol=1e-4, msg=name)


class GrowingStore:
    """The plainest key-value store: everything so far, concatenated."""

    def __init__(self) -> None:
        self.entries: dict[int, tuple[Tensor, Tensor]] = {}

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        if layer in self.entries:
            old_key, old_value = self.entries[layer]
            key, value = torch.cat((old_key, key), 2), torch.cat((old_value, value), 2)
        self.entries[layer] = (key, value)
        new, stored = query.shape[2], key.shape[2]
        mask = torch.ones(new, stored, dtype=torch.bool).tril(stored - new)
        return F.scaled_dot_product_attention(query, key, value, mask, enable_gqa=True)


@torch.no_grad()
def test_cached_pieces_equal_the_whole_pass() -> None:
    torch.manual_seed(1)
    model = Transformer(TINY).eval()
    ids = torch.randint(0, TINY.vocab_size, (2, 24))
    whole = model(ids)

    cache = GrowingStore()
    pieces, start = [], 0
    for length in (10, 1, 1, 7, 1, 4):
        positions = torch.arange(start, start + length).expand(2, -1)
        pieces.append(model(ids[:, start : start + length], positions=positions, cache=cache))
        start += length
    torch.testing.assert_close(torch.cat(pieces, 1), whole, atol=1e-5, rtol=1e-5)


def _loss(logits: Tensor, ids: Tensor) -> Tensor:
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
