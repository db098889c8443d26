"""Supervised fine-tuning: the assistant's words in a conversation. LoRA is this on an adapter."""

from __future__ import annotations

from minimind.stages.token_loss import Teacher, TokenStage


def sft(name: str, *, packing: bool, teacher: Teacher | None) -> TokenStage:
    """Long conversations lose their end: an answer without its question teaches nothing."""
    return TokenStage(name, "truncate", packing=packing, teacher=teacher)
