"""What can be trained: stages, sizes and shipped recipes."""

from __future__ import annotations

from fastapi import APIRouter

from backend.api.error_docs import documented
from backend.api.schemas.presets import ModelSize, PresetInfo, Presets, StageInfo
from minimind.spec import PRESETS, SIZES, STAGES, Stage, build_recipe, parameter_count
from minimind.spec.model import SIZE_TITLES

router = APIRouter(prefix="/api/presets", tags=["presets"])


@router.get("", responses=documented())
def get_presets() -> Presets:
    """List stages, model sizes and presets.

    Everything that the form of a new job is drawn from: the JSON Schema of each stage's recipe
    with bounds, titles and help texts, and the shipped recipes in full.
    """
    return Presets(
        stages=[_stage(stage) for stage in STAGES.values()],
        models=[
            ModelSize(
                name=name,
                title=SIZE_TITLES[name],
                parameters=parameter_count(config),
                config=config.model_dump(mode="json"),
            )
            for name, config in SIZES.items()
        ],
        presets=[
            PresetInfo(
                name=preset.name,
                title=preset.title,
                stage=preset.stage,
                model=preset.model,
                recipe=preset.recipe().model_dump(mode="json"),
            )
            for preset in PRESETS.values()
        ],
    )


def _stage(stage: Stage) -> StageInfo:
    return StageInfo(
        name=stage.name,
        title=stage.title,
        help=stage.help,
        dataset_kind=stage.row_kind,
        parent=stage.parent,
        parent_stages=list(stage.parent_stages),
        recipe_schema=stage.recipe.model_json_schema(),
        defaults=build_recipe(stage.name, {}).model_dump(mode="json"),
    )
