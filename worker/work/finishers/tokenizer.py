"""A tokenizer that was trained: it is registered."""

from __future__ import annotations

from typing import Any

from backend.core import tokenizers
from minimind.spec.tokenizers import MadeTokenizer
from worker.work.finishers.outcome import Outcome


def trained(outcome: Outcome) -> dict[str, Any]:
    """Raises OSError."""
    made = MadeTokenizer.model_validate(outcome.result)
    content = (outcome.folder.path / "tokenizer.json").read_bytes()
    origin = {
        "how": "trained",
        "task": outcome.task.id,
        "sources": [source.model_dump() for source in made.sources],
        "seed": made.seed,
        "notes": made.notes,
    }
    entry, created = tokenizers.register(
        outcome.session,
        outcome.settings,
        content,
        name=outcome.task.request["name"],
        vocab_size=made.vocab_size,
        origin=origin,
        figures=made.figures.model_dump(mode="json"),
    )
    return {"tokenizer_id": entry.id, "created": created, "notes": made.notes}
