"""Training stages: how each treats a dataset's rows, and its loss. They know no loop."""

from __future__ import annotations

import torch
from tokenizers import Tokenizer

from minimind.spec import Recipe
from minimind.spec.stages import DpoRecipe, LoraRecipe, PretrainRecipe, ReasonRecipe, SftRecipe
from minimind.stages.dpo import Dpo
from minimind.stages.pretrain import pretrain
from minimind.stages.reason import reason
from minimind.stages.sft import sft
from minimind.stages.stage import Batch, Sums, TrainingStage
from minimind.stages.token_loss import Teacher

__all__ = ["Batch", "Dpo", "Sums", "Teacher", "TrainingStage", "make_stage"]


def make_stage(
    recipe: Recipe,
    tokenizer: Tokenizer,
    vocab_size: int,
    *,
    device: torch.device,
    teacher: Teacher | None = None,
) -> TrainingStage:
    """The stage that ``recipe`` describes, for batches on ``device``."""
    match recipe:
        case PretrainRecipe():
            return pretrain(packing=recipe.packing, teacher=teacher)
        case SftRecipe() | LoraRecipe():
            return sft(recipe.stage, packing=recipe.packing, teacher=teacher)
        case ReasonRecipe():
            return reason(
                tokenizer,
                vocab_size,
                device=device,
                tag_weight=recipe.tag_weight,
                packing=recipe.packing,
                teacher=teacher,
            )
        case DpoRecipe():
            return Dpo(recipe.beta, recipe.length_normalized)
    raise ValueError(f"no stage trains {type(recipe).__name__}")
