"""A run's account of its progress: from updates to metric lines."""

from __future__ import annotations

import logging
import math
import time

from minimind.spec.events import Costs, Metric, Validation
from minimind.spec.model import training_flops_per_token
from minimind.train.costs import Pause, Spending
from minimind.train.device import memory_bytes, peak_flops
from minimind.train.meter import Meter
from minimind.train.reporter import Reporter
from minimind.train.setup import Run
from minimind.train.strategy import Strategy

_log = logging.getLogger("minimind.train")
_LOG_EVERY_S = 5.0


class Account:
    """Moves the run's position on and writes about it."""

    def __init__(self, run: Run, strategy: Strategy, reporter: Reporter) -> None:
        self._position, self._reporter = run.position, reporter
        self._plan, self._cadence = run.data.plan, run.data.cadence
        self._device = strategy.device
        self._run, self._world_size = run, strategy.world_size
        self._meter = Meter()
        self._spending = Spending()
        self._logged_at = -math.inf
        flops = training_flops_per_token(run.config.model, run.data.context)
        peak = peak_flops(strategy.device)
        # Operations a token over those all devices could do in a second.
        self._seconds_at_peak = flops / (peak * strategy.world_size) if peak else None

    def update(
        self,
        sums: dict[str, float],
        counts: dict[str, int],
        *,
        tokens: int,
        sequences: int,
        seconds: float,
        update_seconds: float,
        waited: float,
    ) -> None:
        """One update was made; arguments as in ``Meter.step`` and ``Spending.step``."""
        self._position.step += 1
        self._position.tokens += tokens
        self._position.seconds += seconds
        self._meter.step(sums, counts, tokens=tokens, seconds=seconds, waited=waited)
        self._spending.step(seconds, update_seconds, tokens, sequences)

    def pause(self, what: Pause, begin: float) -> None:
        """Something else than updates took the time since ``begin`` (``time.perf_counter``)."""
        seconds = time.perf_counter() - begin
        self._position.seconds += seconds
        self._meter.pause(seconds)
        self._spending.pause(what, seconds)

    def written(self, begin: float) -> None:
        """The end waited since ``begin`` for the last checkpoint."""
        self._spending.write_seconds = time.perf_counter() - begin

    def measured(self) -> bool:
        """Whether a run that only measures has measured enough."""
        wanted = self._run.config.measure_s
        return wanted is not None and self._spending.enough(wanted)

    def costs(self) -> Costs:
        """What the attempt spent so far."""
        run, spending = self._run, self._spending
        source, validation = run.data.plan.source, run.data.validation
        return Costs(
            precision=str(run.precision).removeprefix("torch."),
            compiled=run.compiled,
            world_size=self._world_size,
            tokenize_seconds=run.preparation.get("tokenize", 0.0),
            reference_seconds=run.preparation.get("reference", 0.0),
            warm_up=spending.warm_up,
            steps=spending.steps,
            update_seconds=spending.update_seconds,
            positions=spending.positions,
            sequences=spending.sequences,
            validations=spending.paused_for("validation"),
            validation_positions=int(validation.sequences.tokens.sum()),
            samples=spending.paused_for("sample"),
            saves=spending.paused_for("save"),
            write_seconds=spending.write_seconds,
            memory_bytes=memory_bytes(self._device),
            epoch_sequences=len(source.sequences),
            epoch_positions=int(source.sequences.tokens.sum()),
            context=run.data.context,
        )

    def due(self) -> bool:
        """Whether a metric line should be written."""
        return self._meter.due()

    def report(self, rate: float, grad_norm: float) -> None:
        """The metric line of the updates since the last one."""
        position, window = self._position, self._meter.window()
        rest = self._plan.total_steps - position.step
        metric = Metric(
            time=time.time(),
            step=position.step,
            epoch=position.step / self._plan.steps_per_epoch,
            loss=window.loss,
            learning_rate=rate,
            grad_norm=grad_norm,
            tokens_per_s=window.tokens_per_s,
            tokens=position.tokens,
            seconds=position.seconds,
            eta_s=self._meter.seconds_left(rest, self._cadence.pauses_after(position.step)),
            memory_bytes=memory_bytes(self._device),
            mfu=self._seconds_at_peak and window.tokens_per_s * self._seconds_at_peak,
            wait=window.wait,
            balance_loss=window.figures.get("balance"),
            reward_margin=window.figures.get("reward_margin"),
            reward_accuracy=window.figures.get("reward_accuracy"),
        )
        self._reporter.emit(metric)
        if time.monotonic() - self._logged_at >= _LOG_EVERY_S:
            self._logged_at = time.monotonic()
            _log.info(
                "step %d of %d, loss %.4f, %.0f tokens/s, %.0f s left",
                *(position.step, self._plan.total_steps, window.loss),
                *(window.tokens_per_s, metric.eta_s),
            )

    def validated(self, event: Validation) -> None:
        """The line of a held-out loss."""
        self._reporter.emit(event)
        _log.info("step %d, held-out loss %.4f", event.step, event.loss)
