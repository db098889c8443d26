"""The one training loop."""

from __future__ import annotations

import math
import shutil
import time

import numpy as np
import torch
from torch import Tensor

from minimind.data.segments import Ints
from minimind.spec import RunDir
from minimind.spec.events import CheckpointSaved, Costs, Sample, Validation
from minimind.stages import Batch, Sums
from minimind.train.account import Account
from minimind.train.control import REQUESTS, Control, Request
from minimind.train.evaluate import evaluate
from minimind.train.failures import DivergedError
from minimind.train.feed import Feed
from minimind.train.reporter import Reporter
from minimind.train.sampling import write
from minimind.train.saving import Saver
from minimind.train.schedule import learning_rate
from minimind.train.setup import Run
from minimind.train.strategy import Strategy


class Trainer:
    """Runs updates until the plan ends or somebody asks for the end."""

    def __init__(self, run: Run, strategy: Strategy, reporter: Reporter, control: Control) -> None:
        self._run, self._strategy = run, strategy
        self._reporter, self._control = reporter, control
        self._recipe, self._position = run.config.recipe, run.position
        self._plan, self._cadence = run.data.plan, run.data.cadence
        self._account = Account(run, strategy, reporter)
        self._saver = Saver(run.config, run.info, run.lora, strategy.world_size)

    def train(self) -> Request | None:
        """Trains to the end, or to the step at which somebody asked for the end.

        Either way the last step is saved. Returns the request, or None when the plan is done.
        Raises DivergedError before an update with a loss or gradient that is not finite, and
        before weights are saved whose held-out loss is not.
        """
        shares = self._plan.shares_from(self._position.step, self._strategy.rank)
        try:
            with Feed(shares, self._batch) as feed:
                return self._train(feed)
        finally:
            begin = time.perf_counter()
            self._saved(self._saver.wait())
            self._account.written(begin)
            self._saver.close()

    @property
    def costs(self) -> Costs:
        """What the attempt spent so far."""
        return self._account.costs()

    def _train(self, feed: Feed) -> Request | None:
        position, total = self._position, self._plan.total_steps
        first = position.step + 1
        if position.step == 0:
            self._validate()
            self._sample()
        while position.step < total:
            request = self._update(feed, line=position.step + 1 in (first, total))
            ends = request is not None and position.step < total
            measures = request == "measured"
            if self._cadence.validates(position.step) or measures:
                self._validate()
            if self._cadence.samples(position.step) or measures:
                self._sample()
            if self._cadence.saves(position.step) or ends:
                self._save()
            else:
                self._saved(self._saver.poll())
            if ends:
                return request
        return None

    def _batch(self, share: Ints) -> Batch:
        return self._plan.source.batch(share, self._strategy.device, self._run.shape)

    def _update(self, feed: Feed, *, line: bool) -> Request | None:
        """One optimizer update. Returns a request to end after it, the same on every process."""
        begin, waited = time.perf_counter(), feed.waited
        step, source = self._position.step, self._plan.source
        chosen = self._plan.batch(step)
        units, documents = source.units(chosen), int(source.sequences.documents[chosen].sum())
        tokens = int(source.sequences.tokens[chosen].sum())

        sums = self._accumulate_gradients(feed, units, documents)
        clipping = time.perf_counter()
        norm = self._strategy.clip()
        clipped = time.perf_counter()
        totals, grad_norm, request = self._agree(sums, norm)
        if not math.isfinite(totals["loss"]):
            raise DivergedError(step + 1, "loss")
        updating = time.perf_counter()
        rate = learning_rate(step, self._plan.total_steps, self._recipe.learning_rate)
        grad_norm, outcome = self._strategy.step(rate, grad_norm)
        if outcome == "diverged":
            raise DivergedError(step + 1, "gradient")

        counts = {name: documents if name == "balance" else units for name in totals}
        self._account.update(
            totals,
            counts,
            tokens=tokens,
            sequences=len(chosen),
            seconds=time.perf_counter() - begin,
            update_seconds=clipped - clipping + time.perf_counter() - updating,
            waited=feed.waited - waited,
        )
        if line or request or self._account.due():
            self._account.report(rate, grad_norm)
        return request

    def _accumulate_gradients(self, feed: Feed, units: int, documents: int) -> Sums:
        """Backward over this process's micro-batches. Returns their summed sums.

        Gradients come out as those of the mean over the ``units`` of the whole batch, plus the
        balance loss as the mean over its ``documents``, on all processes: strategies average over
        them, so the sums are scaled up by their number.
        """
        step, world_size = self._position.step, self._strategy.world_size
        alpha = self._run.config.model.aux_loss_alpha

        def objective(sums: Sums) -> Tensor:
            loss = sums["loss"] * (world_size / units)
            if "balance" in sums:
                loss = loss + sums["balance"] * (alpha * world_size / documents)
            return loss

        if self._run.draws:
            # What is random in a step depends on nothing before it: resuming needs no state.
            drawn_from = (self._recipe.seed, step, self._strategy.rank)
            torch.manual_seed(int(np.random.SeedSequence(drawn_from).generate_state(1)[0]))
        count = len(self._plan.shares(step, self._strategy.rank))
        totals: Sums = {}
        for number in range(1, count + 1):
            sums = self._strategy.accumulate(feed.next(), objective, last=number == count)
            for name, value in sums.items():
                totals[name] = totals.get(name, 0) + value.detach().double()
        return totals

    def _agree(
        self, sums: Sums, norm: Tensor | None
    ) -> tuple[dict[str, float], float | None, Request | None]:
        """Sums over processes, the gradient norm, and the request that the main one sees.

        The same on each process, with one wait for the device.
        """
        request = self._request() if self._strategy.is_main else None
        code = REQUESTS.index(request) + 1 if request else 0
        names = sorted(sums)
        mine = torch.stack([sums[name] for name in names])
        agreed = self._strategy.sum(torch.cat((mine, mine.new_tensor([code]))))
        if norm is not None:
            agreed = torch.cat((agreed, norm.detach().to(agreed.dtype)[None]))
        values = agreed.tolist()
        code = int(values[len(names)])
        grad_norm = values[-1] if norm is not None else None
        totals = dict(zip(names, values, strict=False))
        return totals, grad_norm, REQUESTS[code - 1] if code else None

    def _request(self) -> Request | None:
        return "measured" if self._account.measured() else self._control.poll()

    def _validate(self) -> None:
        source, position = self._run.data.validation, self._position
        if not len(source.sequences):
            return
        begin = time.perf_counter()
        means = evaluate(
            self._strategy,
            lambda chosen: source.batch(chosen, self._strategy.device, self._run.shape),
            sequences=len(source.sequences),
            units=source.all_units,
            micro_batch=self._recipe.micro_batch,
        )
        position.validation_loss, position.validated_step = means["loss"], position.step
        self._account.pause("validation", begin)
        self._account.validated(
            Validation(
                time=time.time(),
                step=position.step,
                loss=means["loss"],
                tokens=int(source.sequences.targets.sum()),
                reward_margin=means.get("reward_margin"),
                reward_accuracy=means.get("reward_accuracy"),
            )
        )
        if not math.isfinite(means["loss"]):  # such weights are not worth keeping
            raise DivergedError(position.step, "held-out loss")

    def _sample(self) -> None:
        run = self._run
        if not run.prompts:
            return
        begin = time.perf_counter()
        with self._strategy.whole_model() as model:
            if self._strategy.is_main:
                for found in write(model, run.tokenizer, run.prompts, self._recipe.sample_tokens):
                    self._reporter.emit(
                        Sample(
                            time=time.time(),
                            step=self._position.step,
                            prompt=found.prompt,
                            text=found.text,
                            tokens=found.tokens,
                        )
                    )
        self._account.pause("sample", begin)

    def _save(self) -> None:
        """Copies the state (every process takes part); the main one writes it meanwhile."""
        begin = time.perf_counter()
        state = self._strategy.state()
        if state is not None:
            self._saved(self._saver.start(state, self._position))
        self._account.pause("save", begin)

    def _saved(self, event: CheckpointSaved | None) -> None:
        if event is None:
            return
        config = self._run.config
        if config.measure_s is None:
            self._reporter.emit(event)
        else:  # it was only to be measured
            shutil.rmtree(RunDir(config.run_dir).checkpoints / event.name)
