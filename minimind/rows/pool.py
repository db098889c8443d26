"""Worker processes for heavy work on rows; they end with the process that has them."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType
from typing import Any, TypeVar

from minimind.data.workers import become_worker

_TICK_S = 0.2
Item = TypeVar("Item")
Result = TypeVar("Result")
Check = Callable[[], None]


class Pool:
    """Processes that are started when there is more than one thing to do at once.

    Args:
        workers: how many; with one the work is done in this process.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._executor: ProcessPoolExecutor | None = None
        self._stop: Any = None

    def __enter__(self) -> Pool:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._executor is not None:
            self._stop.value = True
            self._executor.shutdown(cancel_futures=True)

    def run(
        self, function: Callable[[Item, Check], Result], items: Sequence[Item], tick: Check
    ) -> Iterator[tuple[Item, Result]]:
        """Yields each item with what ``function(item, check)`` gives, as they are done.

        ``function`` (picklable) calls ``check`` several times a second; it raises when the work is
        to end. ``tick`` is called here as often; what it raises ends the iteration.
        """
        if self._workers == 1 or len(items) <= 1:
            for item in items:
                yield item, function(item, tick)
            return
        executor = self._started()
        waiting = list(reversed(items))
        running: dict[Any, Item] = {}
        try:
            while waiting or running:
                # Few at a time: nothing is lost when the work ends early.
                while waiting and len(running) < 2 * self._workers:
                    item = waiting.pop()
                    running[executor.submit(_work, function, item)] = item
                done, _ = wait(running, _TICK_S, FIRST_COMPLETED)
                tick()
                for future in done:
                    yield running.pop(future), future.result()
        except BrokenProcessPool as error:
            raise RuntimeError(
                "A process that worked on the rows was killed, perhaps for want of memory."
            ) from error

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")  # a fork would copy held locks
            self._stop = context.RawValue(ctypes.c_bool, False)
            self._executor = ProcessPoolExecutor(
                self._workers, context, initializer=_start, initargs=(self._stop, os.getpid())
            )
        return self._executor


# In the worker: what ``_start`` was given.
_stop: Any = None


def _start(stop: Any, parent: int) -> None:
    global _stop  # noqa: PLW0603 -- the only way from an initializer to the work
    become_worker(parent)
    _stop = stop


def _work(function: Callable[[Any, Check], Any], item: Any) -> Any:
    return function(item, _check)


def _check() -> None:
    if _stop.value:
        raise InterruptedError("the work has ended")
