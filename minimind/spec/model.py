"""Shapes of the family: ``ModelConfig``, the named sizes and exact parameter counts."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator, model_validator

from minimind.spec.errors import SpecError

VOCAB_SIZE = 6400
PAD_ID, BOS_ID, EOS_ID = 0, 1, 2  # <|endoftext|>, <|im_start|>, <|im_end|>


def default_intermediate_size(hidden_size: int) -> int:
    """Feed-forward width of the family: 8/3 of the hidden size, rounded up to a multiple of 64."""
    return 64 * ((int(hidden_size * 8 / 3) + 63) // 64)


class ModelConfig(BaseModel):
    """Architecture of one model, under the names that a checkpoint's ``config.json`` uses.

    ``intermediate_size`` may be omitted (or null): it is then derived from ``hidden_size``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    hidden_size: int = Field(default=512, ge=8, le=16384)
    intermediate_size: int = Field(default=0, ge=0, le=65536, validate_default=True)
    num_hidden_layers: int = Field(default=8, ge=1, le=256)
    num_attention_heads: int = Field(default=8, ge=1, le=256)
    num_key_value_heads: int = Field(default=2, ge=1, le=256)
    vocab_size: int = Field(default=VOCAB_SIZE, ge=8, le=1_000_000)
    rms_norm_eps: float = Field(default=1e-5, gt=0, le=1e-2)
    rope_theta: float = Field(default=1e6, gt=1)
    max_position_embeddings: int = Field(default=32768, ge=16, le=1_048_576)
    # YaRN: positions beyond those trained on, see minimind.model.rotary.
    inference_rope_scaling: bool = False
    use_moe: bool = False
    num_experts_per_tok: int = Field(default=2, ge=1)
    n_routed_experts: int = Field(default=4, ge=1)
    n_shared_experts: int = Field(default=1, ge=0)
    scoring_func: Literal["softmax"] = "softmax"
    norm_topk_prob: bool = True
    aux_loss_alpha: float = Field(default=0.1, ge=0)
    seq_aux: Literal[True] = True  # the balance loss is always per document

    @field_validator("intermediate_size", mode="before")
    @classmethod
    def _derive_intermediate_size(cls, value: Any, info: ValidationInfo) -> Any:
        if value in (None, 0) and "hidden_size" in info.data:
            return default_intermediate_size(info.data["hidden_size"])
        return value

    @model_validator(mode="after")
    def _heads_divide(self) -> ModelConfig:
        if self.hidden_size % self.num_attention_heads:
            raise ValueError("hidden_size must be a multiple of num_attention_heads")
        if self.head_dim % 2:
            raise ValueError("hidden_size / num_attention_heads must be even (rotary pairs)")
        if self.num_attention_heads % self.num_key_value_heads:
            raise ValueError("num_attention_heads must be a multiple of num_key_value_heads")
        if self.num_experts_per_tok > self.n_routed_experts:
            raise ValueError("num_experts_per_tok must not exceed n_routed_experts")
        return self

    @property
    def head_dim(self) -> int:
        return self.hidden_size // self.num_attention_heads

    def shape_difference(self, other: ModelConfig) -> str | None:
        """The first field in which two shapes differ, in words, or None when they are equal.

        How far positions are stretched and how experts are balanced is not part of the shape.
        """
        for name in type(self).model_fields:
            mine, theirs = getattr(self, name), getattr(other, name)
            if mine != theirs and name not in _NOT_SHAPE:
                return f"{name} is {theirs}, expected {mine}"
        return None


_NOT_SHAPE = {"inference_rope_scaling", "aux_loss_alpha", "seq_aux"}

# "small", "moe" and "base" are the published shapes; "nano" is for CPUs and tests.
SIZES: dict[str, ModelConfig] = {
    "nano": ModelConfig(
        hidden_size=128, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=1
    ),
    "small": ModelConfig(hidden_size=512, num_hidden_layers=8),
    "moe": ModelConfig(hidden_size=640, num_hidden_layers=8, use_moe=True),
    "base": ModelConfig(hidden_size=768, num_hidden_layers=16),
}

SIZE_TITLES: dict[str, str] = {
    "nano": "Nano: trains on a laptop's processor in minutes",
    "small": "MiniMind2-Small: the smallest published size",
    "moe": "MiniMind2-MoE: four experts, of which two and a shared one read each word",
    "base": "MiniMind2: the largest dense size",
}


def size_config(name: str, vocab_size: int = VOCAB_SIZE) -> ModelConfig:
    """The shape of a named size, for a tokenizer of so many entries.

    Raises SpecError for an unknown name.
    """
    if name not in SIZES:
        raise SpecError(
            f"There is no model size {name!r}.",
            field="model",
            remedy=f"Choose one of: {', '.join(SIZES)}.",
        )
    shape = SIZES[name]
    if vocab_size == shape.vocab_size:
        return shape
    return shape.model_copy(update={"vocab_size": vocab_size})


def parameter_count(config: ModelConfig) -> int:
    """Exact number of trained parameters, the tied output head counted once."""
    return _parameters(config, config.n_routed_experts)


def active_parameters(config: ModelConfig) -> int:
    """Parameters that compute one token: of the routed experts only those it is sent to."""
    return _parameters(config, config.num_experts_per_tok)


def training_flops_per_token(config: ModelConfig, context: float) -> float:
    """Floating-point operations of forward and backward for one position.

    ``6 N`` for the matrices that compute it, plus ``12 L D c`` for attention to ``context``
    positions on average (Chowdhery et al. 2022, appendix B, with half of it masked counted as
    not done: ``context`` is what a position really sees).
    """
    attention = 12 * config.num_hidden_layers * config.hidden_size * context
    return 6 * active_parameters(config) + attention


def _parameters(config: ModelConfig, routed_experts: int) -> int:
    hidden, width = config.hidden_size, config.intermediate_size
    kv_width = config.num_key_value_heads * config.head_dim
    attention = 2 * hidden * hidden + 2 * hidden * kv_width
    feed_forward = 3 * hidden * width
    if config.use_moe:
        experts = routed_experts + config.n_shared_experts
        feed_forward = experts * feed_forward + config.n_routed_experts * hidden
    layer = attention + feed_forward + 2 * hidden
    return config.vocab_size * hidden + config.num_hidden_layers * layer + hidden
