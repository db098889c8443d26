"""Sampling: which tokens may be drawn, and how often."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch

from minimind.engine import Sampling
from minimind.engine.sampling import Sampler, sample


def draw(logits: torch.Tensor, settings: Sampling, count: int) -> torch.Tensor:
    """How often each token is drawn from one row of logits, by as many requests."""
    samplers = [Sampler(replace(settings, seed=seed), [], len(logits)) for seed in range(count)]
    tokens = sample(logits.expand(count, -1), samplers)
    return torch.bincount(torch.tensor(tokens), minlength=len(logits)) / count


@pytest.mark.parametrize(
    ("settings", "kept"),
    [
        (Sampling(temperature=1), [0.4, 0.3, 0.2, 0.1]),
        (Sampling(temperature=1, top_k=2), [0.4, 0.3]),
        (Sampling(temperature=1, top_p=0.71), [0.4, 0.3, 0.2]),
        (Sampling(temperature=1, top_p=0.69), [0.4, 0.3]),
        # Of the two that top_k leaves, the first holds 4/7 > 0.5.
        (Sampling(temperature=1, top_p=0.5, top_k=2), [0.4]),
        (Sampling(temperature=1, top_p=1e-9), [0.4]),
        (Sampling(temperature=0.5), [0.16, 0.09, 0.04, 0.01]),
    ],
)
def test_draws_follow_the_cut_distribution(settings: Sampling, kept: list[float]) -> None:
    order = torch.tensor([2, 0, 3, 1])  # the likeliest token is number 2
    logits = torch.empty(4)
    logits[order] = torch.tensor([0.4, 0.3, 0.2, 0.1]).log()
    expected = torch.zeros(4)
    expected[order[: len(kept)]] = torch.tensor(kept) / sum(kept)
    seen = draw(logits, settings, 3000)
    assert torch.equal(seen > 0, expected > 0)
    assert (seen - expected).abs().max() < 0.04


def test_a_wide_nucleus_reaches_beyond_the_first_candidates() -> None:
    flat = torch.zeros(2000)
    assert (draw(flat, Sampling(temperature=1), 2000) > 0).sum() > 1000
    cut = draw(flat, Sampling(temperature=1, top_p=0.5), 2000)
    assert 600 < (cut > 0).sum() <= 1001
    assert (draw(flat, Sampling(temperature=1, top_k=400), 4000) > 0).sum() <= 400


def test_rows_do_not_disturb_each_other() -> None:
    torch.manual_seed(0)
    logits = torch.randn(4, 1000)
    settings = [
        Sampling(temperature=1, seed=1),
        Sampling(),
        Sampling(temperature=2, top_p=0.3, seed=2),
        Sampling(temperature=1, top_k=3, repetition_penalty=1.5, seed=3),
    ]

    def texts(groups: list[list[int]]) -> dict[int, list[int]]:
        samplers = [Sampler(s, [int(logits[0].argmax())], 1000) for s in settings]
        drawn: dict[int, list[int]] = {row: [] for row in range(4)}
        for _ in range(20):
            for group in groups:
                tokens = sample(logits[group], [samplers[row] for row in group])
                for row, token in zip(group, tokens, strict=True):
                    drawn[row].append(token)
        return drawn

    assert texts([[0, 1, 2, 3]]) == texts([[3], [1], [2, 0]])


def test_the_penalty_falls_on_the_prompt_and_on_the_answer() -> None:
    logits = torch.tensor([[3.0, 2.9, 2.8, -1.0]])
    sampler = Sampler(Sampling(repetition_penalty=1.5), [0], 4)
    # 3/1.5 < 2.9, then 2.9/1.5 < 2.8, then 2.8/1.5 < 3/1.5.
    assert [sample(logits, [sampler])[0] for _ in range(3)] == [1, 2, 0]


@pytest.mark.parametrize(
    "changes",
    [
        {"temperature": -0.1}, {"temperature": float("nan")}, {"top_p": 0.0}, {"top_p": 1.01},
        {"top_k": -1}, {"repetition_penalty": 0.0}, {"max_tokens": 0},
    ],
)  # fmt: skip
def test_absurd_settings_are_refused(changes: dict) -> None:
    with pytest.raises(ValueError, match=next(iter(changes))):
        Sampling(**changes)


def test_the_smallest_temperature_does_not_overflow() -> None:
    logits = torch.tensor([[1.0, 50.0, 2.0]])
    for temperature in (1e-30, 1e-4, 2e-4):
        sampler = Sampler(Sampling(temperature=temperature, seed=0), [], 3)
        assert sample(logits, [sampler]) == [1]
