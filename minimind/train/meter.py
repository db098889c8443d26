"""How fast a run goes: from single steps to the figures people read."""

from __future__ import annotations

import time
from dataclasses import dataclass

_LINE_EVERY_S = 0.5
_SMOOTHING = 0.05


@dataclass
class Position:
    """Where a run stands, over all its attempts."""

    step: int = 0  # updates done
    tokens: int = 0  # positions trained on, padding excluded
    seconds: float = 0.0  # since the first step, validations and savings included
    validation_loss: float | None = None  # of the last validation
    validated_step: int = -1


@dataclass(frozen=True)
class Window:
    """The steps since the last metric line."""

    loss: float  # nats a token
    tokens_per_s: float


class Meter:
    """Averages losses between lines and estimates the time left."""

    def __init__(self) -> None:
        self._loss = self._seconds = 0.0
        self._targets = self._tokens = 0
        self._line_at = float("-inf")
        self._step_seconds: float | None = None
        self._pause_seconds: float | None = None  # of a validation, with the saving beside it

    def step(self, *, loss: float, targets: int, tokens: int, seconds: float) -> None:
        """Counts one update: its summed loss over ``targets``, all devices."""
        self._loss += loss
        self._targets += targets
        self._tokens += tokens
        self._seconds += seconds
        self._step_seconds = _smooth(self._step_seconds, seconds)

    def pause(self, seconds: float) -> None:
        """Counts time that a validation or a saving took."""
        self._pause_seconds = _smooth(self._pause_seconds, seconds)

    def due(self) -> bool:
        """Whether a line should be written: the first at once, then at most two a second."""
        return time.monotonic() - self._line_at >= _LINE_EVERY_S

    def window(self) -> Window:
        """The figures since the last call, and begins anew."""
        window = Window(
            loss=self._loss / max(self._targets, 1),
            tokens_per_s=self._tokens / max(self._seconds, 1e-9),
        )
        self._loss = self._seconds = 0.0
        self._targets = self._tokens = 0
        self._line_at = time.monotonic()
        return window

    def seconds_left(self, steps: int, pauses: float) -> float:
        """For ``steps`` more updates and ``pauses`` more validations, at the present rate."""
        return steps * (self._step_seconds or 0.0) + pauses * (self._pause_seconds or 0.0)


def _smooth(old: float | None, new: float) -> float:
    return new if old is None else old + _SMOOTHING * (new - old)
