"""From a task's row (ids) to what the work is told (paths): a resolver for each kind.

A resolver takes (session, settings, task) and returns the request of the work without its kind.
It raises SpecError or StudioError when what the row names cannot be used (any more).
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from sqlalchemy.orm import Session

from backend.core.models import Task
from backend.core.settings import Settings
from minimind.spec import SpecError

Resolver = Callable[[Session, Settings, Task], dict[str, Any]]

# kind of task -> "module:function", loaded when one is asked for.
RESOLVERS: dict[str, str] = {
    "preview": "worker.work.requests.importing:preview",
    "import": "worker.work.requests.importing:run",
    "check": "worker.work.requests.checking:check",
    "clean": "worker.work.requests.checking:clean",
    "tokenizer": "worker.work.requests.tokenizer:train",
    "compare_tokenizers": "worker.work.requests.tokenizer:compare",
    "download": "worker.work.requests.download:run",
    "generate": "worker.work.requests.generate:run",
    "mixture": "worker.work.requests.mixture:run",
}


def resolve(session: Session, settings: Settings, task: Task) -> dict[str, Any]:
    """``request.json`` of a task. Raises SpecError, StudioError."""
    if task.kind not in RESOLVERS:
        raise SpecError(f"There is no kind of task {task.kind[:40]!r}.", field="kind")
    module, _, name = RESOLVERS[task.kind].partition(":")
    resolver: Resolver = getattr(import_module(module), name)
    return {**resolver(session, settings, task), "kind": task.kind}
