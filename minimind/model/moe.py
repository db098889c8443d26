"""Mixture of experts: each position is computed by its few likeliest experts and a shared one.

Softmax gate with renormalised top-k as in DeepSeekMoE (Dai et al. 2024), balanced by an auxiliary
loss per document (the expert-level one of DeepSeek-V2, DeepSeek-AI 2024).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from minimind.model.attention import compute_type
from minimind.model.documents import Documents
from minimind.model.feed_forward import FeedForward
from minimind.spec.model import ModelConfig


class Gate(nn.Linear):
    """Logits ``[N, E]`` of the routed experts, float32 whatever autocast says: near ties decide."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(config.hidden_size, config.n_routed_experts, bias=False)

    def forward(self, input: Tensor) -> Tensor:
        with torch.autocast(input.device.type, enabled=False):
            return F.linear(input.float(), self.weight.float())


class MixtureOfExperts(nn.Module):
    """A feed-forward layer of ``n_routed_experts`` experts, ``num_experts_per_tok`` at work."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__()
        self.gate = Gate(config)
        self.experts = nn.ModuleList(FeedForward(config) for _ in range(config.n_routed_experts))
        self.shared_experts = nn.ModuleList(
            FeedForward(config) for _ in range(config.n_shared_experts)
        )
        self._top_k = config.num_experts_per_tok
        self._renormalise = config.norm_topk_prob

    def forward(self, x: Tensor, documents: Documents | None) -> tuple[Tensor, Tensor | None]:
        """Returns the output ``[B, T, D]`` and the balance loss, as in ``balance_loss``.

        Args:
            x: ``[B, T, D]``.
            documents: which position belongs to which document; None: the balance loss is not
                wanted.
        """
        flat = x.flatten(0, 1)  # [N, D]
        scores = self.gate(flat).softmax(-1)  # [N, E]
        weights, chosen = scores.topk(self._top_k, dim=-1, sorted=False)  # [N, k]
        if self._renormalise:
            weights = weights / (weights.sum(-1, keepdim=True) + 1e-20)
        out = self._routed(flat, weights, chosen)
        for expert in self.shared_experts:
            out = out + expert(flat)
        balance = None if documents is None else balance_loss(scores, chosen, documents)
        return out.view_as(x), balance

    def _routed(self, x: Tensor, weights: Tensor, chosen: Tensor) -> Tensor:
        """Weighted sum of the chosen experts' outputs, ``[N, D]``."""
        if self._can_group(x):
            return self._sorted(x, weights, chosen, self._grouped)
        # How many rows an expert gets is known at once on a CPU, but no compiler can know it.
        if x.device.type == "cpu" and not torch.compiler.is_compiling():
            return self._sorted(x, weights, chosen, self._one_by_one)
        return self._every_expert(x, weights, chosen)

    def _sorted(
        self,
        x: Tensor,
        weights: Tensor,
        chosen: Tensor,
        compute: Callable[[Tensor, Tensor], Tensor],
    ) -> Tensor:
        """``compute`` gets a row for each choice, by expert, and how many each expert has."""
        by_expert = chosen.flatten().argsort(stable=True)  # [N * k]
        back = by_expert.argsort()
        copies = x[:, None].expand(-1, self._top_k, -1).flatten(0, 1)  # [N * k, D]
        counts = F.one_hot(chosen.flatten(), len(self.experts)).sum(0)  # [E]
        out = compute(_Permute.apply(copies, by_expert, back), counts)
        out = _Permute.apply(out, back, by_expert).unflatten(0, (-1, self._top_k))  # [N, k, D]
        # In float32: the reference adds experts up in float16, and loses small ones.
        return (out.float() * weights[..., None]).sum(1).type_as(x)

    def _one_by_one(self, rows: Tensor, counts: Tensor) -> Tensor:
        """Each expert over its own rows."""
        parts = rows.split(counts.tolist())
        return torch.cat([e(part) for e, part in zip(self.experts, parts, strict=True)])

    def _can_group(self, x: Tensor) -> bool:
        """Whether a grouped product can stand for the experts.

        It is for bfloat16 on GPUs, and for rows of whole 16 bytes. Adapters beside the projections
        need products of their own.
        """
        if x.device.type != "cuda" or compute_type(x) != torch.bfloat16:
            return False
        projections = [part for expert in self.experts for part in expert.children()]
        return all(type(p) is nn.Linear and p.in_features % 8 == 0 for p in projections)

    def _grouped(self, rows: Tensor, counts: Tensor) -> Tensor:
        """All experts in three grouped matrix products, so nothing waits for the counts."""
        dtype = compute_type(rows)
        ends = counts.cumsum(0).to(torch.int32)
        rows = rows.to(dtype)

        def project(name: str, x: Tensor) -> Tensor:
            weights = [getattr(expert, name).weight.to(dtype) for expert in self.experts]
            return F.grouped_mm(x, torch.stack(weights).transpose(1, 2), offs=ends)

        return project("down_proj", F.silu(project("gate_proj", rows)) * project("up_proj", rows))

    def _every_expert(self, x: Tensor, weights: Tensor, chosen: Tensor) -> Tensor:
        """Each expert over all positions, what it was not chosen for weighted by zero."""
        share = torch.zeros(x.shape[0], len(self.experts), dtype=weights.dtype, device=x.device)
        share = share.scatter(1, chosen, weights)  # [N, E]
        outs = [e(x).float() * share[:, i : i + 1] for i, e in enumerate(self.experts)]
        return torch.stack(outs).sum(0).type_as(x)


def balance_loss(scores: Tensor, chosen: Tensor, documents: Documents) -> Tensor:
    """Sum over documents of ``sum_e f_e * P_e``: least when every expert has its even share.

    ``f_e`` is how often expert e was chosen, divided by its even share of the document's choices;
    ``P_e`` its mean score there. Padding counts for nothing. Float32 scalar, before alpha.

    Args:
        scores: ``[N, E]``.
        chosen: int64 ``[N, k]``.
    """
    experts, top_k = scores.shape[1], chosen.shape[1]
    ids, count = documents.ids, documents.count
    here = documents.is_text.to(scores.dtype)[:, None]  # [N, 1]
    choices = F.one_hot(chosen, experts).sum(1).to(scores.dtype) * here
    per_document = scores.new_zeros(count, 2 * experts + 1)
    per_document = per_document.index_add(0, ids, torch.cat((scores * here, choices, here), 1))
    score, chosen_times, length = per_document.split((experts, experts, 1), dim=1)
    length = length.clamp(min=1)
    frequency = chosen_times * experts / (length * top_k)
    return (frequency * score / length).sum()


class _Permute(torch.autograd.Function):
    """``x[order]`` for a permutation: its gradient is a gather too, the same in every run."""

    @staticmethod
    def forward(ctx: Any, x: Tensor, order: Tensor, back: Tensor) -> Tensor:
        ctx.save_for_backward(back)
        return x[order]

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Tensor) -> tuple[Tensor | None, ...]:
        (back,) = ctx.saved_tensors
        return grad_outputs[0][back], None, None
