"""Batches of packed rows, built the plainest way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
import torch
from torch import Tensor

from minimind.model.documents import Documents


@dataclass(frozen=True)
class Packed:
    """``spans`` are (row, begin, end) of every document that is not padding."""

    input_ids: Tensor
    positions: Tensor
    documents: Documents
    spans: list[tuple[int, int, int]]


def pack_rows(rows: list[list[int]], width: int, *, vocab: int = 96, room: int = 0) -> Packed:
    """Random tokens in documents of the given lengths, row by row, each row padded to ``width``.

    The boundaries are padded with empty documents to ``room``.
    """
    ids: list[int] = []
    text: list[bool] = []
    boundaries, positions, spans = [0], [], []
    for number, lengths in enumerate(rows):
        used = sum(lengths)
        for place, length in enumerate([*lengths, width - used]):
            if not length:
                continue
            begin = boundaries[-1]
            is_text = place < len(lengths)
            if is_text:
                spans.append((number, begin - number * width, begin - number * width + length))
            ids += [len(boundaries) - 1] * length
            text += [is_text] * length
            positions += range(length)
            boundaries.append(begin + length)
    boundaries += [boundaries[-1]] * (room + 1 - len(boundaries))
    documents = Documents(
        boundaries=torch.tensor(boundaries, dtype=torch.int32),
        longest=width,
        ids=torch.tensor(ids),
        is_text=torch.tensor(text),
        alone=all(len(lengths) == 1 for lengths in rows),
    )
    shape = (len(rows), width)
    return Packed(
        torch.randint(vocab, shape), torch.tensor(positions).view(shape), documents, spans
    )


@pytest.fixture
def pack() -> Callable[..., Packed]:
    return pack_rows
