"""Continuous batching: the text must be what the bare model says, whoever else is there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import torch
from torch import nn

from minimind import checkpoint
from minimind.engine import End, Generation, Sampling
from minimind.engine.batch import Batch
from minimind.engine.linear import PackedLinear, pack_linears
from minimind.model import Transformer
from minimind.spec import ModelConfig

GOLDEN = Path(__file__).parents[2] / "golden"
NEVER_STOP = frozenset({-1})
# Routed experts, of which three add up: their sum must not depend on the batch either.
EXPERTS = {"use_moe": True, "num_experts_per_tok": 3, "n_routed_experts": 6}
both_kinds = pytest.mark.parametrize("kind", [{}, EXPERTS], ids=["dense", "moe"])


def prompts(count: int, vocab: int = 300) -> list[list[int]]:
    torch.manual_seed(1)
    return [torch.randint(vocab, (3 + 9 * n,)).tolist() for n in range(count)]


def greedy_by_recomputing(model: Transformer, prompt: list[int], count: int) -> list[int]:
    ids = list(prompt)
    with torch.no_grad():
        for _ in range(count):
            ids.append(int(model(torch.tensor([ids]))[0, -1].argmax()))
    return ids[len(prompt) :]


def start(batch: Batch, prompt: list[int], settings: Sampling, listener) -> Generation:
    batch.check(prompt)
    vocab = batch.model.config.vocab_size
    generation = Generation(prompt, settings, listener, vocab)
    batch.waiting.append(generation)
    return generation


def run(batch: Batch) -> None:
    for _ in range(1000):
        if not batch.busy:
            return
        batch.step()
    raise AssertionError("the batch never became idle")


def answers(batch: Batch, wanted: list[tuple[list[int], Sampling]], listener) -> list[list[int]]:
    listeners = [listener() for _ in wanted]
    for (prompt, settings), one in zip(wanted, listeners, strict=True):
        start(batch, prompt, settings, one)
    run(batch)
    return [one.tokens for one in listeners]


@pytest.mark.parametrize("name", ["dense-tiny", "moe-tiny"])
def test_greedy_is_the_golden_text(listener, name: str) -> None:
    golden = json.loads((GOLDEN / name / "greedy.json").read_text())
    model = checkpoint.load(GOLDEN / name)
    pack_linears(model)
    settings = Sampling(max_tokens=len(golden["greedy"]), stop_ids=NEVER_STOP)
    batch = Batch(model, slots=2)
    assert answers(batch, [(golden["prompt"], settings)], listener) == [golden["greedy"]]


@pytest.mark.parametrize(
    "changes",
    [{"num_key_value_heads": 2}, {"num_key_value_heads": 4}, EXPERTS],
    ids=["grouped", "all heads", "moe"],
)
def test_greedy_equals_recomputing_everything(make_model, listener, changes: dict) -> None:
    model = make_model(**changes)
    wanted = [greedy_by_recomputing(model, prompt, 30) for prompt in prompts(5)]
    assert len({tuple(text) for text in wanted}) == 5  # the weights do say different things
    pack_linears(model)
    settings = Sampling(max_tokens=30, stop_ids=NEVER_STOP)
    # Three slots for five requests, and prompts longer than a chunk.
    batch = Batch(model, slots=3, chunk=8)
    assert answers(batch, [(p, settings) for p in prompts(5)], listener) == wanted


def test_greedy_equals_transformers(make_model, listener) -> None:
    from transformers import LlamaConfig, LlamaForCausalLM

    model = make_model()
    config: ModelConfig = model.config
    shared = {
        "hidden_size", "intermediate_size", "num_hidden_layers", "num_attention_heads",
        "num_key_value_heads", "vocab_size", "rms_norm_eps", "max_position_embeddings",
    }  # fmt: skip
    theirs: Any = LlamaForCausalLM(
        LlamaConfig(
            **config.model_dump(include=shared),
            rope_parameters={"rope_type": "default", "rope_theta": config.rope_theta},
            tie_word_embeddings=True,
        )
    ).eval()
    theirs.load_state_dict(model.state_dict())
    pack_linears(model)
    for penalty in (1.0, 1.3):
        settings = Sampling(max_tokens=40, stop_ids=NEVER_STOP, repetition_penalty=penalty)
        ours = answers(Batch(model), [(p, settings) for p in prompts(3)], listener)
        for prompt, text in zip(prompts(3), ours, strict=True):
            generated = theirs.generate(
                torch.tensor([prompt]),
                attention_mask=torch.ones(1, len(prompt), dtype=torch.long),
                max_new_tokens=40,
                min_new_tokens=40,
                do_sample=False,
                repetition_penalty=penalty,
                eos_token_id=None,
                pad_token_id=0,
            )
            assert generated[0, len(prompt) :].tolist() == text


@both_kinds
def test_same_seed_same_text_whoever_else_is_in_the_batch(make_model, listener, kind) -> None:
    model = make_model(**kind)
    pack_linears(model)
    prompt = prompts(3)[2]
    settings = Sampling(temperature=1.5, top_p=0.95, seed=7, max_tokens=60, stop_ids=NEVER_STOP)
    alone = answers(Batch(model, chunk=8), [(prompt, settings)], listener)[0]
    assert len(set(alone)) > 10

    batch, mine = Batch(model, slots=4, chunk=8), listener()
    others = [
        Sampling(temperature=t, top_k=k, max_tokens=9 + k) for t in (0.0, 2.0) for k in (1, 9)
    ]
    for number, other in enumerate(others):  # some come before, some after, all leave early
        if number == 2:
            start(batch, prompt, settings, mine)
        start(batch, prompts(4)[number], other, listener())
        batch.step()
    run(batch)
    assert mine.tokens == alone


@both_kinds
def test_rows_of_a_batch_have_the_bits_of_a_single_row(make_model, kind) -> None:
    model = make_model(**kind)
    pack_linears(model)
    packed = [m for m in model.modules() if isinstance(m, PackedLinear)]
    projections = 4 + (3 * (6 + 1) + 1 if kind else 3)  # attention; experts and their gate
    assert len(packed) == 2 * projections + 1
    assert not any(isinstance(m, nn.Linear) for m in model.modules())

    def last(ids: torch.Tensor) -> torch.Tensor:
        return model.hidden_states(ids)[:, -1]

    ids = torch.randint(300, (16, 1))
    with torch.no_grad():
        wide = last(ids)
        for rows in (1, 2, 3, 5, 8, 15):
            assert torch.equal(last(ids[:rows]), wide[:rows])


def test_a_cancelled_request_leaves_before_its_next_token(make_model, listener) -> None:
    model = make_model()
    batch, gone, stays = Batch(model, slots=1), listener(), listener()
    settings = Sampling(max_tokens=20, stop_ids=NEVER_STOP)
    generation = start(batch, prompts(1)[0], settings, gone)
    start(batch, prompts(1)[0], settings, stays)  # waits for the only slot
    for _ in range(5):
        batch.step()
    heard = len(gone.tokens)
    assert 0 < heard < 20
    generation.cancel()
    batch.step()
    assert len(gone.tokens) == heard
    assert gone.end is not None
    assert gone.end.reason == "cancelled"
    run(batch)
    assert stays.tokens == greedy_by_recomputing(model, prompts(1)[0], 20)


def test_a_request_cancelled_while_it_waits_never_runs(make_model, listener) -> None:
    batch, first, second = Batch(make_model(), slots=1), listener(), listener()
    settings = Sampling(max_tokens=5, stop_ids=NEVER_STOP)
    start(batch, [5], settings, first)
    start(batch, [5], settings, second).cancel()
    run(batch)
    assert second.events == [End("cancelled", 0)]
    assert len(first.tokens) == 5


def test_why_an_answer_ends(make_model, listener) -> None:
    model = make_model()
    prompt = prompts(2)[1]
    text = greedy_by_recomputing(model, prompt, 40)
    before = max(text.index(token) for token in text[:8])  # a token that is new there
    assert before > 0
    stop = text[before]
    long, stopped, full = listener(), listener(), listener()
    batch = Batch(model, max_length=len(prompt) + 10)
    start(batch, prompt, Sampling(max_tokens=3, stop_ids=NEVER_STOP), long)
    start(batch, prompt, Sampling(stop_ids=frozenset({stop})), stopped)
    start(batch, prompt, Sampling(stop_ids=NEVER_STOP), full)
    run(batch)
    assert (long.tokens, long.end) == (text[:3], End("length", 3))
    # The token that stops is counted and not heard.
    assert (stopped.tokens, stopped.end) == (text[:before], End("stop", before + 1))
    assert (full.tokens, full.end) == (text[:10], End("length", 10))


@pytest.mark.parametrize(
    ("prompt", "words"),
    [([], "empty"), ([1] * 16, "16 tokens"), ([300], "0..299"), ([-1], "0..299")],
)
def test_prompts_that_cannot_run_are_refused(make_model, prompt: list[int], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Batch(make_model(), max_length=16).check(prompt)


def test_a_diverged_model_says_so(make_model, listener) -> None:
    model = make_model()
    with torch.no_grad():
        model.model.norm.weight.fill_(float("nan"))
    batch, one = Batch(model), listener()
    start(batch, [5], Sampling(temperature=1), one)
    run(batch)
    assert one.end is not None
    assert one.end.reason == "error"
    assert "diverged" in one.end.message


def test_a_broken_listener_hurts_nobody_else(make_model, listener) -> None:
    def broken(event: object) -> None:
        raise RuntimeError("gone")

    batch, well = Batch(make_model()), listener()
    settings = Sampling(max_tokens=5, stop_ids=NEVER_STOP)
    start(batch, [5], settings, broken)
    start(batch, [5], settings, well)
    run(batch)
    assert len(well.tokens) == 5
