"""The MiniMind2 transformer: Llama-shaped, under the weight names of Hugging Face's Llama.

Pre-norm RMSNorm (Zhang & Sennrich 2019), rotary positions, grouped-query attention (Ainslie et
al. 2023), SwiGLU or a mixture of such experts, tied embeddings.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.checkpoint import checkpoint

from minimind.model.attention import Mask, attend, compute_type, use_boundaries
from minimind.model.blocks import Blocks
from minimind.model.documents import Documents
from minimind.model.feed_forward import FeedForward
from minimind.model.moe import MixtureOfExperts
from minimind.model.rotary import rotary_angles, rotate
from minimind.spec.model import ModelConfig

# What a layer gives: the residual stream [B, T, D], and its balance loss if it has one.
LayerOutput = tuple[Tensor, Tensor | None]


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
        weight = self.weight.float()
        return F.rms_norm(x.float(), weight.shape, weight, self.eps).type_as(x)


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
        mask: Mask,
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


class Block(nn.Module):
    """One pre-norm layer: attention, then feed-forward, each added to the residual stream."""

    def __init__(self, config: ModelConfig, layer: int) -> None:
        super().__init__()
        self.input_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.self_attn = Attention(config, layer)
        self.post_attention_layernorm = RMSNorm(config.hidden_size, config.rms_norm_eps)
        self.mlp = MixtureOfExperts(config) if config.use_moe else FeedForward(config)

    def forward(
        self,
        x: Tensor,
        angles: tuple[Tensor, Tensor],
        mask: Mask,
        documents: Documents | None,
        cache: KeyValueStore | None,
    ) -> LayerOutput:
        x = x + self.self_attn(self.input_layernorm(x), angles, mask, cache)
        normed = self.post_attention_layernorm(x)
        if isinstance(self.mlp, MixtureOfExperts):
            out, balance = self.mlp(normed, documents)
            return x + out, balance
        return x + self.mlp(normed), None


class Backbone(nn.Module):
    """Embedding, layers and final norm; exists so that weight names begin with ``model.``."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.embed_tokens = nn.Embedding(config.vocab_size, config.hidden_size)
        self.layers = nn.ModuleList(Block(config, i) for i in range(config.num_hidden_layers))
        self.norm = RMSNorm(config.hidden_size, config.rms_norm_eps)


class Transformer(nn.Module):
    """A causal language model.

    Weights start as normal(0, 0.02), those that write into the residual stream (``o_proj``,
    ``down_proj``, of experts too) scaled down by sqrt(2 * layers) as in GPT-2 (Radford et al.
    2019), so that the stream's variance does not grow with depth; norms start at one.
    """

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.config = config
        self._run_layer: Callable[..., LayerOutput] = _run
        self._compiled = False
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

    def train_with(self, *, checkpointing: bool, compiled: bool) -> None:
        """How ``encode`` computes its layers: values kept or computed twice, fused or not.

        One compiled layer serves all, so compiling takes as long as for a model of one.
        """
        run: Callable[..., LayerOutput] = _run_twice if checkpointing else _run
        self._run_layer = torch.compile(run, dynamic=False) if compiled else run
        self._compiled = compiled

    def encode(
        self, input_ids: Tensor, positions: Tensor, documents: Documents
    ) -> tuple[Tensor, Tensor | None]:
        """For training: states of packed rows, and the balance loss of a mixture of experts.

        Args:
            input_ids: int64 ``[B, T]``.
            positions: int64 ``[B, T]``, restarting at each document.
            documents: which positions see each other.

        Returns final normed states ``[B, T, D]``, and the sum over layers and documents of
        ``moe.balance_loss`` (None for a dense model).
        """
        mask = self._mask(documents, input_ids)
        angles = rotary_angles(self.config, positions)
        x = self.model.embed_tokens(input_ids)
        balances: list[Tensor] = []
        for block in self.model.layers:
            x, balance = self._run_layer(block, x, angles, mask, documents)
            if balance is not None:
                balances.append(balance)
        return self.model.norm(x), torch.stack(balances).sum() if balances else None

    def _mask(self, documents: Documents, input_ids: Tensor) -> Mask:
        """What the fastest attention here wants to know of ``documents``."""
        if input_ids.device.type == "cpu" and not self._compiled:
            return Blocks.of(documents, *input_ids.shape)
        kind = compute_type(self.model.embed_tokens.weight)
        if use_boundaries(input_ids.device, kind, self.config.head_dim):
            return documents
        return documents.mask(*input_ids.shape)

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
            x, _ = block(x, angles, mask, None, cache)
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


def _run(
    block: Block,
    x: Tensor,
    angles: tuple[Tensor, Tensor],
    mask: Mask,
    documents: Documents,
) -> LayerOutput:
    return block(x, angles, mask, documents, None)


def _run_twice(block: Block, *arguments: object) -> LayerOutput:
    """Keeps only a layer's input; backward computes the layer again (Chen et al. 2016)."""
    return checkpoint(_run, block, *arguments, use_reentrant=False)
