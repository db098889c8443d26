"""From a TrainConfig to everything the loop needs, every mistake found before the first step."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch

from minimind import checkpoint
from minimind.checkpoint import CheckpointInfo
from minimind.data.encode import encode_rows
from minimind.data.shards import Shards, open_or_build, shard_key
from minimind.data.tokenizer import load_tokenizer, tokenizer_hash
from minimind.model import Transformer
from minimind.spec import SpecError, TrainConfig, stage_named
from minimind.stages import TRAINING_STAGES, TrainingStage
from minimind.train import saving
from minimind.train.control import Control
from minimind.train.meter import Position
from minimind.train.optimizer import make_optimizer
from minimind.train.plan import TrainingData, prepare
from minimind.train.reporter import Reporter
from minimind.train.strategy import Strategy


@dataclass(frozen=True)
class Run:
    """One attempt, ready for its first step."""

    config: TrainConfig
    stage: TrainingStage
    data: TrainingData
    model: Transformer  # on the device
    optimizer: torch.optim.Optimizer
    position: Position
    info: CheckpointInfo  # what every checkpoint of the run says; step 0


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
    if config.model.use_moe:
        raise SpecError(
            "Mixture-of-experts models cannot be trained yet.",
            field="model.use_moe",
            remedy="Choose a dense size.",
        )
    if stage.parent == "required" and config.parent is None:
        raise SpecError(
            f"The stage {stage.name} starts from a checkpoint, and none is given.",
            field="parent",
            remedy=f"Name one of stage {' or '.join(stage.parent_stages)}.",
        )


def set_up(
    config: TrainConfig,
    strategy: Strategy,
    reporter: Reporter,
    control: Control,
    position: Position,
) -> Run:
    """Tokenizes if need be, builds or loads the model, and restores the newest checkpoint.

    Raises SpecError (BadDataError, BadCheckpoint) for a user's mistake, StopRequested when
    somebody asks for the end meanwhile.
    """
    stage = TRAINING_STAGES[config.recipe.stage]
    model, parent_hash = _starting_model(config)
    shards = _shards(config, strategy, reporter, control)
    data = prepare(
        shards,
        stage,
        config.recipe,
        dataset=config.dataset,
        vocab_size=config.model.vocab_size,
        world_size=strategy.world_size,
    )
    resumed = strategy.on_main(lambda: saving.newest(config))
    if resumed is not None:
        model = checkpoint.load(resumed)
    model = model.to(strategy.device).train()
    optimizer = make_optimizer(model, config.recipe)
    if resumed is not None:
        saving.restore(resumed, model, optimizer, position)
    info = CheckpointInfo(
        stage=stage.name,
        size=config.size,
        step=0,
        total_steps=data.plan.total_steps,
        tokens=0,
        dataset_name=config.dataset.name,
        dataset_sha256=config.dataset.sha256,
        tokenizer_sha256=tokenizer_hash(config.tokenizer),
        parent=parent_hash,
        job_id=config.job_id,
        unigram_entropy=data.unigram_entropy,
        recipe=config.recipe.model_dump(mode="json"),
    )
    return Run(config, stage, data, model, optimizer, position, info)


def _shards(
    config: TrainConfig, strategy: Strategy, reporter: Reporter, control: Control
) -> Shards:
    tokenizer = load_tokenizer(config.tokenizer)
    if tokenizer.get_vocab_size() > config.model.vocab_size:
        raise SpecError(
            f"The tokenizer has {tokenizer.get_vocab_size()} entries, the model "
            f"{config.model.vocab_size}.",
            field="model.vocab_size",
            remedy="Use the tokenizer that the model was made for.",
        )

    encode = partial(encode_rows, tokenizer, config.dataset.kind)

    def on_progress(done: int, total: int) -> None:
        control.check()
        reporter.progress("tokenize", done, total)

    key = shard_key(config.dataset, tokenizer_hash(config.tokenizer), encode)

    def build() -> Path:
        open_or_build(config.shard_dir, key, config.dataset, encode, on_progress)
        return config.shard_dir / key

    return Shards.open(strategy.on_main(build))


def _starting_model(config: TrainConfig) -> tuple[Transformer, str | None]:
    """Fresh weights drawn from the recipe's seed, or the parent's, and its manifest hash."""
    torch.manual_seed(config.recipe.seed)
    if config.parent is None:
        return Transformer(config.model), None
    info = checkpoint.read_info(config.parent)
    allowed = stage_named(config.recipe.stage).parent_stages
    if info.stage not in allowed:
        raise SpecError(
            f"The parent checkpoint is of stage {info.stage}; {config.recipe.stage} starts from "
            f"{' or '.join(allowed)}.",
            field="parent",
            remedy="Choose another checkpoint.",
        )
    if info.tokenizer_sha256 != tokenizer_hash(config.tokenizer):
        raise SpecError(
            "The parent checkpoint was trained with another tokenizer.",
            field="parent",
            remedy="Use its tokenizer.json, or choose another checkpoint.",
        )
    model = checkpoint.load(config.parent)
    difference = config.model.shape_difference(model.config)
    if difference is not None:
        raise SpecError(
            f"The parent checkpoint has another shape: {difference}.",
            field="parent",
            remedy="Choose the model size that it has, or another checkpoint.",
        )
    return model, checkpoint.manifest_hash(config.parent)
