"""PEFT loads our adapters, we load PEFT's, and both compute the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import peft
import pytest
import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from transformers import LlamaConfig, LlamaForCausalLM

from minimind import checkpoint
from minimind.checkpoint import BadCheckpoint
from minimind.model import Transformer
from minimind.model.lora import lora_state
from minimind.spec.lora import PROJECTIONS, LoraConfig
from tests.minimind.checkpoint.tiny import (
    IDS,
    LORA,
    TINY,
    save,
    save_adapter,
    tiny_model,
    with_lora,
)

EVERYWHERE = LoraConfig(rank=3, alpha=4.5, targets=PROJECTIONS)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return save(tmp_path / "base")


def llama(base: Path) -> LlamaForCausalLM:
    """The base's weights in the library of others."""
    model = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=TINY.vocab_size,
            hidden_size=TINY.hidden_size,
            intermediate_size=TINY.intermediate_size,
            num_hidden_layers=TINY.num_hidden_layers,
            num_attention_heads=TINY.num_attention_heads,
            num_key_value_heads=TINY.num_key_value_heads,
            rms_norm_eps=TINY.rms_norm_eps,
            rope_parameters={"rope_type": "default", "rope_theta": TINY.rope_theta},
            tie_word_embeddings=True,
        )
    )
    model.load_state_dict(load_file(base / "model.safetensors"), strict=False)
    return model.eval()


def logits(model: nn.Module) -> Tensor:
    with torch.no_grad():
        return model.eval()(input_ids=IDS).logits


def peft_folder(folder: Path, base: Path, **settings: Any) -> Tensor:
    """Saves an adapter with PEFT; the logits that it computes."""
    torch.manual_seed(3)
    settings = {"r": 2, "lora_alpha": 6, "target_modules": ["q_proj", "v_proj"], **settings}
    model = peft.get_peft_model(llama(base), peft.LoraConfig(**settings))
    for name, weight in model.named_parameters():
        if "lora_" in name:
            nn.init.normal_(weight)
    model.save_pretrained(str(folder))
    return logits(model)


@pytest.mark.parametrize("lora", [LORA, EVERYWHERE], ids=["q_o", "all"])
def test_peft_loads_ours(tmp_path: Path, base: Path, lora: LoraConfig) -> None:
    mine = with_lora(lora)
    adapter = save_adapter(tmp_path / "adapter", base, mine, lora)
    theirs = peft.PeftModel.from_pretrained(llama(base), str(adapter))
    assert isinstance(theirs, peft.PeftModelForCausalLM)
    torch.testing.assert_close(logits(theirs), mine(IDS), rtol=1e-5, atol=1e-5)
    assert (mine(IDS) - tiny_model()(IDS)).abs().max() > 0.1
    names = [name for name, _ in theirs.named_parameters() if "lora_" in name]
    assert len(names) == len(lora_state(mine))


def test_peft_loads_ours_of_a_mixture_of_experts(tmp_path: Path) -> None:
    """Over our own model, for no library has this one: PEFT wraps any model's projections."""
    shape = TINY.model_copy(update={"use_moe": True})
    mine = with_lora(EVERYWHERE, shape=shape)
    base = save(tmp_path / "base", tiny_model(shape=shape))
    adapter = save_adapter(tmp_path / "adapter", base, mine, EVERYWHERE)
    plain = checkpoint.load(base)
    before = plain(IDS)
    settings = peft.LoraConfig.from_pretrained(str(adapter))
    theirs = peft.inject_adapter_in_model(settings, plain)
    tensors = load_file(adapter / "adapter_model.safetensors")
    state = {name.removeprefix("base_model.model."): w for name, w in tensors.items()}
    found = peft.set_peft_model_state_dict(theirs, state)
    assert not found.unexpected_keys
    assert not [name for name in found.missing_keys if "lora_" in name]
    torch.testing.assert_close(theirs.eval()(IDS), mine(IDS), rtol=1e-5, atol=1e-5)
    assert (mine(IDS) - before).abs().max() > 0.1
    torch.testing.assert_close(checkpoint.load(adapter)(IDS), mine(IDS), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("targets", [["q_proj", "v_proj"], "all-linear", r".*\.(o|gate)_proj"])
@pytest.mark.parametrize("merge", [True, False])
def test_we_load_pefts(tmp_path: Path, base: Path, targets: str | list[str], merge: bool) -> None:
    expected = peft_folder(tmp_path / "theirs", base, target_modules=targets)
    model = checkpoint.load(tmp_path / "theirs", base=base, merge=merge)
    torch.testing.assert_close(model(IDS), expected, rtol=1e-5, atol=1e-5)
    assert (expected - tiny_model()(IDS)).abs().max() > 0.1


def test_half_precision_adapters_are_read_as_float32(tmp_path: Path, base: Path) -> None:
    torch.manual_seed(3)
    settings = peft.LoraConfig(
        r=2, lora_alpha=6, target_modules=["q_proj"], init_lora_weights=False
    )
    peft.get_peft_model(llama(base), settings).half().save_pretrained(str(tmp_path / "theirs"))
    model = checkpoint.load(tmp_path / "theirs", base=base, merge=False)
    assert {weight.dtype for weight in lora_state(model).values()} == {torch.float32}


def test_pefts_name_no_base_that_could_be_trusted(tmp_path: Path, base: Path) -> None:
    peft_folder(tmp_path / "theirs", base)
    with pytest.raises(BadCheckpoint, match="does not say") as caught:
        checkpoint.load(tmp_path / "theirs")
    assert caught.value.field == "base"


@pytest.mark.parametrize(
    ("field", "settings"),
    [
        ("use_dora", {"use_dora": True}),
        ("use_rslora", {"use_rslora": True}),
        ("bias", {"bias": "all"}),
        ("rank_pattern", {"rank_pattern": {"q_proj": 1}}),
        ("modules_to_save", {"modules_to_save": ["lm_head"]}),
        ("layers_to_transform", {"layers_to_transform": [0]}),
        ("target_modules", {"target_modules": ["q_proj", "embed_tokens"]}),
        ("init_lora_weights", {"init_lora_weights": "pissa"}),
    ],
)
def test_what_is_more_than_a_plain_adapter_is_refused_by_name(
    tmp_path: Path, base: Path, field: str, settings: dict[str, Any]
) -> None:
    peft_folder(tmp_path / "theirs", base, **settings)
    with pytest.raises(BadCheckpoint) as caught:
        checkpoint.load(tmp_path / "theirs", base=base)
    assert caught.value.field == field
    assert field in str(caught.value)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("r", 3),
        ("r", 0),
        ("r", None),
        ("lora_alpha", "much"),
        ("lora_dropout", 1.5),
        ("peft_type", "IA3"),
        ("some_later_invention", {"x": 1}),
    ],
)
def test_fields_that_do_not_fit_are_refused_by_name(
    tmp_path: Path, base: Path, field: str, value: object
) -> None:
    peft_folder(tmp_path / "theirs", base)
    file = tmp_path / "theirs" / "adapter_config.json"
    file.write_text(json.dumps({**json.loads(file.read_text()), field: value}))
    with pytest.raises(BadCheckpoint) as caught:
        checkpoint.load(tmp_path / "theirs", base=base)
    assert field in str(caught.value) or (field == "r" and "lora_A" in str(caught.value))
    file.write_text("[")
    with pytest.raises(BadCheckpoint, match="is not JSON"):
        checkpoint.load(tmp_path / "theirs", base=base)


def test_an_adapter_for_another_shape_is_refused(tmp_path: Path, base: Path) -> None:
    peft_folder(tmp_path / "theirs", base)
    wider = Transformer(TINY.model_copy(update={"hidden_size": 32}))
    with pytest.raises(BadCheckpoint, match="has shape"):
        checkpoint.load(tmp_path / "theirs", base=save(tmp_path / "wider", wider))
    deeper = Transformer(TINY.model_copy(update={"num_hidden_layers": 2}))
    with pytest.raises(BadCheckpoint, match=r"layers\.1\..* is missing"):
        checkpoint.load(tmp_path / "theirs", base=save(tmp_path / "deeper", deeper))
