"""What the whole house agrees on: shapes, recipes, rows, run files and event lines. No torch."""

from minimind.spec.errors import SpecError
from minimind.spec.model import SIZES, ModelConfig, parameter_count, size_config
from minimind.spec.presets import PRESETS, Preset, preset_named
from minimind.spec.recipe import Recipe
from minimind.spec.stages import STAGES, Stage, build_recipe, stage_named
from minimind.spec.train import DatasetRef, RunDir, TrainConfig

__all__ = [
    "PRESETS",
    "SIZES",
    "STAGES",
    "DatasetRef",
    "ModelConfig",
    "Preset",
    "Recipe",
    "RunDir",
    "SpecError",
    "Stage",
    "TrainConfig",
    "build_recipe",
    "parameter_count",
    "preset_named",
    "size_config",
    "stage_named",
]
