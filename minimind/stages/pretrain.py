"""Pretraining: every next token of plain text."""

from __future__ import annotations

from minimind.stages.loss import next_token_loss
from minimind.stages.stage import TrainingStage

PRETRAIN = TrainingStage("pretrain", overlong="split", loss=next_token_loss)
