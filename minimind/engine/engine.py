"""The engine's thread: one for all models that are attached, a step for each in turn.

One thread and not one a model: models would only fight over the same cores, and with turns four
checkpoints that answer the same question move on side by side.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable, Iterator, Sequence

import torch

from minimind.engine.batch import Batch, End, Generation, Token
from minimind.engine.cache import SlotCache
from minimind.engine.linear import pack_linears
from minimind.engine.sampling import Sampling
from minimind.model import Transformer
from minimind.spec import parameter_count

# Models of fewer weights compute on one thread: to wake a second takes longer than it saves.
_SMALL = 4_000_000
_log = logging.getLogger(__name__)


class EngineBusy(RuntimeError):
    """Too many requests wait already: try again later."""


class EngineClosed(RuntimeError):
    """The engine, or this model in it, takes no more requests."""


class Engine:
    """Generates for any number of attached models. Every method may be called from any thread.

    Args:
        slots: requests that one model answers at once; the others wait.
        slot_bytes: bound on one model's cache; a large model gets fewer slots (at least one).
        max_waiting: requests of all models that may wait before ``submit`` raises EngineBusy.
        threads: cores that a step may use (a tiny model's uses one); None: torch's own choice.
    """

    def __init__(
        self,
        *,
        slots: int = 16,
        slot_bytes: int = 2 * 2**30,
        max_waiting: int = 64,
        threads: int | None = None,
    ) -> None:
        self._slots, self._slot_bytes = slots, slot_bytes
        self._max_waiting = max_waiting
        # The lock guards these; the batches' insides belong to the engine's thread alone.
        self._changed = threading.Condition()
        self._open: set[Batch] = set()  # take new requests
        self._batches: list[Batch] = []  # the open ones, and those that finish their last requests
        self._arrivals: list[tuple[Batch, Generation]] = []
        self._closed = False
        self._thread = threading.Thread(
            target=self._run, args=(threads,), name="minimind-engine", daemon=True
        )
        self._thread.start()

    def attach(self, model: Transformer, *, max_length: int = 2048, chunk: int = 256) -> Batch:
        """Takes a model in evaluation mode; the handle by which requests name it.

        On a CPU its linear layers are packed in place: give the engine a model of its own.
        Raises EngineClosed.
        """
        if model.model.embed_tokens.weight.device.type == "cpu":
            pack_linears(model)
        room = min(max_length, model.config.max_position_embeddings)
        fitting = self._slot_bytes // SlotCache.bytes_per_slot(model.config, room)
        slots = max(1, min(self._slots, fitting))
        batch = Batch(model, slots=slots, max_length=room, chunk=chunk)
        with self._changed:
            if self._closed:
                raise EngineClosed("the engine is closed")
            self._open.add(batch)
            self._batches.append(batch)
        return batch

    def detach(self, batch: Batch) -> None:
        """Takes no more requests for a model, and forgets it when the last one has ended."""
        with self._changed:
            self._open.discard(batch)
            self._changed.notify()

    def submit(
        self,
        batch: Batch,
        prompt: Sequence[int],
        settings: Sampling,
        listener: Callable[[Token | End], None],
    ) -> Generation:
        """Queues a request.

        ``listener`` hears its tokens and then one End, on the engine's thread, and must return
        at once. Raises ValueError for a prompt that cannot run, EngineBusy, EngineClosed.
        """
        batch.check(prompt)
        generation = Generation(prompt, settings, listener, batch.model.config.vocab_size)
        with self._changed:
            if self._closed or batch not in self._open:
                raise EngineClosed("the model has been unloaded")
            if self._waiting() >= self._max_waiting:
                raise EngineBusy(f"{self._max_waiting} requests are waiting already")
            self._arrivals.append((batch, generation))
            self._changed.notify()
        return generation

    def stream(
        self, batch: Batch, prompt: Sequence[int], settings: Sampling
    ) -> Iterator[Token | End]:
        """``submit`` for callers without an event loop; closing the iterator cancels."""
        events: queue.SimpleQueue[Token | End] = queue.SimpleQueue()
        generation = self.submit(batch, prompt, settings, events.put)
        try:
            while True:
                event = events.get()
                yield event
                if isinstance(event, End):
                    return
        finally:
            generation.cancel()

    def load(self) -> dict[str, int]:
        """How many requests run and wait at this moment."""
        with self._changed:
            running = sum(batch.running for batch in self._batches)
            return {"running": running, "waiting": self._waiting()}

    def close(self) -> None:
        """Ends every request as cancelled and stops the thread. Safe to call twice."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def _waiting(self) -> int:
        return len(self._arrivals) + sum(len(batch.waiting) for batch in self._batches)

    def _run(self, threads: int | None) -> None:
        while self._round(threads or torch.get_num_threads()):
            pass
        for batch in self._batches:
            batch.end_all("cancelled")

    def _round(self, threads: int) -> bool:
        """One step for every busy model; waits while there is none. False: the engine closes.

        A function of its own so that no local name keeps a detached model alive while it waits.
        """
        with self._changed:
            while not self._take_arrivals() and not self._closed:
                self._changed.wait()
            closed, busy = self._closed, [batch for batch in self._batches if batch.busy]
        if closed:
            return False
        for batch in busy:
            small = parameter_count(batch.model.config) < _SMALL
            torch.set_num_threads(1 if small else threads)
            try:
                batch.step()
            except Exception as error:  # the other models' requests go on
                _log.exception("a step failed; the requests of its model are ended")
                batch.end_all("error", f"The engine failed: {error}")
        return True

    def _take_arrivals(self) -> bool:
        """Hands new requests to their batches, forgets detached ones; is anything to be done?"""
        for batch, generation in self._arrivals:
            batch.waiting.append(generation)
        self._arrivals.clear()
        self._batches = [batch for batch in self._batches if batch in self._open or batch.busy]
        return any(batch.busy for batch in self._batches)
