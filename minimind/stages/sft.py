"""Supervised fine-tuning: the assistant's words in a conversation."""

from __future__ import annotations

from minimind.stages.loss import next_token_loss
from minimind.stages.stage import TrainingStage

SFT = TrainingStage("sft", overlong="truncate", loss=next_token_loss)
