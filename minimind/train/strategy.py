"""How many processes train one model together: one (``Strategy``) or several (``DataParallel``).

Every collective of a run goes through these methods, so the loop reads the same for both.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import timedelta
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from minimind.spec import SpecError
from minimind.train.control import StopRequested

T = TypeVar("T")

# Longer than tokenizing or saving ever takes while other processes wait. A rank that dies takes
# the others with it at once, through the launcher; one that hangs is the supervisor's to notice.
_TIMEOUT = timedelta(hours=12)


class Strategy:
    """A single process."""

    rank = 0
    world_size = 1

    def __init__(self, device: torch.device) -> None:
        self.device = device

    @property
    def is_main(self) -> bool:
        return self.rank == 0

    def wrap(self, module: nn.Module) -> nn.Module:
        """``module`` such that backward leaves gradients *averaged* over the processes."""
        return module

    def no_sync(self, module: nn.Module) -> AbstractContextManager[Any]:
        """Backward within leaves gradients local, to be averaged by a later one."""
        del module
        return nullcontext()

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


class DataParallel(Strategy):
    """One of several processes, each with a copy of the model (torch's DDP)."""

    def __init__(self, device: torch.device, rank: int, world_size: int) -> None:
        super().__init__(device)
        self.rank, self.world_size = rank, world_size
        from torch import distributed

        self._distributed = distributed
        if device.type == "cuda":
            torch.cuda.set_device(device)
        distributed.init_process_group(
            "cpu:gloo,cuda:nccl" if device.type == "cuda" else "gloo", timeout=_TIMEOUT
        )

    def wrap(self, module: nn.Module) -> nn.Module:
        from torch.nn.parallel import DistributedDataParallel

        gpus = [self.device] if self.device.type == "cuda" else None
        return DistributedDataParallel(module, device_ids=gpus, gradient_as_bucket_view=True)

    def no_sync(self, module: nn.Module) -> AbstractContextManager[Any]:
        return module.no_sync()  # type: ignore[operator]

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


def local_rank() -> int:
    """Number of this process among those of its machine."""
    return int(os.environ.get("LOCAL_RANK", "0"))


def processes_here() -> int:
    """How many processes of the run this machine holds."""
    return int(os.environ.get("LOCAL_WORLD_SIZE", "1"))


def make_strategy(device: torch.device) -> Strategy:
    """The strategy of this process, from the variables that torchrun sets."""
    world_size = int(os.environ.get("WORLD_SIZE", "1"))
    if world_size == 1:
        return Strategy(device)
    return DataParallel(device, int(os.environ["RANK"]), world_size)
