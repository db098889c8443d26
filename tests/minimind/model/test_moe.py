"""Mixture of experts: a plain loop, an independent implementation, and every way to compute it."""

from __future__ import annotations

from typing import Any

import pytest
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from minimind.model import Transformer
from minimind.model.documents import Documents
from minimind.model.feed_forward import FeedForward
from minimind.model.moe import MixtureOfExperts, _Permute, balance_loss
from minimind.spec import ModelConfig

CONFIG = ModelConfig(
    hidden_size=32,
    intermediate_size=48,
    num_hidden_layers=2,
    num_attention_heads=4,
    num_key_value_heads=2,
    vocab_size=96,
    use_moe=True,
)


def mixture(**changes: object) -> MixtureOfExperts:
    torch.manual_seed(0)
    moe = MixtureOfExperts(CONFIG.model_copy(update=changes))
    for weight in moe.parameters():
        nn.init.normal_(weight, 0, 0.3)
    return moe


def position_by_position(moe: MixtureOfExperts, x: Tensor, top_k: int, renormalise: bool) -> Tensor:
    """What a mixture of experts is, one position after another."""

    def expert(layer: nn.Module, row: Tensor) -> Tensor:
        gate, up, down = (layer.get_submodule(n) for n in ("gate_proj", "up_proj", "down_proj"))
        return down(F.silu(gate(row)) * up(row))

    outs = []
    for row in x.flatten(0, 1):
        scores = (moe.gate.weight @ row).softmax(0)
        best = sorted(range(len(scores)), key=lambda e: -scores[e].item())[:top_k]
        total = torch.stack([scores[e] for e in best]).sum() if renormalise else 1.0
        out = torch.stack([scores[e] / total * expert(moe.experts[e], row) for e in best]).sum(0)
        for shared in moe.shared_experts:
            out = out + expert(shared, row)
        outs.append(out)
    return torch.stack(outs).view_as(x)


def gradients(module: nn.Module, x: Tensor, out: Tensor) -> list[Tensor]:
    torch.manual_seed(5)
    loss = (out * torch.randn_like(out)).sum()
    return list(torch.autograd.grad(loss, [x, *module.parameters()], retain_graph=True))


def assert_all_close(found: list[Tensor], expected: list[Tensor]) -> None:
    for mine, theirs in zip(found, expected, strict=True):
        torch.testing.assert_close(mine, theirs, atol=1e-5, rtol=1e-4)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"norm_topk_prob": False},
        {"num_experts_per_tok": 1, "n_shared_experts": 0},
        {"num_experts_per_tok": 3, "n_routed_experts": 5, "n_shared_experts": 2},
    ],
)
def test_every_position_gets_the_experts_it_likes_best(changes: dict[str, Any]) -> None:
    moe = mixture(**changes)
    x = torch.randn(2, 17, 32, requires_grad=True)
    out, balance = moe(x, None)
    assert balance is None
    top_k = changes.get("num_experts_per_tok", 2)
    expected = position_by_position(moe, x, top_k, changes.get("norm_topk_prob", True))
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=1e-4)
    assert_all_close(gradients(moe, x, out), gradients(moe, x, expected))


@pytest.mark.parametrize("way", ["one by one", "grouped", "every expert"])
def test_every_way_to_compute_it_gives_the_same(way: str) -> None:
    moe = mixture()
    x = torch.randn(50, 32, requires_grad=True)
    dislike = torch.tensor([0.0, 0.0, 0.0, -1e9])  # an expert that nobody chooses
    weights, chosen = (moe.gate(x) + dislike).softmax(-1).topk(2)
    assert chosen.unique().tolist() == [0, 1, 2]
    expected = torch.zeros_like(x)
    for column in range(2):
        outs = torch.stack([expert(x) for expert in moe.experts], 1)  # [N, E, D]
        picked = outs[torch.arange(50), chosen[:, column]]
        expected = expected + weights[:, column, None] * picked
    if way == "one by one":
        out = moe._sorted(x, weights, chosen, moe._one_by_one)
    elif way == "grouped":  # in bfloat16 on GPUs; the product itself exists for a CPU's float32
        out = moe._sorted(x, weights, chosen, moe._grouped)
    else:
        out = moe._every_expert(x, weights, chosen)
    torch.testing.assert_close(out, expected, atol=1e-5, rtol=1e-4)
    trained = nn.ModuleList([moe.experts, moe.gate])
    assert_all_close(gradients(trained, x, out), gradients(trained, x, expected))


def test_same_logits_and_gradients_as_granite() -> None:
    """GraniteMoeShared is the same mixture, written by others: top-k logits, then softmax."""
    from transformers import GraniteMoeSharedConfig, GraniteMoeSharedForCausalLM

    torch.manual_seed(0)
    mine = Transformer(CONFIG)
    for weight in mine.parameters():
        nn.init.normal_(weight, 0.0 if weight.dim() > 1 else 1.0, 0.1)
    theirs = GraniteMoeSharedForCausalLM(
        GraniteMoeSharedConfig(
            vocab_size=CONFIG.vocab_size,
            hidden_size=CONFIG.hidden_size,
            intermediate_size=CONFIG.intermediate_size,
            shared_intermediate_size=CONFIG.intermediate_size,
            num_hidden_layers=CONFIG.num_hidden_layers,
            num_attention_heads=CONFIG.num_attention_heads,
            num_key_value_heads=CONFIG.num_key_value_heads,
            num_local_experts=CONFIG.n_routed_experts,
            num_experts_per_tok=CONFIG.num_experts_per_tok,
            rms_norm_eps=CONFIG.rms_norm_eps,
            attention_multiplier=CONFIG.head_dim**-0.5,
            rope_parameters={"rope_type": "default", "rope_theta": CONFIG.rope_theta},
            tie_word_embeddings=True,
        )
    )
    theirs.load_state_dict(granite_names({n: w.detach() for n, w in mine.named_parameters()}))
    ids = torch.randint(CONFIG.vocab_size, (3, 40))
    logits, other = mine(ids), theirs(ids).logits
    torch.testing.assert_close(logits, other, atol=1e-5, rtol=1e-5)

    for out in (logits, other):
        F.cross_entropy(out[:, :-1].flatten(0, 1), ids[:, 1:].flatten()).backward()
    found = granite_names({n: w.grad for n, w in mine.named_parameters() if w.grad is not None})
    for name, weight in theirs.named_parameters():
        torch.testing.assert_close(found[name], weight.grad, atol=1e-6, rtol=1e-4, msg=name)


def granite_names(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """Our tensors in Granite's layout: gate and up in one, and the experts in one."""
    named = {n: t for n, t in tensors.items() if ".mlp." not in n}
    named["lm_head.weight"] = named["model.embed_tokens.weight"]
    for layer in range(CONFIG.num_hidden_layers):
        ours, granite = f"model.layers.{layer}.mlp.", f"model.layers.{layer}."

        def both(expert: str, ours: str = ours) -> Tensor:
            parts = [tensors[f"{ours}{expert}.{n}_proj.weight"] for n in ("gate", "up")]
            return torch.cat(parts)

        experts = [f"experts.{e}" for e in range(CONFIG.n_routed_experts)]
        down = [tensors[f"{ours}{e}.down_proj.weight"] for e in experts]
        shared = tensors[f"{ours}shared_experts.0.down_proj.weight"]
        named |= {
            f"{granite}block_sparse_moe.router.weight": tensors[f"{ours}gate.weight"],
            f"{granite}block_sparse_moe.experts.gate_up_proj": torch.stack(
                [both(e) for e in experts]
            ),
            f"{granite}block_sparse_moe.experts.down_proj": torch.stack(down),
            f"{granite}shared_mlp.input_linear.weight": both("shared_experts.0"),
            f"{granite}shared_mlp.output_linear.weight": shared,
        }
    return named


def by_formula(scores: Tensor, chosen: Tensor) -> Tensor:
    """The published loss of one sequence ``[T, E]``, ``[T, k]``, before alpha."""
    length, experts = scores.shape
    total = scores.new_zeros(())
    for e in range(experts):
        times = float((chosen == e).sum()) / (length * chosen.shape[1] / experts)
        total = total + times * scores[:, e].mean()
    return total


def test_balance_is_the_formula_for_each_document(pack) -> None:
    packed = pack([[10, 1, 9], [3], [20]], 20, room=9)  # with padding, and documents of nothing
    logits = torch.randn(60, 4, requires_grad=True)
    scores = logits.softmax(-1)
    chosen = scores.topk(2).indices
    parts = [slice(20 * row + begin, 20 * row + end) for row, begin, end in packed.spans]
    expected = torch.stack([by_formula(scores[part], chosen[part]) for part in parts]).sum()
    found = balance_loss(scores, chosen, packed.documents)
    torch.testing.assert_close(found, expected)
    assert_all_close(
        list(torch.autograd.grad(found, logits, retain_graph=True)),
        list(torch.autograd.grad(expected, logits)),
    )


def test_the_balance_of_a_model_is_the_sum_of_its_layers(pack) -> None:
    packed = pack([[10, 6], [20]], 20)
    model = Transformer(CONFIG)
    layers: list[Tensor] = []
    for block in model.model.layers:
        block.get_submodule("mlp").register_forward_hook(lambda *given: layers.append(given[2][1]))
    _, balance = model.encode(packed.input_ids, packed.positions, packed.documents)
    assert balance is not None
    assert len(layers) == 2
    torch.testing.assert_close(balance, layers[0] + layers[1])


def test_even_shares_are_the_least_balance() -> None:
    ends = torch.tensor([0, 4], dtype=torch.int32)
    one = Documents(ends, 4, torch.zeros(4, dtype=torch.long), torch.ones(4).bool(), alone=True)
    even = torch.full((4, 4), 0.25)
    chosen = torch.tensor([[0, 1], [2, 3], [0, 1], [2, 3]])
    assert balance_loss(even, chosen, one).item() == 1
    greedy = torch.tensor([[0.4, 0.4, 0.1, 0.1]]).expand(4, -1)
    assert balance_loss(greedy, torch.tensor([[0, 1]]).expand(4, -1), one).item() > 1.5


def test_permuting_has_the_gradient_of_indexing() -> None:
    order = torch.randperm(11)
    x = torch.randn(11, 3, dtype=torch.float64, requires_grad=True)
    assert torch.equal(_Permute.apply(x, order, order.argsort()), x[order])
    assert torch.autograd.gradcheck(lambda x: _Permute.apply(x, order, order.argsort()), x)


def test_no_expert_is_passed_over_by_its_adapter() -> None:
    """A grouped product reads plain weights, so experts that are more than those go without."""
    from torch._subclasses.fake_tensor import FakeTensorMode

    class Adapted(nn.Linear):
        """Stands for a projection with an adapter beside it."""

    moe = mixture()
    with FakeTensorMode():  # a GPU's tensor, on any machine
        half = torch.empty(3, 32, dtype=torch.bfloat16, device="cuda")
        assert moe._can_group(half)
        assert not moe._can_group(half.float())
        assert not mixture_of_width(36)._can_group(half)
    assert isinstance(moe.experts[1], FeedForward)
    moe.experts[1].up_proj = Adapted(32, 48, bias=False)
    assert not moe._can_group(half)


def mixture_of_width(width: int) -> MixtureOfExperts:
    return MixtureOfExperts(CONFIG.model_copy(update={"intermediate_size": width}))
