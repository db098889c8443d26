"""The dense MiniMind2 transformer: Llama-shaped, under the weight names of Hugging Face's Llama.

Pre-norm RMSNorm (Zhang & Sennrich 2019), rotary positions (Su et al. 2021, rotate-half form),
grouped-query attention (Ainslie et al. 2023), SwiGLU (Shazeer 2020), tied embeddings.
"""

from __future__ import annotations

from contextlib import nullcontext
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from minimind.spec.model import ModelConfig


class KeyValueStore(Protocol):
    """What generation keeps between calls; ``minimind.engine`` implements it."""

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """Stores the new keys and values, then attends to all that are stored, causally.

        It attends itself because rows of one batch hold histories of different lengths.

        Args:
            query: ``[B, H, T, d]``, rotated.
            key: ``[B, G, T, d]``, rotated; follows what is stored.
            value: ``[B, G, T, d]``.

        Returns ``[B, H, T, d]``.
        """
        ...


class RMSNorm(nn.Module):
    """Root-mean-square norm, computed in float32 whatever the input's type."""

    def __init__(self, size: int, eps: float) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(size))
        self.eps = eps

    def forward(self, x: Tensor) -> Tensor:
        return F.rms_norm(x.float(), self.weight.shape, self.weight, self.eps).type_as(x)


def rotary_angles(config: ModelConfig, positions: Tensor) -> tuple[Tensor, Tensor]:
    """Cosines and sines ``[B, 1, T, head_dim]`` (float32) for ``positions`` ``[B, T]``."""
    half = torch.arange(0, config.head_dim, 2, device=positions.device, dtype=torch.float32)
    frequencies = config.rope_theta ** -(half / config.head_dim)  # [d/2]
    angles = positions[:, None, :, None].float() * frequencies  # [B, 1, T, d/2]
    angles = torch.cat((angles, angles), dim=-1)
    return angles.cos(), angles.sin()


def rotate(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    """Applies rotary positions to ``x`` ``[B, H, T, d]``."""
    first, second = x.chunk(2, dim=-1)
    turned = torch.cat((-second, first), dim=-1)
    return (x * cos + turned * sin).type_as(x)


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor | None) -> Tensor:
    """Attention ``[B, H, T, d]`` of ``query`` ``[B, H, T, d]``, causal without a mask.

    ``key`` and ``value`` are ``[B, G, T, d]``; ``mask`` is as in ``Transformer.hidden_states``.
    """
    # On a CPU the bfloat16 kernel's backward is three times slower than the float32 one's.
    exact = query.device.type == "cpu"
    with torch.autocast(query.device.type, enabled=False) if exact else nullcontext():
        out = F.scaled_dot_product_attention(
            query.float() if exact else query,
            key.float() if exact else key,
            value.float() if exact else value,
            attn_mask=mask,
            is_causal=mask is None and query.shape[2] > 1,
            enable_gqa=query.shape[1] != key.shape[1],
        )
    return out.type_as(value)


class Attention(nn.Module):
    """Grouped-query attention without biases."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.layer = layer
        self.heads, self.groups = config.num_attention_heads, config.num_key_value_heads
        self.head_dim = config.head_dim
        kv_width = self.groups * self.head_dim
        self.q_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=False)
        self.k_proj = nn.Linear(config.hidden_size, kv_width, bias=False)
        self.v_proj = nn.Linear(config.hidden_size, kv_width, bias=False)
        self.o_proj = nn.Linear(config.hidden_size, config.hidden_size, bias=False)

    def forward(
        self,
        x: Tensor,  # [B, T, D]
        angles: tuple[Tensor, Tensor],
        mask: Tensor | None,
        cache: KeyValueStore | None,
    ) -> Tensor:
        batch, length, _ = x.shape
        query = self.q_proj(x).view(batch, length, self.heads, self.head_dim).transpose(1, 2)
        key = self.k_proj(x).view(batch, length, self.groups, self.head_dim).transpose(1, 2)
        value = self.v_proj(x).view(batch, length, self.groups, self.head_dim).transpose(1, 2)
        query, key = rotate(query, *angles), rotate(key, *angles)
        if cache is not None:
            out = cache.attend(self.layer, query, key, value)
        else:
            out = attend(query, key, value, mask)
        return self.o_proj(out.transpose(1, 2).reshape(batch, length, -1))


class FeedForward(nn.Module):
    """SwiGLU: ``down(silu(gate(x)) * up(x))``."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.up_proj = nn.Linear(config.hidden_size, config.intermediate_size, bias=False)
        self.down_proj = nn.Linear(config.intermediate_size, config.hidden_size, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        return self.down_proj(F.silu(self.gate_proj(x)) * self.up_proj(x))


class Block(nn.Module):
    """One pre-norm layer: attention, then feed-forward, each added to the residual stream."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.input_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.self_attn = Attention(config, layer)
        self.post_attention_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.mlp = FeedForward(config)

    def forward(
        self,
        x: Tensor,
        angles: tuple[Tensor, Tensor],
        mask: Tensor | None,
        cache: KeyValueStore | None,
    ) -> Tensor:
        x = x + self.self_attn(self.input_layernorm(x), angles, mask, cache)
        return x + self.mlp(self.post_attention_layernorm(x))


class Backbone(nn.Module):
    """Embedding, layers and final norm; exists so that weight names begin with ``model.``."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Block(config, i) for i in range(config.num_hidden_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)


class Transformer(nn.Module):
    """A causal language model.

    Weights start as normal(0, 0.02), those that write into the residual stream scaled down by
    sqrt(2 * layers) as in GPT-2 (Radford et al. 2019); norms start at one.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        if config.use_moe:
            raise ValueError("use_moe: mixture-of-experts models are not supported.")
        self.config = config
        self.model = Backbone(config)
        self.lm_head = nn.Linear(config.hidden_size, config.vocab_size, bias=False)
        self.lm_head.weight = self.model.embed_tokens.weight
        self.reset_parameters()

    @torch.no_grad()
    def reset_parameters(self) -> None:
        """Draws fresh weights from torch's global generator."""
        residual = 0.02 / (2 * self.config.num_hidden_layers) ** 0.5
        for name, weight in self.named_parameters():
            if weight.dim() < 2:
                weight.fill_(1.0)
            else:
                writes_residual = name.endswith(("o_proj.weight", "down_proj.weight"))
                weight.normal_(0.0, residual if writes_residual else 0.02)

    def hidden_states(
        self,
        input_ids: Tensor,
        *,
        positions: Tensor | None = None,
        mask: Tensor | None = None,
        cache: KeyValueStore | None = None,
    ) -> Tensor:
        """Final normed states ``[B, T, D]``.

        Args:
            input_ids: int64 ``[B, T]``.
            positions: int64 ``[B, T]``; default 0..T-1 in each row.
            mask: bool (True attends) or additive, broadcastable to ``[B, H, T, S]``; default
                causal. Not with ``cache``, which masks by itself.
            cache: keys and values of earlier positions.
        """
        if cache is not None and (mask is not None or positions is None):
            raise ValueError("with cache, positions must be given and mask must not")
        if positions is None:
            positions = torch.arange(input_ids.shape[1], device=input_ids.device)[None]
        angles = rotary_angles(self.config, positions)
        x = self.model.embed_tokens(input_ids)
        for block in self.model.layers:
            x = block(x, angles, mask, cache)
        return self.model.norm(x)

    def forward(
        self,
        input_ids: Tensor,
        *,
        positions: Tensor | None = None,
        mask: Tensor | None = None,
        cache: KeyValueStore | None = None,
    ) -> Tensor:
        """Logits ``[B, T, V]``; arguments as in ``hidden_states``."""
        return self.lm_head(
            self.hidden_states(input_ids, positions=positions, mask=mask, cache=cache)
        )
