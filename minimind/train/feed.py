"""Batches made ahead: a thread collates the next ones while the device computes."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType

from minimind.data.segments import Ints
from minimind.stages import Batch

_AHEAD = 3  # micro-batches; each is small beside what the model keeps of one
_POLL_S = 0.1


@dataclass(frozen=True)
class _Failure:
    error: BaseException


class Feed:
    """Micro-batches in the order of ``shares``, up to three of them made ahead."""

    def __init__(self, shares: Iterator[Ints], make: Callable[[Ints], Batch]) -> None:
        """``make`` is called in another thread. Close the feed (or use ``with``)."""
        self.waited = 0.0  # seconds that ``next`` had to wait, in total
        self._ready: queue.Queue[Batch | _Failure] = queue.Queue(_AHEAD)
        self._closed = threading.Event()
        self._thread = threading.Thread(
            target=self._fill, args=(shares, make), name="feed", daemon=True
        )
        self._thread.start()

    def next(self) -> Batch:
        """The next micro-batch. Raises what making it raised."""
        begin = time.perf_counter()
        item = self._ready.get()
        self.waited += time.perf_counter() - begin
        if isinstance(item, _Failure):
            raise item.error
        return item

    def close(self) -> None:
        self._closed.set()
        self._thread.join()

    def __enter__(self) -> Feed:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _fill(self, shares: Iterator[Ints], make: Callable[[Ints], Batch]) -> None:
        try:
            for share in shares:
                if not self._put(make(share)):
                    return
        except BaseException as error:  # raised again where the batch is wanted
            self._put(_Failure(error))

    def _put(self, item: Batch | _Failure) -> bool:
        while not self._closed.is_set():
            try:
                self._ready.put(item, timeout=_POLL_S)
                return True
            except queue.Full:
                continue
        return False
