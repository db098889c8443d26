"""The one training loop."""

from __future__ import annotations

import logging
import math
import time
from contextlib import nullcontext

import torch
from torch import Tensor, nn

from minimind.model import Transformer
from minimind.spec.events import Metric, Validation
from minimind.stages import Batch, TrainingStage
from minimind.train import saving
from minimind.train.control import REQUESTS, Control, Request
from minimind.train.evaluate import evaluate
from minimind.train.failures import DivergedError
from minimind.train.meter import Meter
from minimind.train.reporter import Reporter
from minimind.train.schedule import learning_rate
from minimind.train.setup import Run
from minimind.train.strategy import Strategy

_log = logging.getLogger(__name__)
_LOG_EVERY_S = 5.0


class LossModule(nn.Module):
    """A model and its stage's loss as one module, which is what DDP wraps."""

    def __init__(self, model: Transformer, stage: TrainingStage, precision: torch.dtype) -> None:
        super().__init__()
        self.model = model
        self._stage = stage
        self._precision = precision

    def forward(self, batch: Batch) -> Tensor:
        """Summed loss of ``batch``, float32 scalar."""
        autocast = self._precision != torch.float32
        with torch.autocast(batch.input_ids.device.type, self._precision, enabled=autocast):
            return self._stage.loss(self.model, batch)


class Trainer:
    """Runs updates until the plan ends or somebody asks for the end."""

    def __init__(
        self,
        run: Run,
        strategy: Strategy,
        reporter: Reporter,
        control: Control,
        precision: torch.dtype,
    ) -> None:
        self._run = run
        self._strategy = strategy
        self._reporter = reporter
        self._control = control
        self._precision = precision
        self._module = strategy.wrap(LossModule(run.model, run.stage, precision))
        self._parameters = list(run.model.parameters())
        self._position = run.position
        self._plan, self._cadence = run.data.plan, run.data.cadence
        self._meter = Meter()
        self._logged_at = -math.inf

    def train(self) -> Request | None:
        """Trains to the end, or to the step at which somebody asked for the end.

        Either way the last step is saved. Returns the request, or None when the plan is done.
        Raises DivergedError before an update with a loss or gradient that is not finite.
        """
        position, total = self._position, self._plan.total_steps
        first = position.step + 1
        if position.step == 0:
            self._validate()
        while position.step < total:
            request = self._update(line=position.step + 1 in (first, total))
            if self._cadence.validates(position.step):
                self._validate()
            ends = request is not None and position.step < total
            if self._cadence.saves(position.step) or ends:
                self._save()
            if ends:
                return request
        return None

    def _update(self, *, line: bool) -> Request | None:
        """One optimizer update. Returns a request to end after it, the same on every process."""
        begin = time.perf_counter()
        step, recipe = self._position.step, self._run.config.recipe
        sequences = self._plan.batch(step)
        targets = int(self._plan.sequences.targets[sequences].sum())
        tokens = int(self._plan.sequences.tokens[sequences].sum())

        loss = self._accumulate_gradients(targets)
        norm = nn.utils.clip_grad_norm_(self._parameters, recipe.grad_clip)
        total_loss, request = self._agree(loss)
        if not math.isfinite(total_loss) or not math.isfinite(grad_norm := norm.item()):
            raise DivergedError(step + 1, "gradient" if math.isfinite(total_loss) else "loss")
        rate = learning_rate(step, self._plan.total_steps, recipe.learning_rate)
        for group in self._run.optimizer.param_groups:
            group["lr"] = rate
        self._run.optimizer.step()
        self._run.optimizer.zero_grad(set_to_none=True)

        seconds = time.perf_counter() - begin
        self._position.step += 1
        self._position.tokens += tokens
        self._position.seconds += seconds
        self._meter.step(loss=total_loss, targets=targets, tokens=tokens, seconds=seconds)
        if line or request or self._meter.due():
            self._report(rate, grad_norm)
        return request

    def _accumulate_gradients(self, targets: int) -> Tensor:
        """Backward over this process's micro-batches. Returns its summed loss.

        Gradients come out as those of the mean over the ``targets`` of the whole batch, on all
        processes: DDP averages over them, so the sum is scaled up by their number.
        """
        scale = self._strategy.world_size / targets
        shares = self._plan.shares(self._position.step, self._strategy.rank)
        total = torch.zeros((), dtype=torch.float64, device=self._strategy.device)
        for number, share in enumerate(shares, 1):
            batch = Batch.of(self._plan.sequences.collate(share), self._strategy.device)
            last = number == len(shares)
            with nullcontext() if last else self._strategy.no_sync(self._module):
                loss = self._module(batch)
                (loss * scale).backward()
            total += loss.detach()
        return total

    def _agree(self, loss: Tensor) -> tuple[float, Request | None]:
        """The loss summed over processes, and the request that the main one sees, on each."""
        request = self._control.poll() if self._strategy.is_main else None
        code = REQUESTS.index(request) + 1 if request else 0
        both = torch.stack((loss, loss.new_tensor(code)))
        total, agreed = self._strategy.sum(both).tolist()
        return total, REQUESTS[int(agreed) - 1] if agreed else None

    def _report(self, rate: float, grad_norm: float) -> None:
        position, window = self._position, self._meter.window()
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
            eta_s=self._meter.seconds_left(
                self._plan.total_steps - position.step,
                self._cadence.validations_after(position.step),
            ),
        )
        self._reporter.emit(metric)
        if time.monotonic() - self._logged_at >= _LOG_EVERY_S:
            self._logged_at = time.monotonic()
            _log.info(
                "step %d of %d, loss %.4f, %.0f tokens/s, %.0f s left",
                *(position.step, self._plan.total_steps, window.loss),
                *(window.tokens_per_s, metric.eta_s),
            )

    def _validate(self) -> None:
        sequences = self._run.data.validation
        if not len(sequences):
            return
        begin = time.perf_counter()
        loss = evaluate(
            self._run.model,
            self._run.stage,
            sequences,
            strategy=self._strategy,
            micro_batch=self._run.config.recipe.micro_batch,
            precision=self._precision,
        )
        position = self._position
        position.validation_loss, position.validated_step = loss, position.step
        self._pause(begin)
        tokens = int(sequences.targets.sum())
        self._reporter.emit(
            Validation(time=time.time(), step=position.step, loss=loss, tokens=tokens)
        )
        _log.info("step %d, held-out loss %.4f", position.step, loss)

    def _save(self) -> None:
        """Saves on the main process while the others go on; they meet at the next update."""
        if not self._strategy.is_main:
            return
        begin = time.perf_counter()
        run = self._run
        event = saving.save(run.config, run.info, run.model, run.optimizer, self._position)
        self._pause(begin)
        self._reporter.emit(event)
        _log.info("step %d saved as %s", event.step, event.name)

    def _pause(self, begin: float) -> None:
        seconds = time.perf_counter() - begin
        self._position.seconds += seconds
        self._meter.pause(seconds)
