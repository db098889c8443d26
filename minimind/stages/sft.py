"""Supervised fine-tuning: the assistant's words in a conversation."""

from __future__ import annotations

from typing import Any

from tokenizers import Tokenizer

from minimind.data.template import encode_conversation
from minimind.spec.rows import row_turns
from minimind.stages.loss import next_token_loss
from minimind.stages.stage import EncodedRow, TrainingStage


def encode(tokenizer: Tokenizer, rows: list[dict[str, Any]]) -> list[EncodedRow]:
    """Conversations under the chat template; loss on the assistant's words only."""
    return [encode_conversation(tokenizer, row_turns(row)) for row in rows]


SFT = TrainingStage("sft", overlong="truncate", encode=encode, loss=next_token_loss)
