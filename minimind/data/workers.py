"""Worker processes that encode ranges of a file."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Generator, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from typing import Any

from minimind.data.encode_range import Source, encode_part
from minimind.data.ranges import Range
from minimind.spec import SpecError

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>
_TICK_S = 0.2


def parts_in_parallel(
    source: Source, ranges: list[Range], workers: int
) -> Generator[Range | None, None, None]:
    """Makes the parts of ``ranges`` (in the order of the file) in ``workers`` processes.

    Yields each range when its part is there, and None a few times a second. Closing the iterator
    ends the workers at once; they also end when this process does, however it is killed.

    Raises SpecError for the first bad row of all ranges, once all earlier ranges are yielded.
    """
    if not ranges:
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy held locks and CUDA
    stop = context.RawValue(ctypes.c_bool, False)
    with ProcessPoolExecutor(
        min(workers, len(ranges)),
        context,
        initializer=_start,
        initargs=(source, stop, os.getpid()),
    ) as pool:
        running = {pool.submit(_work, wanted): wanted for wanted in ranges}
        try:
            yield from _finished(running)
        except BrokenProcessPool as error:
            raise RuntimeError(
                "A process that tokenized the dataset was killed, perhaps for want of memory. "
                "What is done is kept: start the run again."
            ) from error
        finally:
            stop.value = True
            pool.shutdown(cancel_futures=True)


def _finished(running: dict[Future[None], Range]) -> Iterator[Range | None]:
    failed: tuple[Range, SpecError] | None = None
    while running:
        done, _ = wait(running, _TICK_S, FIRST_COMPLETED)
        yield None
        for future in done:
            wanted = running.pop(future)
            try:
                future.result()
            except SpecError as error:
                if failed is None or wanted.begin < failed[0].begin:
                    failed = wanted, error
            else:
                yield wanted
        if failed is not None:  # an earlier range may hold an earlier mistake
            running = {f: wanted for f, wanted in running.items() if wanted.begin < failed[0].begin}
    if failed is not None:
        raise failed[1]


# In the worker: what ``_start`` was given.
_given: tuple[Source, Any] | None = None


def _start(source: Source, stop: Any, parent: int) -> None:
    global _given  # noqa: PLW0603 -- the only way from an initializer to the work
    become_worker(parent)
    _given = source, stop


def become_worker(parent: int) -> None:
    """In a new worker process: makes it end when ``parent`` does, however that is killed."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent hears it, and ends the workers
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was killed before that
        os._exit(1)
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # one thread: the processes are the parallelism


def _work(wanted: Range) -> None:
    assert _given is not None
    source, stop = _given

    def check() -> None:
        if stop.value:
            raise InterruptedError("the build has ended")

    encode_part(source, wanted, check)
