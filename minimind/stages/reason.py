"""Reasoning: fine-tuning in which the tags of ``<think>`` and ``<answer>`` weigh more."""

from __future__ import annotations

import torch
from tokenizers import Tokenizer

from minimind.data.tokenizer import encode_text
from minimind.stages.token_loss import Teacher, TokenStage

TAGS = ("<think>", "</think>", "<answer>", "</answer>")


def reason(
    tokenizer: Tokenizer,
    vocab_size: int,
    *,
    device: torch.device,
    tag_weight: float,
    packing: bool,
    teacher: Teacher | None,
) -> TokenStage:
    """A target weighs ``tag_weight`` when it is one of the tokens that a tag is made of.

    As in the reference that is so wherever the token stands, and the loss is still divided by
    the unweighted number of targets.
    """
    weights = torch.ones(vocab_size, device=device)
    for tag in TAGS:
        weights[encode_text(tokenizer, tag)] = tag_weight
    return TokenStage("reason", "truncate", packing=packing, token_weights=weights, teacher=teacher)
