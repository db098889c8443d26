"""How much a run has to compute: to scale a measured speed to another shape or size."""

from __future__ import annotations

from typing import Literal

from minimind.spec.memory import Place, layer_bytes
from minimind.spec.model import ModelConfig, active_parameters, training_flops_per_token
from minimind.spec.recipe import Recipe
from minimind.spec.stages import LoraRecipe

# Operations in the time in which a byte is written and read again: what makes small models slower
# than their matrix products. Measured between nano and small on two cores; of GPUs it is the ratio
# of data-sheet rates of the cards that people have (a 3090: 76, an A100: 200).
_OPERATIONS_A_BYTE: dict[Literal["cpu", "cuda"], float] = {"cpu": 80.0, "cuda": 120.0}
_LOGIT_BYTES = 12  # of a logit: itself, its probability, its gradient
# How much longer float32 products take than half-precision ones.
_FLOAT32: dict[Literal["cpu", "cuda"], float] = {"cpu": 2.0, "cuda": 8.0}


def position_work(
    config: ModelConfig,
    recipe: Recipe,
    place: Place,
    context: float,
    teacher: ModelConfig | None = None,
) -> float:
    """Half-precision operations that take as long as training on one position.

    The products of ``training_flops_per_token``, plus what moving the layers' values and the
    logits costs. Only ratios mean anything.

    Args:
        context: positions that one sees on average.
    """
    products = training_flops_per_token(config, context)
    if isinstance(recipe, LoraRecipe):  # frozen weights have no gradients of their own
        products -= 2 * active_parameters(config)
    if recipe.gradient_checkpointing:
        products += training_flops_per_token(config, context) / 3
    if teacher is not None:
        products += training_flops_per_token(teacher, context) / 3
    if place.precision == "float32":
        products *= _FLOAT32[place.device]
    layers = config.num_hidden_layers * layer_bytes(config, recipe, place, context)
    moved = layers + _LOGIT_BYTES * config.vocab_size
    return products + _OPERATIONS_A_BYTE[place.device] * moved
