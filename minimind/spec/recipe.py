"""Recipes: the hyper-parameters a user may set, one model a stage.

Bounds, defaults and help texts live here and nowhere else; the browser draws its form from the
JSON Schema of these classes.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from minimind.spec.errors import SpecError
from minimind.spec.rows import RowKind


class Recipe(BaseModel):
    """What every stage shares. One *step* is one optimizer update over ``global_batch`` rows."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    epochs: int = Field(
        1, ge=1, le=10_000, title="Epochs", description="How often the model sees the whole text."
    )
    max_steps: int | None = Field(
        None,
        ge=1,
        le=100_000_000,
        title="Most steps",
        description="End after this many steps, even in the middle of an epoch. Empty: no limit.",
    )
    seq_len: int = Field(
        512,
        ge=16,
        le=32768,
        title="Sequence length",
        description="Tokens in one training row. Longer rows learn longer context, cost memory.",
    )
    global_batch: int = Field(
        32,
        ge=1,
        le=65536,
        title="Rows per step",
        description="Rows averaged into one update, over all devices. Larger is steadier.",
    )
    micro_batch: int = Field(
        16,
        ge=1,
        le=4096,
        title="Rows at once",
        description="Rows one device computes at once. Halve it when memory runs out; "
        "the result stays the same.",
    )
    learning_rate: float = Field(
        5e-4,
        gt=0,
        le=1,
        title="Learning rate",
        description="Size of an update. It falls along a half cosine to a tenth.",
    )
    weight_decay: float = Field(
        0.01, ge=0, le=1, title="Weight decay", description="Pull of the weights towards zero."
    )
    grad_clip: float = Field(
        1.0,
        gt=0,
        le=1000,
        title="Gradient clip",
        description="Longest allowed gradient; tames rare bad batches.",
    )
    precision: Literal["auto", "float32", "bfloat16"] = Field(
        "auto",
        title="Precision",
        description="auto: bfloat16 arithmetic where the device has it, else float32. "
        "The weights themselves always stay float32.",
    )
    validation_fraction: float = Field(
        0.05,
        ge=0,
        le=0.5,
        title="Held-out share",
        description="Part of the rows never trained on, used to measure honest progress.",
    )
    eval_every: int | None = Field(
        None,
        ge=1,
        title="Steps between validations",
        description="Empty: about twenty times in a run.",
    )
    checkpoint_every: int | None = Field(
        None,
        ge=1,
        title="Steps between checkpoints",
        description="Empty: about ten times in a run.",
    )
    keep_checkpoints: int = Field(
        2,
        ge=1,
        le=1000,
        title="Checkpoints kept",
        description="The newest ones; the best and the final one are always kept.",
    )
    seed: int = Field(
        1337, ge=0, le=2**31 - 1, title="Seed", description="Same seed, same data, same run."
    )

    @model_validator(mode="after")
    def _micro_fits_global(self) -> Recipe:
        if self.micro_batch > self.global_batch:
            raise ValueError("micro_batch must not exceed global_batch")
        return self


def _default(name: str, value: Any) -> Any:
    """The shared field ``name`` with another default; title, help and bounds stay."""
    info = copy(Recipe.model_fields[name])
    info.default = value
    return info


class PretrainRecipe(Recipe):
    """Learn language from plain text: predict every next token.

    Defaults are the published ones of the family: 32 rows x 8 accumulation, learning rate 5e-4.
    """

    stage: Literal["pretrain"] = Field("pretrain", title="Stage")
    global_batch: int = _default("global_batch", 256)
    micro_batch: int = _default("micro_batch", 32)
    learning_rate: float = _default("learning_rate", 5e-4)


class SftRecipe(Recipe):
    """Learn to answer: full fine-tuning, with loss on the assistant's words only.

    Defaults are the published ones of the family: 16 rows, learning rate 1e-5.
    """

    stage: Literal["sft"] = Field("sft", title="Stage")
    global_batch: int = _default("global_batch", 16)
    micro_batch: int = _default("micro_batch", 16)
    learning_rate: float = _default("learning_rate", 1e-5)


AnyRecipe = Annotated[PretrainRecipe | SftRecipe, Field(discriminator="stage")]


@dataclass(frozen=True)
class Stage:
    """A training stage: its recipe class, what it reads and what it starts from."""

    name: str
    title: str
    help: str
    recipe: type[Recipe]
    row_kind: RowKind
    parent: Literal["none", "optional", "required"]
    parent_stages: tuple[str, ...]


STAGES: dict[str, Stage] = {
    stage.name: stage
    for stage in (
        Stage(
            name="pretrain",
            title="Pretrain",
            help="Start from nothing and learn language from plain text.",
            recipe=PretrainRecipe,
            row_kind="text",
            parent="optional",
            parent_stages=("pretrain",),
        ),
        Stage(
            name="sft",
            title="Fine-tune on conversations (SFT)",
            help="Start from a pretrained model and learn to answer.",
            recipe=SftRecipe,
            row_kind="conversations",
            parent="required",
            parent_stages=("pretrain", "sft"),
        ),
    )
}


def stage_named(name: str) -> Stage:
    """Raises SpecError for an unknown stage."""
    if name not in STAGES:
        raise SpecError(
            f"There is no stage {name!r}.",
            field="stage",
            remedy=f"Choose one of: {', '.join(STAGES)}.",
        )
    return STAGES[name]


def build_recipe(stage: str, overrides: dict[str, Any]) -> Recipe:
    """The recipe of ``stage`` with ``overrides`` over its defaults.

    Raises SpecError naming the first unknown or out-of-range field as ``recipe.<field>``.
    """
    recipe = stage_named(stage).recipe
    try:
        return recipe.model_validate({**overrides, "stage": stage})
    except ValidationError as error:
        raise spec_error(error, prefix="recipe") from error


def spec_error(error: ValidationError, prefix: str = "") -> SpecError:
    """The first complaint of a pydantic error as a SpecError with a dotted field name."""
    first = error.errors(include_url=False, include_context=False)[0]
    # A discriminated union puts its tag into the location: it is no field of the user's.
    parts = [str(part) for part in first["loc"] if part not in STAGES]
    field = ".".join(([prefix] if prefix else []) + parts) or None
    if first["type"] == "extra_forbidden":
        return SpecError(
            "There is no such field.", field=field, remedy="Check its spelling, or leave it out."
        )
    given = first.get("input")
    shown = "" if isinstance(given, (dict, list)) else f" (got {str(given)[:80]!r})"
    message = first["msg"].removeprefix("Value error, ")
    return SpecError(f"{message}{shown}.", field=field)


recipe_adapter: TypeAdapter[PretrainRecipe | SftRecipe] = TypeAdapter(AnyRecipe)
