"""Training stages: how each treats a dataset row, and its loss. They know no loop."""

from __future__ import annotations

from minimind.stages.pretrain import PRETRAIN
from minimind.stages.sft import SFT
from minimind.stages.stage import Batch, TrainingStage

TRAINING_STAGES: dict[str, TrainingStage] = {stage.name: stage for stage in (PRETRAIN, SFT)}

__all__ = ["TRAINING_STAGES", "Batch", "TrainingStage"]
