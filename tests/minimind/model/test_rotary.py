"""Rotary positions: the longer ones are YaRN's, as transformers computes them."""

from __future__ import annotations

import pytest
import torch
from transformers import LlamaConfig, LlamaForCausalLM

from minimind.model import Transformer
from minimind.spec import ModelConfig

SHAPE = ModelConfig(
    hidden_size=128,
    num_hidden_layers=2,
    num_attention_heads=2,
    num_key_value_heads=1,
    vocab_size=96,
    inference_rope_scaling=True,
)
YARN = {
    "rope_type": "yarn",
    "rope_theta": SHAPE.rope_theta,
    "factor": 4.0,
    "original_max_position_embeddings": 2048,
    "beta_fast": 4.0,
    "beta_slow": 1.0,
}


def llama(model: Transformer) -> LlamaForCausalLM:
    theirs = LlamaForCausalLM(
        LlamaConfig(
            vocab_size=SHAPE.vocab_size,
            hidden_size=SHAPE.hidden_size,
            intermediate_size=SHAPE.intermediate_size,
            num_hidden_layers=SHAPE.num_hidden_layers,
            num_attention_heads=SHAPE.num_attention_heads,
            num_key_value_heads=SHAPE.num_key_value_heads,
            max_position_embeddings=SHAPE.max_position_embeddings,
            rms_norm_eps=SHAPE.rms_norm_eps,
            rope_parameters=YARN,
            tie_word_embeddings=True,
        )
    )
    theirs.load_state_dict(model.state_dict())
    return theirs.eval()


@torch.no_grad()
@pytest.mark.parametrize("start", [0, 3000])
def test_longer_positions_are_those_of_yarn(start: int) -> None:
    torch.manual_seed(0)
    model = Transformer(SHAPE).eval()
    for weight in model.parameters():  # attention that looks at places, not at all alike
        if weight.dim() > 1:
            weight.mul_(2)
    ids = torch.randint(SHAPE.vocab_size, (2, 40))
    # Far places too: the last twenty positions lie 2,000 further on.
    positions = start + torch.arange(40) + (torch.arange(40) >= 20) * 2000
    positions = positions.expand(2, -1)
    logits = model(ids, positions=positions)
    expected = llama(model)(ids, position_ids=positions).logits
    torch.testing.assert_close(logits, expected, atol=1e-5, rtol=1e-5)

    plain = Transformer(SHAPE.model_copy(update={"inference_rope_scaling": False})).eval()
    plain.load_state_dict(model.state_dict())
    assert (plain(ids, positions=positions) - logits).abs().max() > 1e-2
