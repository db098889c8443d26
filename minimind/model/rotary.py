"""Rotary positions (Su et al. 2021, rotate-half form); longer ones by YaRN (Peng et al. 2023)."""

from __future__ import annotations

import math

import torch
from torch import Tensor

from minimind.spec.model import ModelConfig

# The family's ``inference_rope_scaling``: four times the 2,048 positions of training.
_FACTOR, _TRAINED_POSITIONS = 4.0, 2048
# Turns within the trained positions above which a frequency stays, and below which it is stretched.
_BETA_FAST, _BETA_SLOW = 4.0, 1.0


def rotary_angles(config: ModelConfig, positions: Tensor) -> tuple[Tensor, Tensor]:
    """Cosines and sines ``[B, 1, T, head_dim]`` (float32) for ``positions`` ``[B, T]``."""
    frequencies, scale = _frequencies(config, positions.device)
    angles = positions[:, None, :, None].float() * frequencies  # [B, 1, T, d/2]
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos() * scale, angles.sin() * scale


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Applies rotary positions to ``x`` ``[B, H, T, d]``."""
    first, second = x.chunk(2, dim=-1)
    turned = torch.cat((-second, first), dim=-1)
    return (x * cos + turned * sin).type_as(x)


def _frequencies(config: ModelConfig, device: torch.device) -> tuple[Tensor, float]:
    """Radians a position ``[d/2]``, and by how much cosines and sines are scaled."""
    half = torch.arange(0, config.head_dim, 2, device=device, dtype=torch.float32)
    frequencies = config.rope_theta ** -(half / config.head_dim)
    if not config.inference_rope_scaling:
        return frequencies, 1.0
    # YaRN: fast turns tell neighbours apart and stay; slow ones tell far places and are stretched
    # to the longer text; in between a ramp. The scale sharpens attention (its equation 15, taken
    # into the angles as in the paper's own code and in transformers).
    low = math.floor(_dimension(config, _BETA_FAST))
    high = math.ceil(_dimension(config, _BETA_SLOW))
    index = torch.arange(len(half), device=device, dtype=torch.float32)
    stretched = ((index - low) / max(high - low, 1e-3)).clamp(0, 1)
    frequencies = frequencies * (1 - stretched) + frequencies / _FACTOR * stretched
    return frequencies, 0.1 * math.log(_FACTOR) + 1.0


def _dimension(config: ModelConfig, turns: float) -> float:
    """The pair of dimensions that makes so many turns within the trained positions."""
    wavelength = _TRAINED_POSITIONS / (turns * 2 * math.pi)
    dimension = config.head_dim * math.log(wavelength) / (2 * math.log(config.rope_theta))
    return min(max(dimension, 0), config.head_dim - 1)
