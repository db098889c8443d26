"""Which function does which kind of work. Loaded only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from minimind.spec import SpecError
from minimind.work.folder import Work

# kind -> "module:function". A function takes the Work and returns what becomes result.json.
KINDS: dict[str, str] = {
    "preview": "minimind.rows.importing:preview",
    "import": "minimind.rows.importing:run",
    "check": "minimind.rows.checking:run",
    "clean": "minimind.rows.cleaning:run",
    "download": "minimind.hub.download:run",
    "generate": "minimind.generate.work:run",
    "mixture": "minimind.rows.mixing:run",
    "tokenizer": "minimind.rows.tokenizing:train",
    "compare_tokenizers": "minimind.rows.tokenizing:compare",
}


def function_of(kind: str) -> Callable[[Work], dict[str, Any]]:
    """Raises SpecError for a kind that does not exist."""
    if kind not in KINDS:
        raise SpecError(f"There is no kind of work {kind[:40]!r}.", field="kind")
    module, _, name = KINDS[kind].partition(":")
    return getattr(import_module(module), name)
