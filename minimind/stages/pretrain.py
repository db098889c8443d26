"""Pretraining: every next token of plain text."""

from __future__ import annotations

from minimind.stages.token_loss import Teacher, TokenStage


def pretrain(*, packing: bool, teacher: Teacher | None) -> TokenStage:
    """Long texts are split: what comes after the sequence length is learnt too."""
    return TokenStage("pretrain", "split", packing=packing, teacher=teacher)
