"""``minimind chat CHECKPOINT``: a conversation in the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TextIO

from minimind.engine import End, Engine, Sampling, Token
from minimind.serve.loaded import Loaded, load
from minimind.serve.schema import DEFAULT_MAX_TOKENS, DEFAULT_TEMPERATURE, DEFAULT_TOP_P
from minimind.serve.text import Detokenizer
from minimind.serve.threads import default_threads
from minimind.spec import SpecError
from minimind.spec.rows import Turn

DEFAULTS = Sampling(
    temperature=DEFAULT_TEMPERATURE, top_p=DEFAULT_TOP_P, max_tokens=DEFAULT_MAX_TOKENS
)


def chat(
    checkpoint: Path,
    *,
    system: str | None = None,
    settings: Sampling = DEFAULTS,
    threads: int | None = None,
    read: Callable[[str], str] = input,
    out: TextIO | None = None,
) -> None:
    """Talks until the end of the input. Import this after ``threads.yield_when_idle``.

    Args:
        checkpoint: a checkpoint directory.
        system: the first turn; None: the template's default.
        settings: how answers are drawn.
        threads: processor threads; None: all cores, at most four.
        read: asks for a line; raises EOFError at the end.
        out: where the answers go; None: standard output.

    Raises SpecError for a checkpoint that cannot be used.
    """
    engine = Engine(slots=1, threads=threads or default_threads())
    try:
        _Conversation(engine, load(engine, checkpoint), system, out or sys.stdout).run(
            settings, read
        )
    finally:
        engine.close()


class _Conversation:
    """The turns so far, and who continues them."""

    def __init__(self, engine: Engine, loaded: Loaded, system: str | None, out: TextIO) -> None:
        self._engine, self._loaded, self._out = engine, loaded, out
        self._opening = [Turn(role="system", content=system)] if system else []
        self._turns: list[Turn] = []

    def run(self, settings: Sampling, read: Callable[[str], str]) -> None:
        if self._loaded.stage == "pretrain":
            self._say("This model is pretrained only: it continues your text.")
        self._say("/reset begins anew, Ctrl-C stops an answer, Ctrl-D leaves.")
        while True:
            try:
                text = read("> ").strip()
            except (EOFError, KeyboardInterrupt):
                self._say("")
                return
            if text == "/reset":
                self._turns.clear()
            elif text:
                self._answer(text, settings)

    def _answer(self, text: str, settings: Sampling) -> None:
        self._turns.append(Turn(role="user", content=text))
        try:
            prompt = self._fitting_prompt()
        except SpecError as error:
            self._turns.pop()
            self._say(str(error))
            return
        answer = ""
        try:
            for delta in self._deltas(prompt, settings):
                answer += delta
                self._say(delta, end="")
        except KeyboardInterrupt:
            self._say(" [stopped]", end="")
        self._say("")
        # What the model has not said it cannot be reminded of: an empty turn would only confuse.
        if answer.strip():
            self._turns.append(Turn(role="assistant", content=answer))
        else:
            self._turns.pop()

    def _deltas(self, prompt: list[int], settings: Sampling) -> Iterator[str]:
        text = Detokenizer(self._loaded.bytes_of)
        for event in self._engine.stream(self._loaded.batch, prompt, settings):
            if isinstance(event, Token):
                yield text.push(event.id)
            elif isinstance(event, End) and event.reason == "error":
                self._say(f"[{event.message}]")

    def _fitting_prompt(self) -> list[int]:
        """The prompt with room for an answer; the oldest turns are forgotten, and that is said."""
        most = self._loaded.batch.max_length - 1
        forgotten = False
        while True:
            prompt = self._loaded.prompt([*self._opening, *self._turns])
            if len(prompt) <= most:
                break
            if len(self._turns) == 1:
                raise SpecError(f"That has {len(prompt)} tokens; at most {most} fit: shorten it.")
            del self._turns[:2]
            forgotten = True
        if forgotten:
            self._say("[The conversation is long: its oldest turns are forgotten.]")
        return prompt

    def _say(self, text: str, end: str = "\n") -> None:
        self._out.write(text + end)
        self._out.flush()
