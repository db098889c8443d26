"""Scaled dot-product attention, by the kernel that is fastest where it runs."""

from __future__ import annotations

import functools
import logging
from contextlib import nullcontext

import torch
import torch.nn.functional as F
from torch import Tensor

from minimind.model.blocks import Blocks, attend_in_blocks
from minimind.model.documents import Documents

# Who sees whom: bool (True attends) or additive, broadcastable to [B, H, T, S]; the documents of
# packed rows, or the blocks made of them; or None, everything before.
Mask = Tensor | Documents | Blocks | None
_log = logging.getLogger(__name__)
_HALF = (torch.bfloat16, torch.float16)
_TOLERANCE = 0.05  # bfloat16 rounds values of about one to 1/256, several times over


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Mask) -> Tensor:
    """Attention ``[B, H, T, d]`` of ``query`` ``[B, H, T, d]``, causal but for a tensor's mask.

    ``key`` and ``value`` are ``[B, G, T, d]``.
    """
    if isinstance(mask, Documents):
        return _attend_within(query, key, value, mask)
    if isinstance(mask, Blocks):
        return attend_in_blocks(query, key, value, mask)
    if not _heads_may_share(query, mask):
        shared_by = query.shape[1] // key.shape[1]
        key, value = (x.repeat_interleave(shared_by, dim=1) for x in (key, value))
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


def _heads_may_share(query: Tensor, mask: Tensor | None) -> bool:
    """Whether a fused kernel takes fewer heads of keys than of queries.

    On GPUs only the one for half precision and no mask does. For the others torch would fall back
    on a formula that holds T x T values a head.
    """
    return query.device.type != "cuda" or (mask is None and query.dtype in _HALF)


def compute_type(x: Tensor) -> torch.dtype:
    """The type in which products with ``x`` are computed: autocast's, where it is on."""
    device = x.device.type
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else x.dtype


@functools.cache
def use_boundaries(device: torch.device, dtype: torch.dtype, head_dim: int) -> bool:
    """Whether the kernel for documents of any length works here, for heads so wide.

    It skips what a mask would hide, but exists for half-precision types on newer GPUs and for some
    widths only. So it is tried once, forward and backward, against the masked kernel.
    """
    if device.type != "cuda" or dtype not in _HALF:
        return False
    try:
        with torch.enable_grad(), torch.autocast(device.type, enabled=False):
            difference = _try_boundaries(device, dtype, head_dim)
    except (RuntimeError, NotImplementedError) as error:
        reason = str(error).splitlines()[0]
    else:
        if difference < _TOLERANCE:
            return True
        reason = f"results differ by {difference:.3g}"
    _log.warning("attention: documents are masked, their own kernel fails here (%s)", reason)
    return False


def _try_boundaries(device: torch.device, dtype: torch.dtype, head_dim: int) -> float:
    """Largest difference of outputs and gradients to the masked kernel's, on a small example.

    Absolute for small values, relative for large ones.
    """
    generator = torch.Generator(device).manual_seed(0)
    shapes = ((2, 4, 64, head_dim), (2, 2, 64, head_dim), (2, 2, 64, head_dim))
    ends = torch.tensor([0, 40, 64, 100, 128, 128], dtype=torch.int32, device=device)
    ids = torch.repeat_interleave(ends.diff())
    documents = Documents(ends, 64, ids, torch.ones_like(ids, dtype=torch.bool), alone=False)
    results: list[Tensor] = []
    for mask in (documents, documents.mask(2, 64)):
        generator.manual_seed(0)
        query, key, value = (
            torch.randn(s, device=device, generator=generator).to(dtype).requires_grad_()
            for s in shapes
        )
        out = attend(query, key, value, mask)
        out.square().sum().backward()
        grads = (query.grad, key.grad, value.grad)
        found = [out.detach(), *(grad for grad in grads if grad is not None)]
        results.append(torch.cat([f.float().flatten() for f in found]))
    found, expected = results
    return ((found - expected).abs() / (1 + expected.abs())).max().item()


def _attend_within(query: Tensor, key: Tensor, value: Tensor, documents: Documents) -> Tensor:
    """Causal attention within each document, by FlashAttention's variable-length kernel."""

    from torch.nn.attention.varlen import varlen_attn  # takes a second to import

    def rows(x: Tensor) -> Tensor:  # [B, H, T, d] -> [B * T, H, d]
        return x.transpose(1, 2).flatten(0, 1)

    batch, heads, length, size = query.shape
    out = varlen_attn(
        rows(query),
        rows(key.to(query.dtype)),
        rows(value.to(query.dtype)),
        documents.boundaries,
        documents.boundaries,
        documents.longest,
        documents.longest,
        window_size=(-1, 0),
        enable_gqa=heads != key.shape[1],
    )
    assert isinstance(out, Tensor)
    return out.view(batch, length, heads, size).transpose(1, 2)
