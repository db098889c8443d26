"""The run doctor: what a failed run left behind, turned into a cause, a sentence and a fix.

``findings_*`` are the table of what is known; ``log`` and ``launchers`` read what was left,
``ranking`` chooses, ``judge`` answers. docs/failures.md is made from the table.
"""

from worker.doctor.judge import judge
from worker.doctor.remains import Remains, collect

__all__ = ["Remains", "collect", "judge"]
