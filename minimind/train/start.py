"""What a run starts from: its model, teacher and prompts, and what a config alone gets wrong."""

from __future__ import annotations

from pathlib import Path

import torch
from tokenizers import Tokenizer

from minimind import checkpoint
from minimind.data.tokenizer import tokenizer_hash
from minimind.model import Transformer
from minimind.model.lora import add_lora
from minimind.spec import SpecError, TrainConfig, stage_named
from minimind.spec.lora import LoraConfig
from minimind.spec.stages import LoraRecipe, TokenRecipe
from minimind.stages import Teacher
from minimind.train.sampling import Prompt, prompts


def check(config: TrainConfig) -> None:
    """Raises SpecError for whatever can be told from the config alone."""
    recipe, dataset = config.recipe, config.dataset
    stage = stage_named(recipe.stage)
    if dataset.kind != stage.row_kind:
        raise SpecError(
            f"The stage {stage.name} needs rows of kind {stage.row_kind!r}; the dataset has "
            f"{dataset.kind!r}.",
            field="dataset",
            remedy="Choose another dataset or stage.",
        )
    if recipe.seq_len > config.model.max_position_embeddings:
        raise SpecError(
            f"seq_len is {recipe.seq_len}, but the model has "
            f"{config.model.max_position_embeddings} positions.",
            field="recipe.seq_len",
            remedy=f"Set it to {config.model.max_position_embeddings} or less.",
        )
    if stage.parent == "required" and config.parent is None:
        raise SpecError(
            f"The stage {stage.name} starts from a checkpoint, and none is given.",
            field="parent",
            remedy=f"Name one of stage {' or '.join(stage.parent_stages)}.",
        )
    for field, path in (("parent", config.parent), ("teacher", config.teacher)):
        if path is not None and not path.is_dir():
            raise SpecError(
                f"There is no checkpoint at {path}.",
                field=field,
                remedy="Name the directory of one.",
            )
    if config.teacher is not None and not isinstance(recipe, TokenRecipe):
        raise SpecError(
            f"The stage {stage.name} has no use for a teacher.",
            field="teacher",
            remedy="Leave it out.",
        )
    if recipe.zero_stage is not None and recipe.precision == "float16":
        raise SpecError(
            "float16 and DeepSpeed ZeRO do not go together here.",
            field="recipe.precision",
            remedy="Choose bfloat16 or float32, or leave zero_stage empty.",
        )
    if recipe.zero_stage == 3 and recipe.compile == "on":
        raise SpecError(
            "A model whose weights are shared out (zero_stage 3) cannot be compiled.",
            field="recipe.compile",
            remedy="Choose auto, or a lower zero_stage.",
        )


def check_tokenizer(config: TrainConfig, tokenizer: Tokenizer) -> None:
    """Raises SpecError for a tokenizer with more entries than the model."""
    if tokenizer.get_vocab_size() > config.model.vocab_size:
        raise SpecError(
            f"The tokenizer has {tokenizer.get_vocab_size()} entries, the model "
            f"{config.model.vocab_size}.",
            field="model.vocab_size",
            remedy="Use the tokenizer that the model was made for.",
        )


def sample_prompts(config: TrainConfig, tokenizer: Tokenizer) -> list[Prompt]:
    """The run's prompts. Raises SpecError for one that leaves no room for its answer."""
    recipe = config.recipe
    texts = recipe.sample_prompts
    if texts is None:
        texts = list(stage_named(recipe.stage).sample_prompts)
    room = config.model.max_position_embeddings - recipe.sample_tokens
    asked = prompts(tokenizer, texts, chat=recipe.stage != "pretrain")
    if recipe.sample_prompts is None:  # a model too small for the stage's own simply has none
        return [prompt for prompt in asked if len(prompt.ids) <= room]
    for index, prompt in enumerate(asked):
        if len(prompt.ids) > room:
            raise SpecError(
                f"The prompt has {len(prompt.ids)} tokens; with an answer of "
                f"{recipe.sample_tokens} the model has room for {max(room, 0)}.",
                field=f"recipe.sample_prompts.{index}",
                remedy="Shorten it, or lower sample_tokens.",
            )
    return asked


def starting_model(config: TrainConfig) -> tuple[Transformer, str | None, LoraConfig | None]:
    """Fresh weights drawn from the recipe's seed, or the parent's; perhaps with a new adapter.

    Returns the model, the parent's manifest hash, and what the adapter is made of. Raises
    SpecError for a parent that does not fit.
    """
    recipe, parent_hash = config.recipe, None
    torch.manual_seed(recipe.seed)
    if config.parent is None:
        model = Transformer(config.model)
    else:
        model = _parent(config, config.parent)
        parent_hash = checkpoint.manifest_hash(config.parent)
    if not isinstance(recipe, LoraRecipe):
        return model, parent_hash, None
    lora = LoraConfig.of(recipe)
    add_lora(model, lora)
    return model, parent_hash, lora


def parent_on(device: torch.device, config: TrainConfig) -> Transformer:
    """The parent as it was before training, frozen."""
    assert config.parent is not None  # checked before
    return checkpoint.load(config.parent, device=device).requires_grad_(False)


def resumed_model(config: TrainConfig, path: Path) -> Transformer:
    """The model of the run's own checkpoint, its adapter apart if it has one.

    Raises SpecError when that has another shape than the config says.
    """
    model = checkpoint.load(path, merge=False, base=config.parent)
    difference = config.model.shape_difference(model.config)
    if difference is not None:
        raise SpecError(
            f"The run directory holds a run of another shape: its {difference}.",
            field="run_dir",
            remedy="Use an empty one, or set resume to false.",
        )
    model.config = config.model
    return model


def teacher(config: TrainConfig, device: torch.device) -> Teacher | None:
    """The model to imitate. Raises SpecError for one with another vocabulary."""
    if config.teacher is None:
        return None
    recipe = config.recipe
    assert isinstance(recipe, TokenRecipe)  # checked before
    model = _fitting(config, config.teacher, "teacher")
    if model.config.vocab_size != config.model.vocab_size:
        raise SpecError(
            f"The teacher has {model.config.vocab_size} entries in its vocabulary, the model "
            f"{config.model.vocab_size}.",
            field="teacher",
            remedy="Choose a teacher of the same family.",
        )
    if recipe.seq_len > model.config.max_position_embeddings:
        raise SpecError(
            f"seq_len is {recipe.seq_len}, but the teacher has "
            f"{model.config.max_position_embeddings} positions.",
            field="teacher",
            remedy="Lower seq_len, or choose another teacher.",
        )
    frozen = model.to(device).requires_grad_(False)
    return Teacher(frozen, recipe.distill_weight, recipe.distill_temperature)


def _parent(config: TrainConfig, path: Path) -> Transformer:
    """The parent's model, made sure to be of the right stage and shape."""
    stage, allowed = (
        checkpoint.read_info(path).stage,
        stage_named(config.recipe.stage).parent_stages,
    )
    if stage not in allowed:
        raise SpecError(
            f"The parent checkpoint is of stage {stage}; {config.recipe.stage} starts from "
            f"{' or '.join(allowed)}.",
            field="parent",
            remedy="Choose another checkpoint.",
        )
    model = _fitting(config, path, "parent")
    difference = config.model.shape_difference(model.config)
    if difference is not None:
        raise SpecError(
            f"The parent checkpoint has another shape: {difference}.",
            field="parent",
            remedy="Choose the model size that it has, or another checkpoint.",
        )
    model.config = config.model  # what is no shape may differ
    return model


def _fitting(config: TrainConfig, path: Path, field: str) -> Transformer:
    """The model of a checkpoint that has the run's tokenizer."""
    if checkpoint.read_info(path).tokenizer_sha256 != tokenizer_hash(config.tokenizer):
        raise SpecError(
            f"The {field} checkpoint was trained with another tokenizer.",
            field=field,
            remedy="Use its tokenizer.json, or choose another checkpoint.",
        )
    return checkpoint.load(path)
