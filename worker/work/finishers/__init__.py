"""What is made of a result: a finisher for each kind, within the transaction that ends the task.

A finisher takes an Outcome and returns what the row keeps as its result; ``dataset_id`` in it
becomes the row's. What it raises fails the task. It may be called again after a transaction that
did not come to its end, so it takes nothing away from the folder.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from worker.work.finishers.outcome import Outcome

__all__ = ["FINISHERS", "Finisher", "Outcome", "finisher_of"]

Finisher = Callable[[Outcome], dict[str, Any]]

# kind of task -> "module:function", loaded when one is asked for. A kind that is not here keeps
# its result as it is.
FINISHERS: dict[str, str] = {
    "import": "worker.work.finishers.making:imported",
    "check": "worker.work.finishers.checking:checked",
    "clean": "worker.work.finishers.making:cleaned",
    "download": "worker.work.finishers.making:downloaded",
    "generate": "worker.work.finishers.making:generated",
    "mixture": "worker.work.finishers.making:mixed",
    "tokenizer": "worker.work.finishers.tokenizer:trained",
}


def finisher_of(kind: str) -> Finisher:
    """The finisher of a kind of task."""
    if kind not in FINISHERS:
        return lambda outcome: outcome.result
    module, _, name = FINISHERS[kind].partition(":")
    return getattr(import_module(module), name)
