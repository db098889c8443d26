"""The model is the family's: counts, golden vectors, Hugging Face's Llama, cached generation.

And how it trains: packed rows, layers computed twice, layers compiled.
"""

from __future__ import annotations

import json
import shutil
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

GOLDEN = Path(__file__).parents[2] / "golden"
TINY = ModelConfig(
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=96,
    max_position_embeddings=256,
)
TINY_MOE = TINY.model_copy(update={"use_moe": True})
both_kinds = pytest.mark.parametrize("config", [TINY, TINY_MOE], ids=["dense", "moe"])


@pytest.mark.parametrize(
    ("size", "count"),
    [
        ("small", 25_829_888),
        ("moe", 145_029_760),
        ("base", 104_030_976),
        ("nano", 1_574_016),
    ],
)
def test_sizes_have_exactly_the_published_parameters(size: str, count: int) -> None:
    with torch.device("meta"):
        model = Transformer(SIZES[size])
    assert sum(weight.numel() for weight in model.parameters()) == count
    assert parameter_count(SIZES[size]) == count


@pytest.mark.parametrize("name", ["dense-tiny", "moe-tiny"])
def test_golden_logits_with_every_weight_matched(name: str) -> None:
    model = checkpoint.load(GOLDEN / name)
    expected = load_file(GOLDEN / name / "expected.safetensors")
    stored = torch.load(GOLDEN / name / "weights.pth", weights_only=True)
    assert not model.training
    assert set(model.state_dict()) == set(stored)
    torch.testing.assert_close(model(expected["input_ids"]), expected["logits"], atol=1e-4, rtol=0)


@torch.no_grad()
@pytest.mark.parametrize("name", ["dense-tiny", "moe-tiny"])
def test_golden_greedy_tokens(name: str) -> None:
    model = checkpoint.load(GOLDEN / name)
    golden = json.loads((GOLDEN / name / "greedy.json").read_text())
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


@both_kinds
@torch.no_grad()
def test_cached_pieces_equal_the_whole_pass(config: ModelConfig) -> None:
    torch.manual_seed(1)
    model = Transformer(config).eval()
    ids = torch.randint(0, TINY.vocab_size, (2, 24))
    whole = model(ids)

    cache = GrowingStore()
    pieces, start = [], 0
    for length in (10, 1, 1, 7, 1, 4):
        positions = torch.arange(start, start + length).expand(2, -1)
        pieces.append(model(ids[:, start : start + length], positions=positions, cache=cache))
        start += length
    torch.testing.assert_close(torch.cat(pieces, 1), whole, atol=1e-5, rtol=1e-5)


@both_kinds
def test_bfloat16_weights_compute_in_bfloat16(config: ModelConfig) -> None:
    torch.manual_seed(0)
    model = Transformer(config).eval()
    ids = torch.randint(config.vocab_size, (2, 30))
    exact = model(ids)
    half = model.bfloat16()(ids)
    assert half.dtype == torch.bfloat16
    assert (half - exact).abs().max() < 0.02 * exact.abs().max()


@both_kinds
def test_packed_rows_equal_each_document_alone(config: ModelConfig, pack) -> None:
    """States, balance and gradients, so that who sits beside whom does not matter."""
    torch.manual_seed(0)
    model = _awake(config)
    packed = pack([[10, 20, 7], [1, 33], [40]], 40)
    states, balance = model.encode(packed.input_ids, packed.positions, packed.documents)
    alone = []
    for row, begin, end in packed.spans:
        one = pack([[end - begin]], end - begin)
        ids = packed.input_ids[row : row + 1, begin:end]
        assert one.documents.mask(1, end - begin) is None
        alone.append(model.encode(ids, one.positions, one.documents))
        expected = alone[-1][0][0]
        torch.testing.assert_close(states[row, begin:end], expected, atol=1e-5, rtol=1e-4)
        # The bare model, which knows no documents, says the same.
        torch.testing.assert_close(model.hidden_states(ids)[0], expected, atol=1e-5, rtol=1e-4)

    text = packed.documents.is_text.view(states.shape[:2])
    total = states[text].square().sum()
    total_alone = torch.stack([one.square().sum() for one, _ in alone]).sum()
    balances = [b for _, b in alone if b is not None]
    assert (balance is not None) == config.use_moe == bool(balances)
    if balance is not None:
        torch.testing.assert_close(balance, torch.stack(balances).sum())
        total, total_alone = total + balance, total_alone + torch.stack(balances).sum()
    found = torch.autograd.grad(total, list(model.parameters()))
    expected = torch.autograd.grad(total_alone, list(model.parameters()))
    for mine, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(mine, theirs, atol=1e-4, rtol=1e-4)


@both_kinds
def test_layers_computed_twice_have_the_very_same_gradients(config: ModelConfig, pack) -> None:
    torch.manual_seed(0)
    model = _awake(config)
    batch = pack([[10, 20, 7], [40]], 40)
    usual = _step(model, batch)
    kept = _kept_by(model, batch)
    model.train_with(checkpointing=True, compiled=False)
    assert all(map(torch.equal, _step(model, batch), usual))
    assert _kept_by(model, batch) < kept / 2


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("g++") is None, reason="compiling for a CPU needs g++")
@pytest.mark.parametrize(
    ("config", "checkpointing"), [(TINY, False), (TINY_MOE, True)], ids=["dense", "moe, twice"]
)
def test_one_compiled_layer_serves_all(config: ModelConfig, checkpointing: bool, pack) -> None:
    torch._dynamo.reset()
    counters = torch._dynamo.utils.counters
    counters.clear()
    torch.manual_seed(0)
    model = _awake(config.model_copy(update={"num_hidden_layers": 3}))
    rows = ([[10, 20, 5], [7, 33]], [[3, 3, 3, 3], [40]], [[39, 1], [20, 20]])
    batches = [pack(lengths, 40, room=12) for lengths in rows]
    usual = [_step(model, batch) for batch in batches]
    model.train_with(checkpointing=checkpointing, compiled=True)
    for batch, expected in zip(batches, usual, strict=True):
        for mine, theirs in zip(_step(model, batch), expected, strict=True):
            torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=1e-5)
    assert counters["stats"]["unique_graphs"] == 1
    assert not counters["graph_break"]


def _awake(config: ModelConfig) -> Transformer:
    """Random weights large enough that attention and experts tell things apart."""
    model = Transformer(config)
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(4)
    return model


def _step(model: Transformer, batch) -> list[Tensor]:
    """The loss of a batch and all gradients."""
    states, balance = model.encode(batch.input_ids, batch.positions, batch.documents)
    loss = _loss(model.lm_head(states), batch.input_ids)
    loss = loss if balance is None else loss + 0.1 * balance
    return [loss.detach(), *torch.autograd.grad(loss, list(model.parameters()))]


def _kept_by(model: Transformer, batch) -> int:
    """Bytes that the layers keep for the backward pass."""
    kept = 0

    def pack(tensor: Tensor) -> Tensor:
        nonlocal kept
        kept += tensor.nbytes
        return tensor

    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        model.encode(batch.input_ids, batch.positions, batch.documents)
    return kept


def _loss(logits: Tensor, ids: Tensor) -> Tensor:
    return F.cross_entropy(logits[:, :-1].flatten(0, 1), ids[:, 1:].flatten())
