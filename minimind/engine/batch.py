"""Continuous batching for one model: requests join and leave between decode steps.

``Batch`` has no thread and no lock: whoever owns it calls ``step`` while it is ``busy``. One step
reads at most one chunk of one waiting prompt and then gives every running answer its next token,
so a long prompt delays the others by one chunk, not by its whole length.
"""

from __future__ import annotations

import logging
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor

from minimind.engine.cache import DecodeView, PrefillView, SlotCache
from minimind.engine.sampling import Sampler, Sampling, sample
from minimind.model import Transformer

EndReason = Literal["stop", "length", "cancelled", "error"]
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Token:
    """The next token of an answer; a token that stops it is not reported."""

    id: int


@dataclass(frozen=True)
class End:
    """The last event of every request. ``tokens``: all that were drawn, a stopping one included."""

    reason: EndReason
    tokens: int
    message: str = ""  # for ``error``


class Generation:
    """One request: made by ``Engine.submit``, cancelled by anybody, moved on by its batch."""

    def __init__(
        self,
        prompt: Sequence[int],
        settings: Sampling,
        listener: Callable[[Token | End], None],
        vocab_size: int,
    ) -> None:
        self.prompt = list(prompt)
        self.settings = settings
        self.cancelled = False
        self._listener = listener
        # The batch's own:
        self.sampler = Sampler(settings, self.prompt, vocab_size)
        self.slot = -1
        self.last = -1  # the newest token, not yet in the cache
        self.drawn = 0
        self.ended = False

    def cancel(self) -> None:
        """Ends the request before its next token. From any thread, any number of times."""
        self.cancelled = True

    def tell(self, event: Token | End) -> None:
        """Passes an event on; nothing follows an ``End``."""
        if self.ended:
            return
        self.ended = isinstance(event, End)
        try:
            self._listener(event)
        except Exception:  # a broken listener must not hurt the other requests
            _log.exception("a listener failed; its request is cancelled")
            self.cancelled = True

    def end(self, reason: EndReason, message: str = "") -> None:
        self.tell(End(reason, self.drawn, message))


class Batch:
    """The requests of one model and the slots in which they compute.

    Args:
        model: in evaluation mode.
        slots: how many requests may run at once.
        max_length: positions a request may fill, prompt and answer together.
        chunk: prompt positions computed in one step.
    """

    def __init__(
        self, model: Transformer, *, slots: int = 8, max_length: int = 2048, chunk: int = 256
    ) -> None:
        if min(slots, max_length, chunk) < 1:
            raise ValueError("slots, max_length and chunk must be at least 1")
        self.model = model
        self.max_length = min(max_length, model.config.max_position_embeddings)
        self._device = model.model.embed_tokens.weight.device
        self._cache = SlotCache(
            model.config, slots=slots, max_length=self.max_length, device=self._device
        )
        self._chunk = chunk
        self.waiting: deque[Generation] = deque()
        self._reading: deque[Generation] = deque()  # in a slot, prompt not wholly in the cache
        self._writing: list[Generation] = []  # in a slot, answering

    @property
    def busy(self) -> bool:
        return bool(self.waiting or self._reading or self._writing)

    @property
    def running(self) -> int:
        """Requests that hold a slot."""
        return len(self._reading) + len(self._writing)

    def check(self, prompt: Sequence[int]) -> None:
        """Raises ValueError for a prompt that can never run."""
        vocab = self.model.config.vocab_size
        if not prompt:
            raise ValueError("the prompt is empty")
        if len(prompt) >= self.max_length:
            raise ValueError(
                f"the prompt has {len(prompt)} tokens; at most {self.max_length - 1} leave room "
                f"for an answer in a context of {self.max_length}"
            )
        if not (min(prompt) >= 0 and max(prompt) < vocab):
            raise ValueError(f"the prompt holds a token id outside 0..{vocab - 1}")

    @torch.inference_mode()
    def step(self) -> None:
        """One round: leave, join, read a chunk, write a token each."""
        self._drop_cancelled()
        while self.waiting and self._cache.free:
            generation = self.waiting.popleft()
            generation.slot = self._cache.take()
            self._reading.append(generation)
        if self._reading:
            self._read(self._reading[0])
        if self._writing:
            self._write()

    def end_all(self, reason: EndReason, message: str = "") -> None:
        """Ends every request, waiting ones too."""
        for generation in (*self.waiting, *self._reading, *self._writing):
            self._leave(generation, reason, message)
        self.waiting.clear()
        self._reading.clear()
        self._writing.clear()

    def _drop_cancelled(self) -> None:
        everybody = (*self.waiting, *self._reading, *self._writing)
        for generation in [g for g in everybody if g.cancelled]:
            for group in (self.waiting, self._reading, self._writing):
                if generation in group:
                    group.remove(generation)
            self._leave(generation, "cancelled")

    def _leave(self, generation: Generation, reason: EndReason, message: str = "") -> None:
        if generation.slot >= 0:
            self._cache.give_back(generation.slot)
            generation.slot = -1
        generation.end(reason, message)

    def _read(self, generation: Generation) -> None:
        """Puts the next chunk of a prompt into the cache; after the last one, the first token."""
        start = self._cache.lengths[generation.slot]
        chunk = generation.prompt[start : start + self._chunk]
        view = PrefillView(self._cache, generation.slot, len(chunk))
        ids = torch.tensor([chunk], device=self._device)  # [1, T]
        positions = torch.arange(start, start + len(chunk), device=self._device)[None]
        hidden = self.model.hidden_states(ids, positions=positions, cache=view)
        view.commit()
        if start + len(chunk) == len(generation.prompt):
            self._reading.popleft()
            self._writing += self._advance([generation], hidden[:, -1])

    def _write(self) -> None:
        """Gives every running answer its next token."""
        writing = self._writing
        view = DecodeView(self._cache, [g.slot for g in writing])
        ids = torch.tensor([[g.last] for g in writing], device=self._device)  # [B, 1]
        hidden = self.model.hidden_states(ids, positions=view.positions[:, None], cache=view)
        view.commit()
        self._writing = self._advance(writing, hidden[:, -1])

    def _advance(self, generations: list[Generation], hidden: Tensor) -> list[Generation]:
        """Draws a token for each from ``hidden`` ``[B, D]``; returns those that go on."""
        logits = self.model.lm_head(hidden).float()  # [B, V]
        finite = logits.sum(-1).isfinite().tolist()  # one number that is not spoils the sum
        tokens = sample(logits, [g.sampler for g in generations])
        going = []
        for generation, token, good in zip(generations, tokens, finite, strict=True):
            if not good:
                message = "The model's output is not a number: its training has diverged."
                self._leave(generation, "error", message)
                continue
            reason = self._note(generation, token)
            if reason:
                self._leave(generation, reason)
            else:
                going.append(generation)
        return going

    def _note(self, generation: Generation, token: int) -> EndReason | None:
        """Takes in a drawn token; says why the answer ends with it, if it does."""
        generation.last = token
        generation.drawn += 1
        if token in generation.settings.stop_ids:
            return "stop"
        generation.tell(Token(token))
        limit = self.max_length - len(generation.prompt)
        if generation.settings.max_tokens is not None:
            limit = min(limit, generation.settings.max_tokens)
        return "length" if generation.drawn >= limit else None
