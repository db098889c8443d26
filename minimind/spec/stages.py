"""The five stages: what each starts from, reads, and lets a user set."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError

from minimind.spec.errors import SpecError
from minimind.spec.recipe import Recipe, with_default
from minimind.spec.rows import RowKind


class TokenRecipe(Recipe):
    """A stage that learns to predict the next token of packed rows."""

    packing: bool = Field(
        True,
        title="Pack rows",
        description="Put several short rows into one sequence (they do not see each other), so "
        "that no position is padding. Off: each row alone, padded; only for comparison.",
    )
    distill_weight: float = Field(
        0.5,
        ge=0,
        le=1,
        title="Weight of the teacher",
        description="With a teacher: the share of the loss that imitates its probabilities; the "
        "rest learns from the text as usual. Without one it does nothing.",
    )
    distill_temperature: float = Field(
        1.0,
        gt=0,
        le=100,
        title="Temperature of the teacher",
        description="Above 1 the teacher's less likely words count for more.",
    )


class PretrainRecipe(TokenRecipe):
    """Learn language from plain text: predict every next token.

    Defaults are the published ones of the family: 32 rows x 8 accumulation, learning rate 5e-4.
    """

    stage: Literal["pretrain"] = Field("pretrain", title="Stage")
    global_batch: int = with_default("global_batch", 256)
    micro_batch: int = with_default("micro_batch", 32)
    learning_rate: float = with_default("learning_rate", 5e-4)


class SftRecipe(TokenRecipe):
    """Learn to answer: full fine-tuning, with loss on the assistant's words only.

    Defaults are the published ones of the family: 16 rows, learning rate 1e-5.
    """

    stage: Literal["sft"] = Field("sft", title="Stage")
    global_batch: int = with_default("global_batch", 16)
    micro_batch: int = with_default("micro_batch", 16)
    learning_rate: float = with_default("learning_rate", 1e-5)


class LoraRecipe(TokenRecipe):
    """Fine-tune a small adapter beside frozen weights (LoRA, Hu et al. 2021).

    Defaults are the published ones of the family: 32 rows, learning rate 1e-4, rank 8 on the
    square projections (query and output), unscaled (alpha equals rank).
    """

    stage: Literal["lora"] = Field("lora", title="Stage")
    global_batch: int = with_default("global_batch", 32)
    micro_batch: int = with_default("micro_batch", 32)
    learning_rate: float = with_default("learning_rate", 1e-4)
    lora_rank: int = Field(
        8, ge=1, le=1024, title="Rank", description="Width of the adapter: more learns more."
    )
    lora_alpha: float = Field(
        8.0,
        gt=0,
        le=4096,
        title="Alpha",
        description="The adapter's output is multiplied by alpha / rank.",
    )
    lora_dropout: float = Field(
        0.0,
        ge=0,
        lt=1,
        title="Dropout",
        description="Share of the adapter's inputs left out at random while training.",
    )
    lora_targets: Literal["q_o", "all"] = Field(
        "q_o",
        title="Where",
        description="q_o: query and output projections, as published. all: every projection of "
        "attention and feed-forward.",
    )


class DpoRecipe(Recipe):
    """Learn which of two answers is better (DPO, Rafailov et al. 2023).

    A row is a pair of conversations. Defaults are the published ones of the family: 4 pairs,
    1,024 tokens an answer, learning rate 1e-8, beta 0.1.
    """

    stage: Literal["dpo"] = Field("dpo", title="Stage")
    seq_len: int = with_default("seq_len", 1024)
    global_batch: int = with_default("global_batch", 4)
    micro_batch: int = with_default("micro_batch", 4)
    learning_rate: float = with_default("learning_rate", 1e-8)
    beta: float = Field(
        0.1,
        gt=0,
        le=10,
        title="Beta",
        description="How strongly the model is held to its reference: larger changes it less.",
    )
    length_normalized: bool = Field(
        False,
        title="Normalise by length",
        description="Compare mean instead of summed log-probabilities, so that long answers have "
        "no advantage. Off: the paper's loss.",
    )


class ReasonRecipe(TokenRecipe):
    """Learn to think before answering: SFT in which the tags of the format weigh more.

    Defaults are the published ones of the family: 8 rows, 1,024 tokens, learning rate 1e-6, the
    tokens of ``<think>``, ``</think>``, ``<answer>`` and ``</answer>`` ten times as heavy.
    """

    stage: Literal["reason"] = Field("reason", title="Stage")
    seq_len: int = with_default("seq_len", 1024)
    global_batch: int = with_default("global_batch", 8)
    micro_batch: int = with_default("micro_batch", 8)
    learning_rate: float = with_default("learning_rate", 1e-6)
    tag_weight: float = Field(
        10.0,
        ge=1,
        le=1000,
        title="Weight of the tags",
        description="How much heavier a token of a tag counts than any other.",
    )


AnyRecipe = Annotated[
    PretrainRecipe | SftRecipe | LoraRecipe | DpoRecipe | ReasonRecipe,
    Field(discriminator="stage"),
]
recipe_adapter: TypeAdapter[AnyRecipe] = TypeAdapter(AnyRecipe)


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
    sample_prompts: tuple[str, ...]  # continued by a pretrained model, answered by the others


_BEGINNINGS = ("The most important thing about", "Once upon a time", "人工智能是", "春天来了，")
_QUESTIONS = (
    "What is artificial intelligence?",
    "Who are you?",
    "你好，你是谁？",
    "什么是人工智能？",
)
_PROBLEMS = ("What is (7 + 5) * 3?", "计算 (12 - 4) * 2 等于多少？")

# In the order in which a model usually goes through them.
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
            sample_prompts=_BEGINNINGS,
        ),
        Stage(
            name="sft",
            title="Fine-tune on conversations (SFT)",
            help="Start from a pretrained model and learn to answer.",
            recipe=SftRecipe,
            row_kind="conversations",
            parent="required",
            parent_stages=("pretrain", "sft"),
            sample_prompts=_QUESTIONS,
        ),
        Stage(
            name="dpo",
            title="Prefer better answers (DPO)",
            help="Start from a model that answers and learn from pairs of a better and a worse "
            "answer.",
            recipe=DpoRecipe,
            row_kind="preferences",
            parent="required",
            parent_stages=("sft", "dpo"),
            sample_prompts=_QUESTIONS,
        ),
        Stage(
            name="reason",
            title="Think before answering (reasoning)",
            help="Start from a model that answers and learn to write its thoughts first.",
            recipe=ReasonRecipe,
            row_kind="conversations",
            parent="required",
            parent_stages=("sft", "dpo", "reason"),
            sample_prompts=_PROBLEMS,
        ),
        Stage(
            name="lora",
            title="Fine-tune an adapter (LoRA)",
            help="Teach a model that answers something more, in a small file beside it.",
            recipe=LoraRecipe,
            row_kind="conversations",
            parent="required",
            parent_stages=("sft", "dpo", "reason"),
            sample_prompts=_QUESTIONS,
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


def build_recipe(stage: str, overrides: dict[str, Any]) -> AnyRecipe:
    """The recipe of ``stage`` with ``overrides`` over its defaults.

    Raises SpecError naming the first unknown or out-of-range field as ``recipe.<field>``.
    """
    try:
        return recipe_adapter.validate_python({**overrides, "stage": stage_named(stage).name})
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
