"""When a run validates, saves and samples, and on how much it validates."""

from __future__ import annotations

import math
from dataclasses import dataclass

from minimind.spec.recipe import Recipe

_VALIDATIONS = 20
_CHECKPOINTS = 10
_SAMPLES = 10
# Validation should cost little: at most this many positions, and about this share of training
# (forward alone is a third of forward and backward).
_VALIDATION_POSITIONS = (4096, 65536)
_VALIDATION_SHARE = 0.05 * 3


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

    @property
    def validations(self) -> int:
        """How often ``validates`` is true from 0 to the end."""
        both = math.lcm(self.eval_every, self.checkpoint_every)
        met = self._multiples(self.eval_every) + self._multiples(self.checkpoint_every)
        at_end = any(self.total_steps % n == 0 for n in (self.eval_every, self.checkpoint_every))
        return 1 + met - self._multiples(both) + (0 if at_end else 1)

    @property
    def checkpoints(self) -> int:
        """How often ``saves`` is true."""
        at_end = self.total_steps % self.checkpoint_every == 0
        return self._multiples(self.checkpoint_every) + (0 if at_end else 1)

    @property
    def sample_rounds(self) -> int:
        """How often ``samples`` is true from 0 to the end."""
        at_end = self.total_steps % self.sample_every == 0
        return 1 + self._multiples(self.sample_every) + (0 if at_end else 1)

    def validation_positions(self, train_positions: int) -> int:
        """About how many held-out positions each validation of so long a run reads."""
        least, most = _VALIDATION_POSITIONS
        fair = train_positions * _VALIDATION_SHARE / (self.pauses_after(0) + 1)
        return int(min(max(fair, least), most))

    def _multiples(self, every: int) -> int:
        return self.total_steps // every
