"""Learning rate and cadence: pure functions of the step."""

from __future__ import annotations

import math
from dataclasses import dataclass

from minimind.spec import Recipe

_VALIDATIONS = 20
_CHECKPOINTS = 10
_SAMPLES = 10


def learning_rate(step: int, total_steps: int, peak: float) -> float:
    """The family's schedule: ``peak/10 + peak/2 * (1 + cos(pi * step / total_steps))``.

    ``step`` is 0-based: the first update has 1.1 ``peak``, the last a little over a tenth.
    """
    return peak / 10 + peak / 2 * (1 + math.cos(math.pi * step / total_steps))


@dataclass(frozen=True)
class Cadence:
    """After which updates (1-based; 0 is before the first) a run validates and saves."""

    total_steps: int
    eval_every: int
    checkpoint_every: int
    sample_every: int

    @classmethod
    def of(cls, recipe: Recipe, total_steps: int) -> Cadence:
        """The recipe's cadence, or about twenty validations and ten checkpoints a run."""
        eval_every = recipe.eval_every or math.ceil(total_steps / _VALIDATIONS)
        checkpoint_every = recipe.checkpoint_every or (
            math.ceil(total_steps / _CHECKPOINTS) if recipe.eval_every else 2 * eval_every
        )
        sample_every = recipe.sample_every or math.ceil(total_steps / _SAMPLES)
        return cls(total_steps, eval_every, checkpoint_every, sample_every)

    def validates(self, step: int) -> bool:
        """At the start, at the end, now and then, and wherever a checkpoint wants its loss."""
        return step % self.eval_every == 0 or step == self.total_steps or self.saves(step)

    def saves(self, step: int) -> bool:
        """Now and then and at the end; never before the first update."""
        return step > 0 and (step % self.checkpoint_every == 0 or step == self.total_steps)

    def samples(self, step: int) -> bool:
        """At the start, at the end, and now and then."""
        return step % self.sample_every == 0 or step == self.total_steps

    def pauses_after(self, step: int) -> int:
        """About how many validations (with what comes with them) follow that at ``step``."""
        every = min(self.eval_every, self.checkpoint_every)
        return math.ceil((self.total_steps - step) / every)
