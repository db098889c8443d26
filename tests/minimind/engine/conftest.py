"""Small models with random weights, large enough that greedy text varies."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from minimind.engine import End, Token
from minimind.model import Transformer
from minimind.spec import ModelConfig


def tiny_config(**changes: object) -> ModelConfig:
    # The feed-forward is wider than 1,024: there oneDNN treats a single row specially.
    shape: dict[str, object] = {
        "hidden_size": 64, "intermediate_size": 1088, "num_hidden_layers": 2,
        "num_attention_heads": 4, "num_key_value_heads": 2, "vocab_size": 300,
        "max_position_embeddings": 256,
    }  # fmt: skip
    return ModelConfig.model_validate(shape | changes)


def build_model(seed: int = 0, **changes: object) -> Transformer:
    torch.manual_seed(seed)
    model = Transformer(tiny_config(**changes)).eval()
    with torch.no_grad():
        for weight in model.parameters():
            if weight.dim() > 1:
                weight.mul_(8)
    return model


@pytest.fixture
def make_model() -> Callable[..., Transformer]:
    return build_model


class Listener:
    """Collects what one request is told."""

    def __init__(self) -> None:
        self.events: list[Token | End] = []

    def __call__(self, event: Token | End) -> None:
        self.events.append(event)

    @property
    def tokens(self) -> list[int]:
        return [event.id for event in self.events if isinstance(event, Token)]

    @property
    def end(self) -> End | None:
        last = self.events[-1] if self.events else None
        return last if isinstance(last, End) else None


@pytest.fixture
def listener() -> type[Listener]:
    return Listener
