"""Which positions see each other, and the kernel for documents, here with plain ones below it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import pytest
import torch
from torch import Tensor
from torch._subclasses.fake_tensor import FakeTensorMode

from minimind.model import Transformer, attention
from minimind.model.attention import attend, use_boundaries
from minimind.model.moe import MixtureOfExperts
from minimind.spec import ModelConfig

Forward = tuple[Tensor, Tensor, Tensor, Tensor, Tensor]


def test_positions_see_the_earlier_ones_of_their_document(pack) -> None:
    packed = pack([[3, 2], [4]], 6)
    mask = packed.documents.mask(2, 6)
    assert mask is not None
    assert mask.shape == (2, 1, 6, 6)
    for row, lengths in enumerate(([3, 2, 1], [4, 2])):  # the padding at the end sees itself only
        ids = [n for n, length in enumerate(lengths) for _ in range(length)]
        expected = [[ids[t] == ids[s] and s <= t for s in range(6)] for t in range(6)]
        assert mask[row, 0].tolist() == expected


def test_rows_of_one_document_need_no_mask(pack) -> None:
    assert pack([[6], [4]], 6).documents.mask(2, 6) is None


@pytest.mark.parametrize("device", ["cpu", "meta"])
def test_the_kernel_for_documents_is_for_gpus(device: str) -> None:
    assert not use_boundaries(torch.device(device), torch.bfloat16, 64)


def probabilities(query: Tensor, key: Tensor, scale: float) -> Tensor:
    """Causal attention ``[H, T, T]`` of one document ``[T, H, d]``."""
    scores = torch.einsum("thd,shd->hts", query, key) * scale
    hidden = torch.ones(scores.shape[1:], dtype=torch.bool).triu(1)
    return scores.masked_fill(hidden, -math.inf).softmax(-1)


class PlainKernels:
    """What ``varlen_attn`` calls on a GPU, in plain words for a CPU, as strict as the real ones.

    ``wrong`` is added to all gradients of the query.
    """

    def __init__(self) -> None:
        self.wrong = 0.0
        self.calls = 0

    def check(self, query: Tensor, key: Tensor, boundaries: Tensor, most: int) -> None:
        self.calls += 1
        assert query.dtype == key.dtype
        assert query.dtype in (torch.bfloat16, torch.float16)
        assert query.stride(-1) == key.stride(-1) == 1
        assert query.shape[2] % 8 == 0
        assert query.shape[1] % key.shape[1] == 0
        assert boundaries.dtype == torch.int32
        assert boundaries.is_contiguous()
        assert boundaries[0] == 0
        assert boundaries[-1] == len(query) == len(key)
        assert boundaries.diff().min() >= 0
        assert boundaries.diff().max() <= most

    def forward(self, *arguments: Any, **options: Any) -> Forward:
        query, key, value, ends, ends_k, most, most_k, dropout, causal, _ = arguments
        self.check(query, key, ends, most)
        assert torch.equal(ends, ends_k)
        assert (most_k, dropout, causal) == (most, 0, True)
        assert options.get("scale") is None
        assert (options["window_size_left"], options["window_size_right"]) == (-1, 0)
        repeats = query.shape[1] // key.shape[1]
        out = torch.empty_like(query)
        for begin, end in zip(ends.tolist(), ends[1:].tolist(), strict=False):
            q, k, v = (x[begin:end].float() for x in (query, key, value))
            k, v = (x.repeat_interleave(repeats, 1) for x in (k, v))
            seen = probabilities(q, k, query.shape[2] ** -0.5)
            out[begin:end] = torch.einsum("hts,shd->thd", seen, v).to(out.dtype)
        sums = torch.zeros(query.shape[1], len(query))
        nothing = torch.zeros(0)
        return out, sums, nothing, nothing, nothing

    def backward(self, *arguments: Any, **options: Any) -> tuple[Tensor, Tensor, Tensor]:
        grad, query, key, value, out, _, ends, _, most, *_ = arguments
        self.check(query, key, ends, most)
        groups, scale = key.shape[1], query.shape[2] ** -0.5
        grads = [torch.zeros_like(x) for x in (query, key, value)]
        for begin, end in zip(ends.tolist(), ends[1:].tolist(), strict=False):
            q, k, v, g, o = (x[begin:end].float() for x in (query, key, value, grad, out))
            k, v = (x.repeat_interleave(query.shape[1] // groups, 1) for x in (k, v))
            seen = probabilities(q, k, scale)
            inner = torch.einsum("thd,shd->hts", g, v) - (g * o).sum(-1).T[..., None]
            inner = seen * inner * scale
            grads[0][begin:end] = torch.einsum("hts,shd->thd", inner, k) + self.wrong
            for place, wide in (
                (1, torch.einsum("hts,thd->shd", inner, q)),
                (2, torch.einsum("hts,thd->shd", seen, g)),
            ):
                grads[place][begin:end] = wide.unflatten(1, (groups, -1)).sum(2)
        return grads[0], grads[1], grads[2]


@pytest.fixture
def kernels() -> Iterator[PlainKernels]:
    plain = PlainKernels()
    library = torch.library.Library("aten", "IMPL")
    library.impl("_flash_attention_forward", plain.forward, "CPU")
    library.impl("_flash_attention_backward", plain.backward, "CPU")
    yield plain
    library._destroy()


def test_the_kernel_for_documents_equals_the_mask(kernels: PlainKernels, pack) -> None:
    torch.manual_seed(0)
    documents = pack([[10, 1, 20], [40]], 40, room=9).documents  # padding, and empty documents
    shapes = [(2, heads, 40, 16) for heads in (4, 2, 2)]
    inputs = [torch.randn(shape, dtype=torch.bfloat16, requires_grad=True) for shape in shapes]
    weights = torch.randn(shapes[0], dtype=torch.bfloat16)
    results = []
    for mask in (documents, documents.mask(2, 40)):
        out = attend(inputs[0], inputs[1], inputs[2], mask)
        assert out.dtype == torch.bfloat16
        grads = torch.autograd.grad(out, inputs, weights)
        results.append([out, *grads])
    assert kernels.calls == 2
    for mine, theirs in zip(*results, strict=True):
        torch.testing.assert_close(mine, theirs, atol=0.03, rtol=0.03)


@pytest.mark.parametrize("masked", [False, True])
def test_keys_may_be_repeated_for_every_head(
    monkeypatch: pytest.MonkeyPatch, pack, masked: bool
) -> None:
    torch.manual_seed(0)
    mask = pack([[10, 30]], 40).documents.mask(1, 40) if masked else None
    query, key, value = (torch.randn(1, heads, 40, 16) for heads in (4, 2, 2))
    shared = attend(query, key, value, mask)
    monkeypatch.setattr(attention, "_heads_may_share", lambda *_: False)
    torch.testing.assert_close(attend(query, key, value, mask), shared)


def test_a_kernel_is_tried_before_it_is_trusted(kernels: PlainKernels) -> None:
    where = torch.device("cpu"), torch.bfloat16
    assert attention._try_boundaries(*where, 32) < attention._TOLERANCE
    with pytest.raises(AssertionError):
        attention._try_boundaries(*where, 12)  # the kernel wants whole eights
    kernels.wrong = 0.2
    assert attention._try_boundaries(*where, 32) > attention._TOLERANCE


@pytest.mark.parametrize("use_moe", [False, True], ids=["dense", "moe"])
def test_a_gpu_would_get_the_shapes_and_types_it_wants(
    monkeypatch: pytest.MonkeyPatch, pack, use_moe: bool
) -> None:
    """A training step with tensors of no content, of which torch checks shape, type and strides.

    Of a mixture of experts that is its grouped products too, forward and backward.
    """
    config = ModelConfig(
        hidden_size=64, num_hidden_layers=2, num_attention_heads=4, vocab_size=96, use_moe=use_moe
    )
    monkeypatch.setattr(Transformer, "_mask", lambda self, documents, input_ids: documents)
    monkeypatch.setattr(MixtureOfExperts, "_can_group", lambda *_: True)
    with FakeTensorMode():
        packed = pack([[10, 20], [40]], 40)
        model = Transformer(config)
        with torch.autocast("cpu", torch.bfloat16):
            states, balance = model.encode(packed.input_ids, packed.positions, packed.documents)
        assert states.shape == (2, 40, 64)
        (states.sum() if balance is None else states.sum() + balance).backward()
    for weight in model.parameters():
        assert weight.grad is not None
        assert weight.grad.shape == weight.shape
