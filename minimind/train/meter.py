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

    loss: float  # nats a unit
    figures: dict[str, float]  # means of the stage's other sums
    tokens_per_s: float
    wait: float  # share of the time spent waiting for batches


class Meter:
    """Averages losses between lines and estimates the time left."""

    def __init__(self) -> None:
        self._line_at = float("-inf")
        self._step_seconds: float | None = None
        self._pause_seconds: float | None = None  # of a validation, with the saving beside it
        self._begin()

    def step(
        self,
        sums: dict[str, float],
        counts: dict[str, int],
        *,
        tokens: int,
        seconds: float,
        waited: float,
    ) -> None:
        """Counts one update: its sums over all devices, and over how many each is averaged."""
        for name, value in sums.items():
            self._sums[name] = self._sums.get(name, 0.0) + value
            self._counts[name] = self._counts.get(name, 0) + counts[name]
        self._tokens += tokens
        self._seconds += seconds
        self._waited += waited
        self._step_seconds = _smooth(self._step_seconds, seconds)

    def pause(self, seconds: float) -> None:
        """Counts time that a validation or a saving took."""
        self._pause_seconds = _smooth(self._pause_seconds, seconds)

    def due(self) -> bool:
        """Whether a line should be written: the first at once, then at most two a second."""
        return time.monotonic() - self._line_at >= _LINE_EVERY_S

    def window(self) -> Window:
        """The figures since the last call, and begins anew."""
        means = {name: total / max(self._counts[name], 1) for name, total in self._sums.items()}
        seconds = max(self._seconds, 1e-9)
        loss = means.pop("loss", 0.0)
        window = Window(
            loss=means.pop("nats", loss),  # comparable between stages, unlike a weighted one
            figures=means,
            tokens_per_s=self._tokens / seconds,
            wait=min(self._waited / seconds, 1.0),
        )
        self._line_at = time.monotonic()
        self._begin()
        return window

    def seconds_left(self, steps: int, pauses: float) -> float:
        """For ``steps`` more updates and ``pauses`` more validations, at the present rate."""
        return steps * (self._step_seconds or 0.0) + pauses * (self._pause_seconds or 0.0)

    def _begin(self) -> None:
        self._sums: dict[str, float] = {}
        self._counts: dict[str, int] = {}
        self._tokens = 0
        self._seconds = self._waited = 0.0


def _smooth(old: float | None, new: float) -> float:
    return new if old is None else old + _SMOOTHING * (new - old)
