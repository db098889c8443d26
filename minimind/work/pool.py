"""Pieces of work done by several processes, their results in the order of the pieces."""

from __future__ import annotations

import multiprocessing
import os
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from itertools import islice
from typing import TypeVar

from minimind.data.processors import available_processors
from minimind.data.workers import become_worker

_TICK_S = 0.2
_AHEAD = 3  # pieces a process, so that none waits: what bounds memory

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def in_order(
    function: Callable[[Piece], Result], pieces: Iterable[Piece], workers: int | None = None
) -> Generator[Result | None, None, None]:
    """Yields ``function(piece)`` of every piece, and None a few times a second while one waits.

    Only a few pieces are taken ahead. With one worker everything is done in this process. Closing
    the iterator ends the workers once each has done its piece; they also end when this process
    does, however it is killed.

    Args:
        function: at the top level of a module; what it raises is raised here.
        pieces: each, and each result, can be pickled.
        workers: processes; None: one for each processor.
    """
    workers = workers or available_processors()
    if workers == 1:
        yield from map(function, pieces)
        return
    context = multiprocessing.get_context("spawn")  # a fork would copy held locks
    pool = ProcessPoolExecutor(workers, context, initializer=become_worker, initargs=(os.getpid(),))
    try:
        yield from _results(pool, function, iter(pieces), workers * _AHEAD)
    except BrokenProcessPool as error:
        raise RuntimeError(
            "A process that worked on the data was killed, perhaps for want of memory."
        ) from error
    finally:
        pool.shutdown(cancel_futures=True)


def _results(
    pool: ProcessPoolExecutor,
    function: Callable[[Piece], Result],
    pieces: Iterator[Piece],
    ahead: int,
) -> Iterator[Result | None]:
    waiting: deque[Future[Result]] = deque()
    while True:
        for piece in islice(pieces, ahead - len(waiting)):
            waiting.append(pool.submit(function, piece))
        if not waiting:
            return
        if wait([waiting[0]], _TICK_S).done:
            yield waiting.popleft().result()
        else:
            yield None
