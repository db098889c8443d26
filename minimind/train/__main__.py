"""``python -m minimind.train CONFIG.json``: one process of a training run.

Exit status: 0 done, stopped or paused; 2 a mistake in the config or the dataset; 1 anything else.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch

from minimind.spec import RunDir, SpecError, TrainConfig, parameter_count
from minimind.spec.events import Costs, Finished, FinishReason, Started
from minimind.train import failures
from minimind.train.control import Control, Request, StopRequested
from minimind.train.device import choose_device, compute_exactly, set_threads
from minimind.train.loop import Trainer
from minimind.train.meter import Position
from minimind.train.reporter import Reporter
from minimind.train.setup import Run, set_up
from minimind.train.start import check
from minimind.train.strategy import Strategy, local_rank, make_strategy, processes_here

_REASONS: dict[Request | None, FinishReason] = {
    None: "done", "measured": "done", "stop": "stopped", "pause": "paused",
}  # fmt: skip
_log = logging.getLogger("minimind.train")


def main(argv: list[str] | None = None) -> int:
    """Trains as the config file in ``argv`` says; returns the exit status."""
    arguments = sys.argv[1:] if argv is None else argv
    is_main = os.environ.get("RANK", "0") == "0"
    logging.basicConfig(
        level=logging.INFO if is_main else logging.WARNING,
        format="%(asctime)s %(message)s",
        datefmt="%H:%M:%S",
    )
    # DeepSpeed's launcher adds --local_rank=N, which it also says in LOCAL_RANK.
    arguments = [given for given in arguments if not given.startswith("--local_rank")]
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m minimind.train CONFIG.json\n")
        return 2
    position = Position()
    reporter: Reporter | None = None
    try:
        path = Path(arguments[0])
        reporter = _reporter(path, is_main=is_main)
        config = TrainConfig.read(path)
        reporter = reporter or Reporter(
            RunDir(config.run_dir).events(config.attempt), is_main=is_main
        )
        _recorded(_train)(config, reporter, position)
    except SpecError as error:
        if is_main:
            sys.stderr.write(f"error: {error}\n")
        _finish_failed(reporter, error, position)
        return 1 if failures.cause(error) == "bad_checkpoint" else 2
    except Exception as error:
        if failures.cause(error) == "error":
            _log.exception("training failed at step %d", position.step)
        else:
            _log.error("training failed: %s", failures.message(error))
        _finish_failed(reporter, error, position)
        return 1
    return 0


def _train(config: TrainConfig, reporter: Reporter, position: Position) -> None:
    """One attempt from set-up to its Finished line."""
    check(config)
    control = Control(RunDir(config.run_dir).control)
    set_threads(processes_here())
    device = choose_device(config.device, local_rank())
    compute_exactly(device)
    strategy = make_strategy(device, config.recipe)
    if strategy.world_size == 1:
        control.listen_to_interrupt()
    costs: Costs | None = None
    try:
        run = set_up(config, strategy, reporter, control, position)
        report_start(run, strategy, reporter)
        trainer = Trainer(run, strategy, reporter, control)
        request = trainer.train()
        costs = trainer.costs
    except StopRequested as stop:
        request = stop.request
    reason = _REASONS[request]
    if strategy.is_main:
        reporter.finish(
            Finished(
                time=time.time(),
                reason=reason,
                step=position.step,
                validation_loss=position.validation_loss,
                costs=costs,
            )
        )
        _log.info("%s at step %d", reason, position.step)
    strategy.close()


def report_start(run: Run, strategy: Strategy, reporter: Reporter) -> None:
    """The Started line: what is about to be trained on what."""
    data, device = run.data, strategy.device
    sequences = data.plan.source.sequences
    name = torch.cuda.get_device_name(device) if device.type == "cuda" else "cpu"
    started = Started(
        time=time.time(),
        start_step=run.position.step,
        total_steps=data.plan.total_steps,
        world_size=strategy.world_size,
        device=name,
        precision=str(run.precision).removeprefix("torch."),
        parameters=parameter_count(run.config.model),
        train_rows=data.train_rows,
        validation_rows=data.validation_rows,
        train_tokens=int(sequences.targets.sum(dtype=np.int64)),
        validation_tokens=int(data.validation.sequences.targets.sum(dtype=np.int64)),
        unigram_entropy=data.unigram_entropy,
        truncated_rows=data.truncated_rows,
        dropped_rows=data.dropped_rows,
        trained_parameters=run.trained_parameters,
        strategy=strategy.name,
        changes=run.changes,
    )
    reporter.emit(started)
    _log.info(
        "%s: %d parameters, %d rows in %d sequences, %d held out, %d steps from %d, on %d x %s, %s",
        *(run.stage.name, started.parameters, data.train_rows, len(sequences)),
        *(data.validation_rows, started.total_steps, started.start_step),
        *(strategy.world_size, name, started.precision),
    )
    for change in run.changes:
        _log.info("resumed with another %s", change)
    if data.truncated_rows:
        _log.info(
            "%d rows were longer than %d tokens and are cut off there; %d had nothing to learn",
            *(data.truncated_rows, run.config.recipe.seq_len, data.dropped_rows),
        )


def _recorded(train: Any) -> Any:
    """Under torchrun: writes a failure to the file from which the launcher names its cause."""
    if "TORCHELASTIC_ERROR_FILE" not in os.environ:
        return train
    from torch.distributed.elastic.multiprocessing.errors import record

    return record(train)


def _reporter(path: Path, *, is_main: bool) -> Reporter | None:
    """Where to report that the config is wrong, when so much of it can be read."""
    try:
        values = json.loads(path.read_text("utf-8"))
        run_dir, attempt = Path(values["run_dir"]), int(values.get("attempt", 1))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Reporter(RunDir(run_dir).events(attempt), is_main=is_main)


def _finish_failed(reporter: Reporter | None, error: Exception, position: Position) -> None:
    if reporter is None:
        return
    try:
        reporter.finish(failures.finished(error, position.step))
    except OSError:
        _log.exception("the end could not be reported")


if __name__ == "__main__":
    sys.exit(main())
