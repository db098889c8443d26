"""Keys and values of earlier positions: a static cache of slots, one sequence a slot.

Prefill and decode read it through different views, for they differ in shape: one row of many
new positions, or many rows of one. Attention runs row by row over exactly what a slot holds:
nothing is padded, and a row's result does not depend on its neighbours, to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from minimind.spec.model import ModelConfig


class SlotCache:
    """Room for ``slots`` sequences of up to ``max_length`` positions.

    ``lengths[slot]`` positions of a slot are filled; a view's ``commit`` moves it on.
    """

    def __init__(
        self, config: ModelConfig, *, slots: int, max_length: int, device: torch.device
    ) -> None:
        shape = (
            config.num_hidden_layers, slots, config.num_key_value_heads, max_length,
            config.head_dim,
        )  # fmt: skip
        # empty, not zeros: the system hands out main memory only as pages are first written,
        # so a slot costs what it has held, not what it could hold.
        self.keys = torch.empty(shape, device=device)  # [L, slots, G, max_length, d]
        self.values = torch.empty(shape, device=device)
        self.max_length = max_length
        self.grouped = config.num_attention_heads != config.num_key_value_heads
        self.lengths = [0] * slots
        self._free = list(range(slots))

    @staticmethod
    def bytes_per_slot(config: ModelConfig, max_length: int) -> int:
        """Memory of one full slot, float32."""
        width = config.num_key_value_heads * config.head_dim
        return 2 * 4 * config.num_hidden_layers * max_length * width

    @property
    def free(self) -> int:
        """Slots that nobody holds."""
        return len(self._free)

    def take(self) -> int:
        """An empty slot. Raises IndexError when none is free."""
        slot = self._free.pop()
        self.lengths[slot] = 0
        return slot

    def give_back(self, slot: int) -> None:
        self._free.append(slot)


class PrefillView:
    """One slot that takes ``count`` new positions at once (a ``KeyValueStore``)."""

    def __init__(self, cache: SlotCache, slot: int, count: int) -> None:
        self._cache, self._slot, self._count = cache, slot, count
        self.start = cache.lengths[slot]
        end = self.start + count
        self._keys = cache.keys[:, slot : slot + 1, :, :end].unbind()  # L of [1, G, S, d]
        self._values = cache.values[:, slot : slot + 1, :, :end].unbind()
        # From an empty slot the plain causal kernel serves; later chunks see all that is before.
        self._mask = None
        if self.start:
            full = torch.ones(count, end, dtype=torch.bool, device=cache.keys.device)
            self._mask = full.tril(self.start)  # [T, S]

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """As in ``KeyValueStore``; B is 1."""
        keys, values = self._keys[layer], self._values[layer]
        keys[:, :, self.start :] = key
        values[:, :, self.start :] = value
        return F.scaled_dot_product_attention(
            query,
            keys,
            values,
            attn_mask=self._mask,
            is_causal=self._mask is None and self._count > 1,
            enable_gqa=self._cache.grouped,
        )

    def commit(self) -> None:
        """Counts the new positions as filled; call it after the forward pass."""
        self._cache.lengths[self._slot] += self._count


class DecodeView:
    """Several slots that take one new position each (a ``KeyValueStore``)."""

    def __init__(self, cache: SlotCache, slots: Sequence[int]) -> None:
        self._cache, self._slots = cache, slots
        device = cache.keys.device
        starts = [cache.lengths[slot] for slot in slots]
        self.positions = torch.tensor(starts, device=device)  # [B]
        self._slot_index = torch.tensor(slots, device=device)  # [B]
        spans = list(zip(slots, starts, strict=True))
        self._keys = [cache.keys[:, s : s + 1, :, : n + 1].unbind() for s, n in spans]
        self._values = [cache.values[:, s : s + 1, :, : n + 1].unbind() for s, n in spans]

    def attend(self, layer: int, query: Tensor, key: Tensor, value: Tensor) -> Tensor:
        """As in ``KeyValueStore``; T is 1."""
        cache = self._cache
        cache.keys[layer][self._slot_index, :, self.positions] = key[:, :, 0]
        cache.values[layer][self._slot_index, :, self.positions] = value[:, :, 0]
        rows = [
            F.scaled_dot_product_attention(
                query[row : row + 1], keys[layer], values[layer], enable_gqa=cache.grouped
            )
            for row, (keys, values) in enumerate(zip(self._keys, self._values, strict=True))
        ]
        return torch.cat(rows)

    def commit(self) -> None:
        """Counts the new positions as filled; call it after the forward pass."""
        for slot in self._slots:
            self._cache.lengths[slot] += 1
