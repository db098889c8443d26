"""Scaled dot-product attention, by the kernel that is fastest where it runs."""

from __future__ import annotations

import functools
import logging
from contextlib import nullcontext

import torch
import torch.nn.functional as F
from torch import Tensor

from minimind.model.documents import Documents

# Who sees whom: bool (True attends) or additive, broadcastable to [B, H, T, S]; the documents of
# packed rows; or None, everything before.
Mask = Tensor | Documents | None
_log = logging.getLogger(__name__)
_TOLERANCE = 0.05  # bfloat16 rounds values of about one to 1/128


def attend(query: Tensor, key: Tensor, value: Tensor, mask: Mask) -> Tensor:
    """Attention ``[B, H, T, d]`` of ``query`` ``[B, H, T, d]``; causal for None and documents.

    ``key`` and ``value`` are ``[B, G, T, d]``.
    """
    if isinstance(mask, Documents):
        return _attend_within(query, key, value, mask)
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


def compute_type(x: Tensor) -> torch.dtype:
    """The type in which products with ``x`` are computed: autocast's, where it is on."""
    device = x.device.type
    return torch.get_autocast_dtype(device) if torch.is_autocast_enabled(device) else x.dtype


@functools.cache
def use_boundaries(device: torch.device, dtype: torch.dtype) -> bool:
    """Whether the kernel for documents of any length works on ``device`` in ``dtype``.

    It skips what a mask would hide, but exists for half-precision types on newer GPUs only. So it
    is tried once, forward and backward, against the masked kernel.
    """
    if device.type != "cuda" or dtype not in (torch.bfloat16, torch.float16):
        return False
    try:
        with torch.enable_grad(), torch.autocast(device.type, enabled=False):
            difference = _try_boundaries(device, dtype)
    except (RuntimeError, NotImplementedError) as error:
        reason = str(error).splitlines()[0]
    else:
        if difference < _TOLERANCE:
            return True
        reason = f"results differ by {difference:.3g}"
    _log.warning("attention: documents are masked, their own kernel fails here (%s)", reason)
    return False


def _try_boundaries(device: torch.device, dtype: torch.dtype) -> float:
    """Largest difference of outputs and gradients to the masked kernel's, on a small example."""
    generator = torch.Generator(device).manual_seed(0)
    shapes = ((2, 4, 64, 64), (2, 2, 64, 64), (2, 2, 64, 64))
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
    return (results[0] - results[1]).abs().max().item()


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
