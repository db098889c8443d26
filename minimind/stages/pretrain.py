"""Pretraining: every next token of plain text."""

from __future__ import annotations

from typing import Any

from tokenizers import Tokenizer

from minimind.data.tokenizer import encode_documents
from minimind.stages.loss import next_token_loss
from minimind.stages.stage import EncodedRow, TrainingStage


def encode(tokenizer: Tokenizer, rows: list[dict[str, Any]]) -> list[EncodedRow]:
    """bos + text + eos; all but the first token carry loss."""
    documents = encode_documents(tokenizer, [row["text"] for row in rows])
    return [(ids, [False] + [True] * (len(ids) - 1)) for ids in documents]


PRETRAIN = TrainingStage("pretrain", overlong="split", encode=encode, loss=next_token_loss)
