"""What of a recipe may change between the attempts of one run that goes on from a checkpoint."""

from __future__ import annotations

from typing import Final

# What may change without changing the sequence of updates,
FREE: Final = frozenset({
    "micro_batch", "eval_every", "checkpoint_every", "keep_checkpoints", "sample_every",
    "sample_prompts", "sample_tokens", "compile", "gradient_checkpointing",
})  # fmt: skip
# and what may change and is said, for the updates to come are others. Everything else decides
# which rows a step number means, or what is trained.
SAID: Final = frozenset({
    "epochs", "max_steps", "learning_rate", "weight_decay", "grad_clip", "precision", "zero_stage",
    "tag_weight", "distill_weight", "distill_temperature",
})  # fmt: skip
