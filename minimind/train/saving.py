"""A run's checkpoints: saving, keeping the right ones, and going on from the newest."""

from __future__ import annotations

import logging
import shutil
import time
from dataclasses import asdict
from pathlib import Path

import torch

from minimind import checkpoint
from minimind.checkpoint import BadCheckpoint, CheckpointInfo, TrainingState
from minimind.data.tokenizer import tokenizer_file
from minimind.model import Transformer
from minimind.spec import RunDir, SpecError, TrainConfig
from minimind.spec.events import CheckpointSaved
from minimind.train.meter import Position
from minimind.train.optimizer import load_state_tensors, state_tensors

_log = logging.getLogger(__name__)

# What may change between attempts without changing the sequence of updates.
_FREE_FIELDS = {"micro_batch", "eval_every", "checkpoint_every", "keep_checkpoints"}


def save(
    config: TrainConfig,
    info: CheckpointInfo,
    model: Transformer,
    optimizer: torch.optim.Optimizer,
    position: Position,
) -> CheckpointSaved:
    """Writes the checkpoint of ``position``, then removes those that are not kept.

    ``info`` holds what does not change during a run. Raises OSError.
    """
    validated = position.validated_step == position.step
    info = info.model_copy(
        update={
            "step": position.step,
            "tokens": position.tokens,
            "validation_loss": position.validation_loss if validated else None,
        }
    )
    directory = RunDir(config.run_dir).checkpoints / checkpoint.directory_name(position.step)
    written = checkpoint.save(
        directory,
        model=model,
        tokenizer_dir=tokenizer_file(config.tokenizer).parent,
        info=info,
        training=TrainingState(
            step=position.step,
            optimizer=state_tensors(optimizer, model),
            rng={"cpu": torch.get_rng_state()},
            values=asdict(position),
        ),
    )
    removed = _prune(directory.parent, config.recipe.keep_checkpoints)
    return CheckpointSaved(
        time=time.time(),
        step=position.step,
        name=directory.name,
        bytes=written.bytes,
        sha256=written.sha256,
        validation_loss=info.validation_loss,
        final=position.step == info.total_steps,
        removed=removed,
    )


def newest(config: TrainConfig) -> Path | None:
    """The checkpoint to go on from, verified; None when there is none or it is not wanted.

    Raises SpecError when the run directory holds another run's checkpoints.
    """
    if not config.resume:
        return None
    found = checkpoint.newest_good(RunDir(config.run_dir).checkpoints)
    if found is None:
        return None
    info = checkpoint.read_info(found)
    mine = config.recipe.model_dump(mode="json")
    changed = [k for k in mine if k not in _FREE_FIELDS and info.recipe.get(k) != mine[k]]
    if info.dataset_sha256 != config.dataset.sha256:
        changed.append("dataset")
    if changed:
        raise SpecError(
            f"The run directory holds a run with another {changed[0]}.",
            field="run_dir",
            remedy="Use an empty one, or set resume to false.",
        )
    return found


def restore(
    path: Path, model: Transformer, optimizer: torch.optim.Optimizer, position: Position
) -> None:
    """Puts optimizer, random generators and ``position`` where ``path`` was saved.

    The weights must be loaded already. Raises BadCheckpoint.
    """
    state = checkpoint.load_training(path)
    try:
        load_state_tensors(optimizer, model, state.optimizer)
        torch.set_rng_state(state.rng["cpu"])
        for name in asdict(position):
            setattr(position, name, state.values[name])
    except KeyError as error:
        raise BadCheckpoint(f"{path}: the training state lacks {error}.") from error


def _prune(checkpoints: Path, keep: int) -> list[str]:
    """Removes all but the newest ``keep``, the best and the final; returns their names."""
    infos: dict[Path, CheckpointInfo] = {}
    for directory in checkpoints.iterdir():
        if directory.is_dir() and not directory.name.startswith("."):
            try:
                infos[directory] = checkpoint.read_info(directory)
            except BadCheckpoint as error:
                _log.warning("checkpoint left as it is: %s", error)
    by_step = sorted(infos, key=lambda directory: infos[directory].step)
    kept = set(by_step[-keep:])
    kept |= {d for d, info in infos.items() if info.step == info.total_steps}
    scored = {d: i.validation_loss for d, i in infos.items() if i.validation_loss is not None}
    if scored:
        kept.add(min(scored, key=lambda directory: scored[directory]))
    removed = [directory for directory in by_step if directory not in kept]
    for directory in removed:
        # Out of sight first: what is half removed must not look like a checkpoint.
        hidden = directory.with_name(f".tmp-removed-{directory.name}")
        directory.rename(hidden)
        shutil.rmtree(hidden, ignore_errors=True)
    return [directory.name for directory in removed]
