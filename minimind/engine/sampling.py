"""From logits to tokens: each request with its own settings and its own random numbers."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from minimind.spec.model import EOS_ID

# How many of the likeliest tokens are looked at first; a nucleus is nearly always smaller.
_CANDIDATES = 256


@dataclass(frozen=True)
class Sampling:
    """How one request draws its tokens. Raises ValueError for a setting out of range.

    Attributes:
        temperature: divides the logits; 0 always takes the likeliest token.
        top_p: nucleus sampling (Holtzman et al. 2020): the fewest likeliest tokens that hold
            this much probability. 1: all.
        top_k: only this many likeliest tokens, before ``top_p``. 0: all.
        repetition_penalty: over 1 makes tokens of the prompt and the answer less likely
            (Keskar et al. 2019).
        seed: the same seed gives the same tokens; None: a fresh one.
        max_tokens: ends with reason ``length`` after so many. None: when the context is full.
        stop_ids: tokens that end the answer with reason ``stop``.
    """

    temperature: float = 0.0
    top_p: float = 1.0
    top_k: int = 0
    repetition_penalty: float = 1.0
    seed: int | None = None
    max_tokens: int | None = None
    stop_ids: frozenset[int] = frozenset({EOS_ID})

    @property
    def greedy(self) -> bool:
        """Whether the likeliest token is always taken; next to 0 a draw would only overflow."""
        return self.temperature < 1e-4

    def __post_init__(self) -> None:
        if not 0 <= self.temperature <= 100:
            raise ValueError(f"temperature must be between 0 and 100, not {self.temperature}")
        if not 0 < self.top_p <= 1:
            raise ValueError(f"top_p must be over 0 and at most 1, not {self.top_p}")
        if self.top_k < 0:
            raise ValueError(f"top_k must not be negative, not {self.top_k}")
        if not 0.01 <= self.repetition_penalty <= 100:
            raise ValueError(
                f"repetition_penalty must be between 0.01 and 100, not {self.repetition_penalty}"
            )
        if self.max_tokens is not None and self.max_tokens < 1:
            raise ValueError(f"max_tokens must be at least 1, not {self.max_tokens}")


class Sampler:
    """What one request carries from token to token."""

    def __init__(self, settings: Sampling, prompt: Iterable[int], vocab_size: int) -> None:
        self.settings = settings
        seed = secrets.randbits(63) if settings.seed is None else settings.seed
        self._random = torch.Generator().manual_seed(seed)
        self._seen: Tensor | None = None  # [V]; which tokens the penalty falls on
        if settings.repetition_penalty != 1:
            self._seen = torch.zeros(vocab_size, dtype=torch.bool)
            self._seen[list(prompt)] = True

    def penalised(self, logits: Tensor) -> Tensor:
        """Logits ``[V]`` with tokens seen before made less likely."""
        if self._seen is None:
            return logits
        penalty = self.settings.repetition_penalty
        lowered = torch.where(logits > 0, logits / penalty, logits * penalty)
        return torch.where(self._seen.to(logits.device), lowered, logits)

    def uniform(self) -> float:
        """The next random number of this request, in [0, 1)."""
        return torch.rand((), generator=self._random, dtype=torch.float64).item()

    def note(self, token: int) -> None:
        """Remembers a token that was drawn."""
        if self._seen is not None:
            self._seen[token] = True


def sample(logits: Tensor, samplers: Sequence[Sampler]) -> list[int]:
    """One token for each row of float32 ``logits`` ``[B, V]``, independent of the other rows."""
    if any(sampler.settings.repetition_penalty != 1 for sampler in samplers):
        logits = torch.stack(
            [sampler.penalised(row) for sampler, row in zip(samplers, logits, strict=True)]
        )
    tokens = logits.argmax(-1)
    drawn = [row for row, sampler in enumerate(samplers) if not sampler.settings.greedy]
    if drawn:
        rows = torch.tensor(drawn, device=logits.device)
        tokens[rows] = _draw(logits[rows], [samplers[row] for row in drawn])
    chosen = tokens.tolist()
    for sampler, token in zip(samplers, chosen, strict=True):
        sampler.note(token)
    return chosen


def _draw(logits: Tensor, samplers: Sequence[Sampler]) -> Tensor:
    """Tokens ``[B]`` for rows that all have a temperature."""
    vocab = logits.shape[-1]

    def column(values: list[float]) -> Tensor:
        return torch.tensor(values, device=logits.device)[:, None]  # [B, 1]

    settings = [sampler.settings for sampler in samplers]
    logits = logits / column([s.temperature for s in settings])
    top_k = column([min(s.top_k or vocab, vocab) for s in settings]).long()
    top_p = column([s.top_p for s in settings])
    uniform = column([sampler.uniform() for sampler in samplers])
    tokens, complete = _inverse_cdf(logits, top_k, top_p, uniform, min(_CANDIDATES, vocab))
    if not complete.all():
        rest = ~complete
        tokens[rest], _ = _inverse_cdf(logits[rest], top_k[rest], top_p[rest], uniform[rest], vocab)
    return tokens


def _inverse_cdf(
    logits: Tensor, top_k: Tensor, top_p: Tensor, uniform: Tensor, width: int
) -> tuple[Tensor, Tensor]:
    """Draws from the ``width`` likeliest tokens, cut by ``top_k`` and then by ``top_p``.

    Args:
        logits: ``[B, V]``, divided by the temperature.
        top_k, top_p, uniform: ``[B, 1]``.

    Returns tokens ``[B]``, and which rows' cuts lie within ``width`` (the others are not valid).
    """
    highest, tokens = logits.topk(width)  # [B, W], falling
    probabilities = (highest - logits.logsumexp(-1, keepdim=True)).exp()
    cumulative = probabilities.cumsum(-1)
    # What top_k leaves is the whole from which top_p takes its share.
    whole = cumulative.gather(1, top_k.clamp(max=width) - 1)
    whole = torch.where(top_k == logits.shape[-1], torch.ones_like(whole), whole)
    before = cumulative - probabilities
    ranks = torch.arange(width, device=logits.device)
    kept = ((before < top_p * whole) & (ranks < top_k)).sum(-1, keepdim=True).clamp(min=1)
    vocab = logits.shape[-1]
    complete = (top_k <= width) | ((top_k == vocab) & (kept < width)) | (width == vocab)
    target = uniform * cumulative.gather(1, kept - 1)
    index = (cumulative <= target).sum(-1, keepdim=True)
    index = torch.minimum(index, kept - 1)
    return tokens.gather(1, index)[:, 0], complete[:, 0]
