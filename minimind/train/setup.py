"""From a TrainConfig to everything the loop needs, every mistake found before the first step."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from tokenizers import Tokenizer

from minimind.checkpoint import CheckpointInfo
from minimind.data.encode import encode_rows
from minimind.data.shards import Shards, open_or_build, shard_key
from minimind.data.tokenizer import load_tokenizer, tokenizer_hash
from minimind.model import Transformer
from minimind.spec import TrainConfig
from minimind.spec.lora import LoraConfig
from minimind.stages import Dpo, TrainingStage, make_stage
from minimind.train import resume, start
from minimind.train.control import Control
from minimind.train.costs import Stopwatch
from minimind.train.device import choose_compile, choose_precision
from minimind.train.meter import Position
from minimind.train.module import LossModule
from minimind.train.plan import TrainingData, prepare
from minimind.train.reference import with_reference
from minimind.train.reporter import Reporter
from minimind.train.sampling import Prompt
from minimind.train.strategy import Strategy


@dataclass(frozen=True)
class Run:
    """One attempt, ready for its first step."""

    config: TrainConfig
    stage: TrainingStage
    data: TrainingData
    model: Transformer  # on the device
    tokenizer: Tokenizer
    prompts: list[Prompt]  # for samples
    lora: LoraConfig | None  # of the adapter that is trained, if one is
    position: Position
    info: CheckpointInfo  # what every checkpoint of the run says; step 0
    precision: torch.dtype
    compiled: bool
    trained_parameters: int
    changes: list[str]  # what a resumed run does otherwise than before
    preparation: dict[str, float]  # seconds that tokenizing and the reference took, if needed

    @property
    def draws(self) -> bool:
        """Whether a step draws random numbers."""
        return self.lora is not None and self.lora.dropout > 0

    @property
    def shape(self) -> tuple[int, int] | None:
        """Rows and positions of every micro-batch: a compiled step is compiled for just one."""
        recipe = self.config.recipe
        return (recipe.micro_batch, recipe.seq_len * self.stage.group) if self.compiled else None


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
    recipe, device, watch = config.recipe, strategy.device, Stopwatch()
    precision = choose_precision(recipe.precision, device)
    compiled = choose_compile(recipe, device)
    tokenizer = load_tokenizer(config.tokenizer)
    start.check_tokenizer(config, tokenizer)
    prompts = start.sample_prompts(config, tokenizer)
    model, parent_hash, lora = start.starting_model(config)
    stage = make_stage(
        recipe,
        tokenizer,
        config.model.vocab_size,
        device=device,
        teacher=start.teacher(config, device),
    )
    shards, key = _shards(
        config, tokenizer, strategy=strategy, reporter=reporter, control=control, watch=watch
    )
    data = prepare(
        shards,
        stage,
        recipe,
        dataset=config.dataset,
        vocab_size=config.model.vocab_size,
        world_size=strategy.world_size,
    )
    resumed = strategy.on_main(lambda: resume.newest(config, parent_hash, strategy.world_size))
    if resumed is not None:
        model = start.resumed_model(config, resumed.path)
    model = model.to(device).train()
    if isinstance(stage, Dpo):
        add = partial(
            with_reference,
            stage=stage,
            strategy=strategy,
            # A resumed model has moved away from its reference.
            model=lambda: model if resumed is None else start.parent_on(device, config),
            made_from=f"{parent_hash}-{key}",
            cache=config.cache_dir or config.run_dir / "cache",
            micro_batch=recipe.micro_batch,
            precision=precision,
            on_progress=partial(_on_reference, strategy, control, reporter),
        )
        with watch.timing("reference"):
            data = data.with_sources(add)
    trained = sum(weight.numel() for weight in model.parameters() if weight.requires_grad)
    model.train_with(checkpointing=recipe.gradient_checkpointing, compiled=compiled)
    strategy.prepare(LossModule(model, stage, precision), recipe)
    if resumed is not None:
        resume.restore(resumed.path, strategy, position, data.plan.total_steps)
    return Run(
        config=config,
        stage=stage,
        data=data,
        model=model,
        tokenizer=tokenizer,
        prompts=prompts,
        lora=lora,
        position=position,
        info=_info(config, data, parent_hash),
        precision=precision,
        compiled=compiled,
        trained_parameters=trained,
        changes=resumed.changes if resumed else [],
        preparation=watch.seconds,
    )


def _info(config: TrainConfig, data: TrainingData, parent_hash: str | None) -> CheckpointInfo:
    return CheckpointInfo(
        stage=config.recipe.stage,
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


def _on_reference(
    strategy: Strategy, control: Control, reporter: Reporter, done: int, total: int
) -> None:
    strategy.on_main(control.check)
    reporter.progress("reference", done, total)


def _shards(
    config: TrainConfig,
    tokenizer: Tokenizer,
    *,
    strategy: Strategy,
    reporter: Reporter,
    control: Control,
    watch: Stopwatch,
) -> tuple[Shards, str]:
    encode = partial(encode_rows, tokenizer, config.dataset.kind)

    def on_progress(done: int, total: int) -> None:
        control.check()
        reporter.progress("tokenize", done, total)

    key = shard_key(config.dataset, tokenizer_hash(config.tokenizer), encode)

    def build() -> Path:
        there = (config.shard_dir / key).is_dir()
        with nullcontext() if there else watch.timing("tokenize"):
            open_or_build(config.shard_dir, key, config.dataset, encode, on_progress)
        return config.shard_dir / key

    return Shards.open(strategy.on_main(build)), key
