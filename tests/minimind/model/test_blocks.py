"""Attention in blocks equals attention under a mask, forward and backward."""

from __future__ import annotations

import pytest
import torch

from minimind.model.attention import Mask, attend
from minimind.model.blocks import Blocks
from minimind.model.documents import Documents

# Rows, their length, where documents begin: several blocks a row, one block for all rows, rows of
# one document, a document of one position, a row whose end is padding.
CASES = {
    "long rows": (3, 300, [0, 100, 300, 451, 452, 600, 900]),
    "short rows": (2, 96, [0, 50, 96, 120, 192]),
    "one document a row": (2, 300, [0, 300, 600]),
    "one position": (1, 1, [0, 1]),
}


def documents_of(rows: int, starts: list[int]) -> Documents:
    boundaries = torch.tensor(starts, dtype=torch.int32)
    ids = torch.repeat_interleave(boundaries.diff())
    text = torch.ones_like(ids, dtype=torch.bool)
    alone = len(starts) == rows + 1
    return Documents(boundaries, len(ids) // rows, ids, text, alone)


def results(rows: int, length: int, mask: Mask, dtype: torch.dtype) -> list[torch.Tensor]:
    torch.manual_seed(0)
    shapes = [(rows, heads, length, 16) for heads in (6, 2, 2)]
    query, key, value = (torch.randn(s).to(dtype).requires_grad_() for s in shapes)
    out = attend(query, key, value, mask)
    out.backward(torch.randn(shapes[0]).to(out.dtype))
    return [out.detach(), *(x.grad for x in (query, key, value) if x.grad is not None)]


@pytest.mark.parametrize(
    ("dtype", "tolerance"), [(torch.float32, 1e-5), (torch.bfloat16, 5e-2)], ids=str
)
@pytest.mark.parametrize("case", CASES)
def test_blocks_give_what_a_mask_gives(case, dtype, tolerance):
    rows, length, starts = CASES[case]
    documents = documents_of(rows, starts)
    mine = results(rows, length, Blocks.of(documents, rows, length), dtype)
    expected = results(rows, length, documents.mask(rows, length), torch.float32)
    assert len(mine) == len(expected) == 4
    for a, b in zip(mine, expected, strict=True):
        assert a.dtype == dtype
        torch.testing.assert_close(a.float(), b, atol=tolerance, rtol=tolerance)


def test_what_is_not_seen_is_not_computed():
    documents = documents_of(1, [0, 128, 256, 512])
    spans = [(b.begin, b.end, b.low) for b in Blocks.of(documents, 1, 512).blocks]
    assert spans == [(0, 128, 0), (128, 256, 128), (256, 384, 256), (384, 512, 256)]


def test_without_gradients_nothing_is_kept():
    documents = documents_of(1, [0, 100, 300])
    blocks = Blocks.of(documents, 1, 300)
    query = torch.randn(1, 4, 300, 8)
    assert attend(query, query, query, blocks).grad_fn is None
