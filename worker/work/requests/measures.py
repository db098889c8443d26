"""What a check measures against: ids of a tokenizer and a dataset become paths."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core import datasets, tokenizers
from backend.core.settings import Settings


def measures(session: Session, settings: Settings, request: dict[str, Any]) -> dict[str, Any]:
    """Raises NotFound when something that the request names was deleted meanwhile."""
    found: dict[str, Any] = {}
    if length := request.get("max_length"):
        found["max_length"] = length
    if chosen := request.get("tokenizer"):
        path = tokenizers.file(settings, tokenizers.get(session, chosen))
        found["tokenizer"] = str(path) if path else None
    if validation := request.get("validation"):
        other = datasets.get(session, validation)
        found["validation"] = str(settings.dataset_path(other.id))
        found["validation_name"] = other.name
    return found
