"""Tokenizers as answers."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy.orm import Session

from backend.api.schemas.tokenizers import TokenizerInfo
from backend.core import tokenizers
from backend.core.models import TokenizerEntry
from minimind.spec.tokenizers import SHIPPED_ID


def tokenizer_info(session: Session, entry: TokenizerEntry) -> TokenizerInfo:
    """A tokenizer as an answer."""
    return tokenizer_infos(session, [entry])[0]


def tokenizer_infos(session: Session, entries: Sequence[TokenizerEntry]) -> list[TokenizerInfo]:
    """Tokenizers as answers, in the same order, with one query for all of them."""
    jobs = tokenizers.job_counts(session)
    return [
        TokenizerInfo.model_validate(
            {
                "id": entry.id,
                "name": entry.name,
                "sha256": entry.sha256,
                "vocab_size": entry.vocab_size,
                "shipped": entry.id == SHIPPED_ID,
                "origin": entry.origin,
                "figures": entry.figures,
                "jobs": jobs.get(tokenizers.stored_id(entry), 0),
                "created_at": entry.created_at,
            }
        )
        for entry in entries
    ]
