"""Adapters: what they compute, what of them trains, and that merging changes nothing."""

from __future__ import annotations

import copy

import pytest
import torch
from torch import nn

from minimind.model import Transformer
from minimind.model.documents import Documents
from minimind.model.lora import LoraLinear, add_lora, has_lora, load_lora, lora_state, merge_lora
from minimind.spec import ModelConfig, build_recipe
from minimind.spec.lora import PROJECTIONS, LoraConfig
from minimind.spec.stages import LoraRecipe

DENSE = ModelConfig(
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=64,
    max_position_embeddings=64,
)
MOE = DENSE.model_copy(update={"use_moe": True})
IDS = torch.arange(24).view(2, 12) % 61


def config(targets: str = "all", **changes: object) -> LoraConfig:
    recipe = build_recipe("lora", {"lora_targets": targets, "lora_rank": 4, "lora_alpha": 6})
    assert isinstance(recipe, LoraRecipe)
    return LoraConfig.of(recipe).model_copy(update=changes)


def model_of(shape: ModelConfig) -> Transformer:
    torch.manual_seed(0)
    model = Transformer(shape).eval()
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(4)  # so that every part has a say in the logits
    return model


def with_lora(shape: ModelConfig, lora: LoraConfig) -> Transformer:
    """A model whose adapter has learned something."""
    model = model_of(shape)
    add_lora(model, lora)
    learned = {name: torch.randn_like(weight) * 0.2 for name, weight in lora_state(model).items()}
    load_lora(model, learned)
    return model


def loss(model: Transformer) -> torch.Tensor:
    positions = torch.arange(12).expand(2, 12)
    ends, ids = torch.tensor([0, 12, 24], dtype=torch.int32), torch.arange(24) // 12
    documents = Documents(ends, 12, ids, torch.ones(24, dtype=torch.bool), alone=True)
    states, balance = model.encode(IDS, positions, documents)
    logits = model.lm_head(states).flatten(0, 1)
    found = nn.functional.cross_entropy(logits[:-1], IDS.flatten()[1:])
    return found if balance is None else found + 0.01 * balance


@pytest.mark.parametrize("shape", [DENSE, MOE], ids=["dense", "moe"])
def test_a_new_adapter_changes_nothing(shape: ModelConfig) -> None:
    model, plain = model_of(shape), model_of(shape)
    add_lora(model, config())
    assert torch.equal(model(IDS), plain(IDS))
    names = {name for name in model.state_dict() if "lora_" not in name}
    assert names == plain.state_dict().keys()
    for layer in (m for m in model.modules() if isinstance(m, LoraLinear)):
        bound = layer.in_features**-0.5  # as PEFT begins
        assert 0.8 * bound < layer.lora_A.weight.abs().max() <= bound
        assert not layer.lora_B.weight.any()


@pytest.mark.parametrize("shape", [DENSE, MOE], ids=["dense", "moe"])
@pytest.mark.parametrize("targets", ["q_o", "all"])
def test_it_is_the_sum_of_the_paper_merged_or_not(shape: ModelConfig, targets: str) -> None:
    lora = config(targets)
    model, expected = with_lora(shape, lora), model_of(shape)
    state = lora_state(model)
    adapted = 0
    with torch.no_grad():
        for name, weight in expected.named_parameters():
            stem = name.removesuffix(".weight")
            if f"{stem}.lora_A.weight" in state:
                a, b = state[f"{stem}.lora_A.weight"], state[f"{stem}.lora_B.weight"]
                weight += 6 / 4 * (b @ a)
                adapted += 1
    experts = shape.n_routed_experts + shape.n_shared_experts if shape.use_moe else 1
    assert adapted == 2 * (2 if targets == "q_o" else 4 + 3 * experts)
    assert 2 * adapted == len(state)

    logits = model(IDS)
    torch.testing.assert_close(logits, expected(IDS), rtol=1e-5, atol=1e-5)
    assert (logits - model_of(shape)(IDS)).abs().max() > 0.1
    merge_lora(model)
    assert not has_lora(model)
    assert {type(m) for n, m in model.named_modules() if n.endswith("_proj")} == {nn.Linear}
    assert all(weight.requires_grad for weight in model.parameters())
    for name, weight in expected.state_dict().items():
        torch.testing.assert_close(model.state_dict()[name], weight, rtol=1e-6, atol=1e-6)
    torch.testing.assert_close(model(IDS), logits, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("checkpointing", [False, True])
@pytest.mark.parametrize("shape", [DENSE, MOE], ids=["dense", "moe"])
def test_only_the_adapter_learns(shape: ModelConfig, checkpointing: bool) -> None:
    model = with_lora(shape, config()).train()
    model.train_with(checkpointing=checkpointing, compiled=False)
    before = copy.deepcopy(model.state_dict())
    trained = {n: w for n, w in model.named_parameters() if w.requires_grad}
    assert trained.keys() == lora_state(model).keys()
    optimizer = torch.optim.AdamW(trained.values(), lr=0.01)
    first = loss(model)
    for _ in range(8):
        optimizer.zero_grad()
        with torch.autocast("cpu", torch.bfloat16):
            value = loss(model)
        value.backward()
        optimizer.step()
    assert loss(model) < first
    for name, weight in model.state_dict().items():
        # An expert that no position chose has a gradient of zero, but it decays.
        assert torch.equal(weight, before[name]) == ("lora_" not in name), name


@pytest.mark.parametrize("shape", [DENSE, MOE], ids=["dense", "moe"])
def test_gradients_follow_from_those_of_the_merged_weights(shape: ModelConfig) -> None:
    """By the chain rule ``dA = scale * B^T dW`` and ``dB = scale * dW A^T``."""
    model = with_lora(shape, config())
    merged = copy.deepcopy(model)
    merge_lora(merged)
    loss(model).backward()
    loss(merged).backward()
    for name, layer in model.named_modules():
        if isinstance(layer, LoraLinear):
            whole = merged.get_parameter(f"{name}.weight").grad
            assert whole is not None
            a, b = layer.lora_A.weight, layer.lora_B.weight
            for found, expected in ((a.grad, b.T @ whole), (b.grad, whole @ a.T)):
                torch.testing.assert_close(found, 1.5 * expected, rtol=1e-4, atol=1e-6)


def test_dropout_is_of_the_adapters_input_while_training() -> None:
    plain, model = model_of(DENSE), with_lora(DENSE, config(dropout=0.5))
    steady = with_lora(DENSE, config())
    load_lora(steady, lora_state(model))
    assert torch.equal(model(IDS), steady(IDS))
    model.train()
    assert not torch.equal(model(IDS), model(IDS))
    name = "model.layers.0.self_attn.q_proj"
    layer, base = model.get_submodule(name), plain.get_submodule(name)
    x = torch.randn(4000, 32)
    with torch.no_grad():
        mean = torch.stack([layer(x) for _ in range(50)]).mean(0)
        steadily = layer.eval()(x)
        assert (mean - steadily).abs().mean() < 0.2 * (steadily - base(x)).abs().mean()


def test_an_adapter_goes_on_only_once_and_where_there_is_something() -> None:
    model = with_lora(DENSE, config())
    with pytest.raises(ValueError, match="already"):
        add_lora(model, config())
    with pytest.raises(ValueError, match="none of q_proj"):
        add_lora(nn.Sequential(nn.Linear(2, 2)), config("q_o"))


def test_only_an_adapters_own_weights_are_loaded() -> None:
    model = with_lora(DENSE, config())
    state = {name: torch.zeros_like(weight) for name, weight in lora_state(model).items()}
    first = next(iter(state))
    for bad in (
        {n: w for n, w in state.items() if n != first},
        {**state, "model.norm.weight": torch.ones(32)},
        {**state, first: torch.zeros(3, 32)},
    ):
        with pytest.raises(ValueError, match="not the weights"):
            load_lora(model, bad)
    assert lora_state(model)[first].any()


def test_targets_are_named_as_in_the_recipe() -> None:
    assert config("q_o").targets == ("q_proj", "o_proj")
    assert config("all").targets == PROJECTIONS
    assert (config().rank, config().alpha, config().scale) == (4, 6, 1.5)
