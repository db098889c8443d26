"""What every recipe shares: the hyper-parameters a user may set, whatever the stage.

Bounds, defaults and help texts live here and in ``minimind.spec.stages`` and nowhere else; the
browser draws its form from the JSON Schema of these classes.
"""

from __future__ import annotations

from copy import copy
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

ZeroStage = Literal[0, 1, 2, 3]
SamplePrompt = Annotated[str, Field(min_length=1, max_length=500)]


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
    precision: Literal["auto", "float32", "bfloat16", "float16"] = Field(
        "auto",
        title="Precision",
        description="auto: bfloat16 arithmetic where the device has it, else float32. float16 is "
        "for older GPUs; its gradients are scaled. The weights themselves always stay float32.",
    )
    compile: Literal["auto", "on", "off"] = Field(
        "auto",
        title="Compile",
        description="Fuse the model's kernels. auto: on a GPU, where it pays; the first step "
        "then takes longer.",
    )
    gradient_checkpointing: bool = Field(
        False,
        title="Save memory (gradient checkpointing)",
        description="Compute each layer twice instead of keeping its values: about a third "
        "slower, far less memory, the same result.",
    )
    zero_stage: ZeroStage | None = Field(
        None,
        title="DeepSpeed ZeRO",
        description="How much the devices share instead of each holding a copy: 1 the optimizer's "
        "state, 2 gradients too, 3 weights too. Empty: plain data parallelism.",
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
    sample_every: int | None = Field(
        None,
        ge=1,
        title="Steps between samples",
        description="How often the model writes its answers to the fixed prompts. "
        "Empty: about ten times in a run.",
    )
    sample_prompts: list[SamplePrompt] | None = Field(
        None,
        max_length=8,
        title="Prompts for samples",
        description="What the samples answer or continue. Empty: the stage's own; [] for none.",
    )
    sample_tokens: int = Field(
        48, ge=1, le=1024, title="Tokens a sample", description="Longest sample."
    )
    seed: int = Field(
        1337, ge=0, le=2**31 - 1, title="Seed", description="Same seed, same data, same run."
    )

    @model_validator(mode="after")
    def _micro_fits_global(self) -> Recipe:
        if self.micro_batch > self.global_batch:
            raise ValueError("micro_batch must not exceed global_batch")
        return self


def with_default(name: str, value: Any) -> Any:
    """The shared field ``name`` with another default; title, help and bounds stay."""
    info = copy(Recipe.model_fields[name])
    info.default = value
    return info
