"""Writing a run's checkpoints beside training, and keeping the right ones."""

from __future__ import annotations

import logging
import shutil
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path

from minimind import checkpoint
from minimind.checkpoint import BadCheckpoint, CheckpointInfo, TrainingState
from minimind.data.tokenizer import tokenizer_file
from minimind.spec import RunDir, TrainConfig
from minimind.spec.events import CheckpointSaved
from minimind.spec.lora import LoraConfig
from minimind.train.meter import Position
from minimind.train.strategy import State

_log = logging.getLogger(__name__)


class Saver:
    """Writes checkpoints in a thread of its own, one at a time; used by the main process only.

    Training goes on meanwhile: what is written is a copy of the weights. A write that fails is
    told by the next call of any method, and the checkpoints before it are untouched.
    """

    def __init__(
        self, config: TrainConfig, info: CheckpointInfo, lora: LoraConfig | None, world_size: int
    ) -> None:
        """``info`` holds what does not change during a run."""
        self._config, self._info, self._lora = config, info, lora
        self._world_size = world_size
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="saver")
        self._writing: Future[CheckpointSaved] | None = None

    def start(self, state: State, position: Position) -> CheckpointSaved | None:
        """Begins to write; first waits for the checkpoint before, which it returns if there is one.

        Raises OSError of the one before.
        """
        before = self.wait()
        values = asdict(position)  # copied: the position moves on
        self._writing = self._thread.submit(self._write, state, Position(**values))
        return before

    def poll(self) -> CheckpointSaved | None:
        """The event of a checkpoint that is complete since the last call. Raises OSError."""
        return self.wait() if self._writing is not None and self._writing.done() else None

    def wait(self) -> CheckpointSaved | None:
        """The same, after waiting for one that is being written. Raises OSError."""
        writing, self._writing = self._writing, None
        return None if writing is None else writing.result()

    def close(self) -> None:
        """Waits for the thread; an error in it is lost, so ``wait`` first where it matters."""
        self._thread.shutdown()

    def _write(self, state: State, position: Position) -> CheckpointSaved:
        config, begin = self._config, time.perf_counter()
        validated = position.validated_step == position.step
        info = self._info.model_copy(
            update={
                "step": position.step,
                "tokens": position.tokens,
                "validation_loss": position.validation_loss if validated else None,
            }
        )
        directory = RunDir(config.run_dir).checkpoints / checkpoint.directory_name(position.step)
        written = checkpoint.save(
            directory,
            config=config.model,
            weights=state.weights,
            lora=self._lora,
            base=config.parent if self._lora else None,
            tokenizer=tokenizer_file(config.tokenizer),
            info=info,
            training=TrainingState(
                step=position.step,
                optimizer=state.optimizer,
                values={
                    **asdict(position),
                    "scaler": state.scaler,
                    "world_size": self._world_size,
                },
            ),
        )
        removed = _prune(directory.parent, config.recipe.keep_checkpoints)
        _log.info(
            "step %d saved as %s in %.1f s", position.step, directory.name,
            time.perf_counter() - begin,
        )  # fmt: skip
        return CheckpointSaved(
            time=time.time(),
            step=position.step,
            name=directory.name,
            bytes=written.bytes,
            sha256=written.sha256,
            validation_loss=info.validation_loss,
            tokenizer_sha256=info.tokenizer_sha256,
            final=position.step == info.total_steps,
            removed=removed,
        )


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
