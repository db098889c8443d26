"""Recipes, stages and presets: published defaults, bounds, and mistakes in words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic import ValidationError

from minimind.spec import DatasetRef, ModelConfig, SpecError, TrainConfig, build_recipe
from minimind.spec.model import SIZES
from minimind.spec.presets import PRESETS, preset_named
from minimind.spec.recipe import Recipe
from minimind.spec.rows import ROW_KINDS
from minimind.spec.stages import STAGES, recipe_adapter, stage_named

# As published for the family: sequence length, rows at once, rows a step, learning rate.
PUBLISHED = {
    "pretrain": (512, 32, 32 * 8, 5e-4),
    "sft": (512, 16, 16, 1e-5),
    "lora": (512, 32, 32, 1e-4),
    "dpo": (1024, 4, 4, 1e-8),
    "reason": (1024, 8, 8, 1e-6),
}


@pytest.mark.parametrize("stage", STAGES)
def test_defaults_are_the_published_ones(stage: str) -> None:
    recipe = build_recipe(stage, {})
    sizes = (recipe.seq_len, recipe.micro_batch, recipe.global_batch, recipe.learning_rate)
    assert sizes == PUBLISHED[stage]
    assert (recipe.epochs, recipe.grad_clip, recipe.max_steps) == (1, 1.0, None)
    more = recipe.model_dump()
    own = {"lora": {"lora_rank": 8, "lora_alpha": 8, "lora_dropout": 0, "lora_targets": "q_o"}}
    own |= {"dpo": {"beta": 0.1, "length_normalized": False}, "reason": {"tag_weight": 10}}
    assert own.get(stage, {}).items() <= more.items()
    assert preset_named(stage).recipe() == recipe


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_a_recipe(name: str) -> None:
    preset = preset_named(name)
    assert preset.name == name and preset.title
    assert preset.stage in STAGES and preset.model in SIZES
    recipe = preset.recipe()
    assert preset.overrides.items() <= recipe.model_dump().items()
    assert recipe.seq_len <= SIZES[preset.model].max_position_embeddings
    assert recipe_adapter.validate_json(recipe.model_dump_json()) == recipe
    assert preset.recipe({"epochs": 77}).epochs == 77
    with pytest.raises(SpecError, match="no such field"):
        preset.recipe({"epoch": 77})


def test_names_that_are_not_there_are_told_with_those_that_are() -> None:
    with pytest.raises(SpecError, match=r"no preset 'huge'.*starter-sft"):
        preset_named("huge")
    with pytest.raises(SpecError, match=r"no stage 'dream'.*pretrain, sft"):
        stage_named("dream")


@pytest.mark.parametrize("stage", STAGES.values(), ids=STAGES)
def test_a_stage_says_all_that_a_form_needs(stage: Any) -> None:
    properties = stage.recipe.model_json_schema()["properties"]
    assert properties["stage"]["const"] == stage.name
    for name, field in properties.items():
        assert field["title"] != name and (field.get("description") or name == "stage"), name
    assert stage.row_kind in ROW_KINDS
    assert set(stage.parent_stages) <= set(STAGES)
    assert stage.title and stage.help and stage.sample_prompts


WRONG: list[tuple[str, dict[str, Any], str, str]] = [
    ("sft", {"learning_rte": 1}, "recipe.learning_rte", "no such field"),
    ("sft", {"learning_rate": 0}, "recipe.learning_rate", "greater than 0"),
    ("sft", {"learning_rate": "fast"}, "recipe.learning_rate", r"got 'fast'"),
    ("pretrain", {"lora_rank": 4}, "recipe.lora_rank", "no such field"),
    ("dpo", {"packing": False}, "recipe.packing", "no such field"),
    ("dpo", {"beta": 11}, "recipe.beta", "less than or equal to 10"),
    ("lora", {"lora_dropout": 1}, "recipe.lora_dropout", "less than 1"),
    ("lora", {"lora_targets": "some"}, "recipe.lora_targets", "'q_o' or 'all'"),
    ("reason", {"seq_len": 8}, "recipe.seq_len", "greater than or equal to 16"),
    ("sft", {"zero_stage": 5}, "recipe.zero_stage", "0, 1, 2 or 3"),
    ("sft", {"sample_prompts": ["a"] * 9}, "recipe.sample_prompts", "at most 8"),
    ("sft", {"sample_prompts": ["a", ""]}, "recipe.sample_prompts.1", "at least 1"),
    ("sft", {"micro_batch": 32}, "recipe", "micro_batch must not exceed global_batch"),
]


@pytest.mark.parametrize(("stage", "values", "field", "words"), WRONG)
def test_a_mistake_names_its_field(
    stage: str, values: dict[str, Any], field: str, words: str
) -> None:
    with pytest.raises(SpecError, match=words) as caught:
        build_recipe(stage, values)
    assert caught.value.field == field


def config_of(recipe: Recipe, tmp_path: Any) -> TrainConfig:
    return TrainConfig(
        model=ModelConfig(),
        recipe=recipe,  # type: ignore[arg-type]
        dataset=DatasetRef(path=tmp_path / "x.jsonl", kind="text", sha256="0" * 64),
        run_dir=tmp_path,
        shard_dir=tmp_path,
    )


@pytest.mark.parametrize("name", PRESETS)
def test_a_config_is_read_as_it_was_written(name: str, tmp_path: Any) -> None:
    config = config_of(PRESETS[name].recipe({"seed": 3}), tmp_path)
    file = tmp_path / "config.json"
    file.write_text(config.model_dump_json(), "utf-8")
    assert TrainConfig.read(file) == config
    with pytest.raises(ValidationError):
        config.attempt = 2  # type: ignore[misc]  # nobody changes what a run is doing


def test_a_config_s_mistake_names_its_field_without_the_stage(tmp_path: Any) -> None:
    values = json.loads(config_of(build_recipe("lora", {}), tmp_path).model_dump_json())
    values["recipe"]["lora_rank"] = 0
    file = tmp_path / "config.json"
    file.write_text(json.dumps(values), "utf-8")
    with pytest.raises(SpecError) as caught:
        TrainConfig.read(file)
    assert caught.value.field == "recipe.lora_rank"
