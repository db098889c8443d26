"""Going on from a run's own newest checkpoint, and saying what is different from before."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from minimind import checkpoint
from minimind.checkpoint import BadCheckpoint, TrainingState
from minimind.data.tokenizer import tokenizer_hash
from minimind.spec import RunDir, SpecError, TrainConfig
from minimind.spec.resuming import FREE, SAID
from minimind.train.meter import Position
from minimind.train.strategy import Strategy


@dataclass(frozen=True)
class Resumed:
    """A verified checkpoint to go on from, and in words what the run does otherwise now."""

    path: Path
    changes: list[str]


def newest(config: TrainConfig, parent_hash: str | None, world_size: int) -> Resumed | None:
    """The checkpoint to go on from; None when there is none or it is not wanted.

    Args:
        parent_hash: the manifest hash of ``config.parent``.
        world_size: how many processes train now.

    Raises SpecError when the run directory holds another run's checkpoints.
    """
    if not config.resume:
        return None
    found = checkpoint.newest_good(RunDir(config.run_dir).checkpoints)
    if found is None:
        return None
    info = checkpoint.read_info(found)
    old, new = info.recipe, config.recipe.model_dump(mode="json")
    changed = [name for name in new if name not in FREE and old.get(name) != new[name]]
    other = [name for name in changed if name not in SAID]
    made_from = {
        "dataset": (info.dataset_sha256, config.dataset.sha256),
        "tokenizer": (info.tokenizer_sha256, tokenizer_hash(config.tokenizer)),
        "parent": (info.parent, parent_hash),
    }
    other += [name for name, (then, now) in made_from.items() if then != now]
    if other:
        raise SpecError(
            f"The run directory holds a run with another {other[0]}.",
            field="run_dir",
            remedy="Use an empty one, or set resume to false.",
        )
    changes = [
        f"{name}: {_shown(old.get(name))} before, {_shown(new[name])} now" for name in changed
    ]
    before = checkpoint.load_training(found).values.get("world_size", world_size)
    if before != world_size:
        changes.append(f"processes: {before} before, {world_size} now")
    return Resumed(found, changes)


def restore(path: Path, strategy: Strategy, position: Position, total_steps: int) -> None:
    """Puts the optimizer and ``position`` where ``path`` was saved; the weights are loaded already.

    Raises BadCheckpoint, and SpecError when the run is beyond ``total_steps`` already.
    """
    state = checkpoint.load_training(path)
    if state.step > total_steps:
        raise SpecError(
            f"The run has made {state.step} steps already, more than the {total_steps} of its "
            "recipe.",
            field="recipe.epochs",
            remedy="Ask for more epochs or steps, or start a new run from its checkpoint.",
        )
    _restore(path, state, strategy, position)


def _restore(path: Path, state: TrainingState, strategy: Strategy, position: Position) -> None:
    values: dict[str, Any] = state.values
    try:
        strategy.restore(state.optimizer, values.get("scaler", {}))
        for name in asdict(position):
            setattr(position, name, values[name])
    except KeyError as error:
        raise BadCheckpoint(f"{path}: the training state lacks {error}.") from error


def _shown(value: Any) -> str:
    return "none" if value is None else str(value)
