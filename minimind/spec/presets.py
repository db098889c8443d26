"""Shipped recipes: a name, what it is for, and the fields it sets over the stage's defaults."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from minimind.spec.errors import SpecError
from minimind.spec.stages import AnyRecipe, build_recipe


class Preset(BaseModel):
    """A named recipe. ``model`` is the size it was made for; any other may be chosen."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    title: str
    stage: str
    model: str
    overrides: dict[str, Any]

    def recipe(self, overrides: dict[str, Any] | None = None) -> AnyRecipe:
        """The full recipe, a user's own ``overrides`` on top."""
        return build_recipe(self.stage, {**self.overrides, **(overrides or {})})


PRESETS: dict[str, Preset] = {
    preset.name: preset
    for preset in (
        Preset(
            name="pretrain",
            title="Published pretraining",
            stage="pretrain",
            model="small",
            overrides={},
        ),
        Preset(name="sft", title="Published fine-tuning", stage="sft", model="small", overrides={}),
        Preset(name="lora", title="Published adapter", stage="lora", model="small", overrides={}),
        Preset(name="dpo", title="Published preference", stage="dpo", model="small", overrides={}),
        Preset(
            name="reason",
            title="Published reasoning",
            stage="reason",
            model="small",
            overrides={},
        ),
        Preset(
            name="starter-pretrain",
            title="Starter: two minutes on a laptop",
            stage="pretrain",
            model="nano",
            overrides={
                "seq_len": 128,
                "global_batch": 8,
                "micro_batch": 8,
                "learning_rate": 2e-3,
                "max_steps": 800,
            },
        ),
        Preset(
            name="starter-sft",
            title="Starter: learn to answer",
            stage="sft",
            model="nano",
            overrides={
                "seq_len": 128,
                "global_batch": 8,
                "micro_batch": 8,
                "learning_rate": 2.5e-3,
                "weight_decay": 0.1,
                "epochs": 9,
            },
        ),
    )
}


def preset_named(name: str) -> Preset:
    """Raises SpecError for an unknown preset."""
    if name not in PRESETS:
        raise SpecError(
            f"There is no preset {name!r}.",
            field="preset",
            remedy=f"Choose one of: {', '.join(PRESETS)}.",
        )
    return PRESETS[name]
