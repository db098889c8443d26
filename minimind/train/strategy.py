"""How processes train one model together: one (``Strategy``), copies (``DataParallel``), or shares
of it (``minimind.train.zero``).

Every collective of a run goes through these methods, so the loop reads the same for all. The
order is: ``prepare`` once, then ``accumulate`` for each micro-batch, ``clip`` and ``step`` for each
update.
"""

from __future__ import annotations

import math
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, TypeVar

import torch
from torch import Tensor, nn

from minimind.model import Transformer
from minimind.spec import Recipe, SpecError
from minimind.stages import Batch, Sums
from minimind.train.control import StopRequested
from minimind.train.module import LossModule
from minimind.train.optimizer import load_state_tensors, make_optimizer, state_tensors

T = TypeVar("T")
# An update was made; or skipped, for float16 overflowed and its loss scale is lower now; or it
# must not be made, for a gradient is not finite.
Outcome = Literal["made", "skipped", "diverged"]

# Longer than tokenizing or saving ever takes while other processes wait. A rank that dies takes
# the others with it at once, through the launcher; one that hangs is the supervisor's to notice.
TIMEOUT = timedelta(hours=12)


@dataclass(frozen=True)
class State:
    """What a checkpoint keeps of a run in progress, copied to main memory.

    Attributes:
        weights: float32 by parameter name: all of them, or of an adapter's run only its own.
        optimizer: ``<state>.<parameter>``, float32.
        scaler: of float16's loss scale; empty without one.
    """

    weights: dict[str, Tensor]
    optimizer: dict[str, Tensor]
    scaler: dict[str, Any] = field(default_factory=dict)


class Strategy:
    """A single process."""

    name = "single"
    rank = 0
    world_size = 1

    def __init__(self, device: torch.device) -> None:
        self.device = device

    @property
    def is_main(self) -> bool:
        return self.rank == 0

    def prepare(self, module: LossModule, recipe: Recipe) -> None:
        """Takes the model that ``forward`` computes and makes its optimizer."""
        self._module, self._recipe = module, recipe
        self._wrapped = self._wrap(module)
        self._trained = {n: w for n, w in module.model.named_parameters() if w.requires_grad}
        self._optimizer = make_optimizer(module.model, recipe)
        scales = module.precision == torch.float16
        self._scaler = torch.amp.GradScaler(self.device.type, enabled=scales)

    def accumulate(self, batch: Batch, objective: Callable[[Sums], Tensor], *, last: bool) -> Sums:
        """Adds the gradients of ``objective`` of a micro-batch's sums, which it returns.

        With the ``last`` micro-batch of an update gradients are *averaged* over the processes.
        """
        with nullcontext() if last else self._local():
            sums = self._wrapped(batch)
            self._scaler.scale(objective(sums)).backward()
        return sums

    @torch.no_grad()
    def evaluate(self, batch: Batch) -> Sums:
        """The sums of ``batch`` in evaluation mode; every process must take equally many."""
        self._module.eval()
        try:
            return self._module(batch)
        finally:
            self._module.train()

    def clip(self) -> Tensor | None:
        """Clips the gradients; their norm before that, or None where ``step`` tells it."""
        self._scaler.unscale_(self._optimizer)
        return nn.utils.clip_grad_norm_(self._trained.values(), self._recipe.grad_clip)

    def step(self, learning_rate: float, norm: float | None) -> tuple[float, Outcome]:
        """One update, and gradients cleared. Returns the gradient norm and what came of it."""
        assert norm is not None  # ``clip`` told it
        for group in self._optimizer.param_groups:
            group["lr"] = learning_rate
        outcome: Outcome = "made"
        if not math.isfinite(norm):
            outcome = "skipped" if self._scaler.get_scale() > 1 else "diverged"
        if outcome != "diverged":
            self._scaler.step(self._optimizer)  # by itself skips where a gradient is not finite
            self._scaler.update()
        self._optimizer.zero_grad(set_to_none=True)
        return norm, outcome

    def state(self) -> State | None:
        """A copy of the present state, on the main process; the others take part and get None."""
        if not self.is_main:
            return None
        return State(
            weights={name: copied(weight) for name, weight in self._trained.items()},
            optimizer={
                name: copied(value)
                for name, value in state_tensors(self._optimizer, self._module.model).items()
            },
            scaler=self._scaler.state_dict(),
        )

    def restore(self, optimizer: dict[str, Tensor], scaler: dict[str, Any]) -> None:
        """Puts back what ``state`` gave; the weights are in the model already.

        Raises KeyError for a tensor of no parameter.
        """
        load_state_tensors(self._optimizer, self._module.model, optimizer)
        if scaler and self._scaler.is_enabled():
            self._scaler.load_state_dict(scaler)

    @contextmanager
    def whole_model(self) -> Iterator[Transformer]:
        """A model with which the main process may compute by itself; every process enters."""
        yield self._module.model

    def sum(self, values: Tensor) -> Tensor:
        """The sum of ``values`` over the processes, on each of them."""
        return values

    def on_main(self, work: Callable[[], T]) -> T:
        """What ``work`` returns in the main process, on every process; it must be picklable.

        A SpecError or StopRequested that it raises is raised on every process.
        """
        return work()

    def close(self) -> None:
        """Leaves the group of processes."""

    def _wrap(self, module: LossModule) -> nn.Module:
        return module

    def _local(self) -> AbstractContextManager[Any]:
        """Forward and backward within keep gradients to this process."""
        return nullcontext()


class DataParallel(Strategy):
    """One of several processes, each with a copy of the model (torch's DDP)."""

    name = "ddp"

    def __init__(self, device: torch.device, rank: int, world_size: int) -> None:
        super().__init__(device)
        self.rank, self.world_size = rank, world_size
        from torch import distributed
        from torch._C._distributed_c10d import HashStore

        self._distributed = distributed
        if device.type == "cuda":
            torch.cuda.set_device(device)
        distributed.init_process_group(
            "cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo",
            # One alone meets nobody, so it needs no port; else launchers say where to meet.
            store=HashStore() if world_size == 1 else None,
            rank=rank,
            world_size=world_size,
            timeout=TIMEOUT,
        )

    def sum(self, values: Tensor) -> Tensor:
        self._distributed.all_reduce(values)
        return values

    def on_main(self, work: Callable[[], T]) -> T:
        result: list[Any] = [None, None]
        if self.is_main:
            try:
                result[0] = work()
            except (SpecError, StopRequested) as error:
                result[1] = error
        self._distributed.broadcast_object_list(result, src=0, device=torch.device("cpu"))
        if result[1] is not None:
            raise result[1]
        return result[0]

    def close(self) -> None:
        self._distributed.barrier()  # the main process may still be saving
        self._distributed.destroy_process_group()

    def _wrap(self, module: LossModule) -> nn.Module:
        from torch.nn.parallel import DistributedDataParallel

        gpus = [self.device] if self.device.type == "cuda" else None
        self._ddp = DistributedDataParallel(module, device_ids=gpus, gradient_as_bucket_view=True)
        return self._ddp

    def _local(self) -> AbstractContextManager[Any]:
        return self._ddp.no_sync()


def local_rank() -> int:
    """Number of this process among those of its machine."""
    return int(os.environ.get("LOCAL_RANK", "0"))


def processes_here() -> int:
    """How many processes of the run this machine holds (torchrun's name, or DeepSpeed's)."""
    return int(os.environ.get("LOCAL_WORLD_SIZE") or os.environ.get("LOCAL_SIZE") or "1")


def make_strategy(device: torch.device, recipe: Recipe) -> Strategy:
    """The strategy of this process, from the recipe and the variables that launchers set.

    Raises SpecError for what cannot be combined.
    """
    rank, world_size = (int(os.environ.get(n, d)) for n, d in (("RANK", "0"), ("WORLD_SIZE", "1")))
    if recipe.zero_stage is not None:
        from minimind.train.zero import Zero  # DeepSpeed takes seconds to import

        return Zero(device, rank, world_size, recipe)
    return Strategy(device) if world_size == 1 else DataParallel(device, rank, world_size)


def copied(tensor: Tensor) -> Tensor:
    """Its values as float32 in main memory, which nobody else writes to."""
    return tensor.detach().to("cpu", torch.float32, copy=True)
