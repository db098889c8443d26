"""The learning rate: a pure function of the step."""

from __future__ import annotations

import math


def learning_rate(step: int, total_steps: int, peak: float) -> float:
    """The family's schedule: ``peak/10 + peak/2 * (1 + cos(pi * step / total_steps))``.

    ``step`` is 0-based: the first update has 1.1 ``peak``, the last a little over a tenth.
    """
    return peak / 10 + peak / 2 * (1 + math.cos(math.pi * step / total_steps))
