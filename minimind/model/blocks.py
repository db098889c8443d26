"""Attention on a CPU: blocks of queries against just the keys that they may see.

torch's fused kernel for CPUs computes what a mask hides, and its backward is slow: forward and
backward of a layer of the small model (4 rows of 512) took 109 ms of processor time against 41 ms
of this in bfloat16, 82 ms in float32. The probabilities are kept for backward, which saves
computing them twice and costs two to four bytes a pair of positions.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from minimind.model.documents import Documents

_QUERIES = 128  # of a block: large enough for fast products, small enough to skip much


@dataclass(frozen=True)
class Block:
    """Queries ``begin..end`` of the rows ``first..last``, and keys ``low..end``.

    ``hidden`` is bool ``[rows, queries, keys - skipped]``, True where a key is not seen; keys
    before the ``skipped`` first ones all are.
    """

    first: int
    last: int
    begin: int
    end: int
    low: int
    skipped: int
    hidden: Tensor


@dataclass(frozen=True)
class Blocks:
    """All blocks of a batch, the same for every layer."""

    blocks: list[Block]

    @classmethod
    def of(cls, documents: Documents, batch: int, length: int) -> Blocks:
        """The blocks of ``batch`` rows of ``length`` positions."""
        ids = documents.ids.view(batch, length)
        if documents.alone:
            rows = [(0, batch)]
        elif length <= _QUERIES:
            rows = [(0, batch)]  # one block each: together they are faster
        else:
            rows = [(row, row + 1) for row in range(batch)]
        begins = range(0, length, _QUERIES)
        return cls(
            [
                _block(ids[first:last], first, begin, min(begin + _QUERIES, length), documents)
                for first, last in rows
                for begin in begins
            ]
        )


def attend_in_blocks(query: Tensor, key: Tensor, value: Tensor, blocks: Blocks) -> Tensor:
    """As ``attention.attend``; computes in the query's type, softmax in its own precision."""
    return _Attend.apply(query, key.type_as(query), value.type_as(query), blocks)


def _block(ids: Tensor, first: int, begin: int, end: int, documents: Documents) -> Block:
    """The block of the rows that ``ids`` ``[R, T]`` are of."""
    last = first + ids.shape[0]
    queries = end - begin
    after = torch.ones(queries, queries, dtype=torch.bool).triu(1)
    if documents.alone:
        return Block(first, last, begin, end, 0, begin, after[None])
    # The first key that any of the queries sees: where its document begins.
    opens = (ids == ids[:, begin : begin + 1]).int().argmax(1)
    low = int(opens.min())
    same = ids[:, begin:end, None] == ids[:, None, low:end]  # [R, q, k]
    hidden = ~same
    hidden[:, :, begin - low :] |= after
    return Block(first, last, begin, end, low, 0, hidden)


class _Attend(torch.autograd.Function):
    """Heads that share keys lie beside each other, so that one product serves them all."""

    @staticmethod
    def forward(ctx: Any, query: Tensor, key: Tensor, value: Tensor, blocks: Blocks) -> Tensor:
        heads, size = query.shape[1], query.shape[3]
        groups = key.shape[1]
        scale = 1 / math.sqrt(size)
        q = _beside(query * scale, groups)  # [B * G, T, h, d]
        k, v = key.flatten(0, 1), value.flatten(0, 1)  # [B * G, T, d]
        keeps = any(ctx.needs_input_grad)
        out = torch.empty_like(q)
        kept: list[Tensor] = []
        for block in blocks.blocks:
            rows = slice(block.first * groups, block.last * groups)
            queries, keys = slice(block.begin, block.end), slice(block.low, block.end)
            part = q[rows, queries].flatten(1, 2)  # [n, q * h, d]
            scores = torch.bmm(part, k[rows, keys].transpose(1, 2))
            _hide(scores, block, groups, heads // groups)
            likely = scores.softmax(-1)
            out[rows, queries] = torch.bmm(likely, v[rows, keys]).view_as(q[rows, queries])
            if keeps:
                kept.append(likely)
        if keeps:
            ctx.save_for_backward(q, k, v, *kept)
        ctx.blocks, ctx.scale, ctx.shape = blocks, scale, query.shape
        return _apart(out, query.shape)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        q, k, v, *kept = ctx.saved_tensors
        batch = ctx.shape[0]
        groups = k.shape[0] // batch
        grad = _beside(grad_outputs[0].type_as(q), groups)
        q_grad = torch.empty_like(q)
        k_grad = torch.zeros_like(k, dtype=torch.float32)
        v_grad = torch.zeros_like(v, dtype=torch.float32)
        for block, likely in zip(ctx.blocks.blocks, kept, strict=True):
            rows = slice(block.first * groups, block.last * groups)
            queries, keys = slice(block.begin, block.end), slice(block.low, block.end)
            part = grad[rows, queries].flatten(1, 2)
            v_grad[rows, keys] += torch.bmm(likely.transpose(1, 2), part)
            scores = torch.bmm(part, v[rows, keys].transpose(1, 2))
            scores = torch.ops.aten._softmax_backward_data(scores, likely, -1, likely.dtype)
            q_grad[rows, queries] = torch.bmm(scores, k[rows, keys]).view_as(q_grad[rows, queries])
            k_grad[rows, keys] += torch.bmm(scores.transpose(1, 2), q[rows, queries].flatten(1, 2))
        shape = (batch, groups, *k.shape[1:])
        return (
            _apart(q_grad, ctx.shape) * ctx.scale,
            k_grad.type_as(k).view(shape),
            v_grad.type_as(v).view(shape),
            None,
        )


def _hide(scores: Tensor, block: Block, groups: int, sharing: int) -> None:
    """Sets scores ``[R * G, q * h, k]`` of keys that are not seen to minus infinity."""
    queries, keys = block.end - block.begin, scores.shape[-1]
    shaped = scores.view(block.last - block.first, groups, queries, sharing, keys)
    hidden = block.hidden[:, None, :, None]  # [R or 1, 1, q, 1, k - skipped]
    shaped[..., block.skipped :].masked_fill_(hidden, -math.inf)


def _beside(x: Tensor, groups: int) -> Tensor:
    """``[B, H, T, d]`` to ``[B * G, T, H / G, d]``."""
    return x.unflatten(1, (groups, -1)).transpose(2, 3).flatten(0, 1).contiguous()


def _apart(x: Tensor, shape: torch.Size) -> Tensor:
    """``[B * G, T, H / G, d]`` back to ``[B, H, T, d]``."""
    return x.unflatten(0, (shape[0], -1)).transpose(2, 3).flatten(1, 2)
