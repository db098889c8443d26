"""Whole runs: what they report, keep and refuse."""

from __future__ import annotations

import math
import re

import pytest
import torch

from minimind import checkpoint
from minimind.model import Transformer

from .conftest import TINY, chat_rows, save_model, sentence, text_rows


def test_pretrain_then_sft_learns_and_tells_its_story(make_job):
    pretrain = make_job(epochs=3, eval_every=5, checkpoint_every=10)
    assert pretrain.run() == 0
    events = pretrain.events()
    kinds = [event.type for event in events]
    assert kinds[0] == "progress" and kinds[-1] == "finished"
    assert kinds.index("started") < kinds.index("validation") < kinds.index("metric")

    started = pretrain.events(kind="started")[0]
    metrics, validations = pretrain.events(kind="metric"), pretrain.events(kind="validation")
    assert (started.start_step, started.world_size, started.device) == (0, 1, "cpu")
    assert started.train_rows + started.validation_rows == 100 and started.validation_rows > 0
    assert started.parameters == sum(
        w.numel() for w in checkpoint.load(pretrain.checkpoint(started.total_steps)).parameters()
    )
    assert (metrics[0].step, metrics[-1].step) == (1, started.total_steps)
    assert metrics[-1].eta_s == 0 and metrics[-1].epoch == 3
    assert metrics[-1].tokens == 3 * started.train_tokens
    assert [v.step for v in validations][:2] == [0, 5]
    assert validations[0].loss == pytest.approx(math.log(6400), abs=0.3)
    assert all(v.tokens == started.validation_tokens for v in validations)
    assert 1 < started.unigram_entropy < math.log(6400)
    finished = events[-1]
    assert (finished.reason, finished.step) == ("done", started.total_steps)
    assert finished.validation_loss == validations[-1].loss < validations[0].loss - 1

    saved = pretrain.events(kind="checkpoint")
    assert [c.final for c in saved] == [False] * (len(saved) - 1) + [True]
    parent = pretrain.checkpoint(started.total_steps)
    checkpoint.verify(parent)
    info = checkpoint.read_info(parent)
    assert info.unigram_entropy == started.unigram_entropy
    assert (info.stage, info.step, info.tokens) == ("pretrain", finished.step, metrics[-1].tokens)

    sft = make_job("sft", parent=parent, epochs=2)
    assert sft.run() == 0
    first, last = (sft.events(kind="validation")[i].loss for i in (0, -1))
    assert last < first < 8  # began where pretraining ended, not at ln(6400)
    child = checkpoint.read_info(sft.checkpoint(sft.events(kind="finished")[0].step))
    assert child.parent == checkpoint.manifest_hash(parent)


def test_the_same_words_are_held_out_whatever_order_and_seed(make_job):
    job = make_job(rows=text_rows(60), max_steps=1)
    assert job.run() == 0
    twice = make_job(rows=list(reversed(text_rows(60))) + text_rows(60), max_steps=1, seed=5)
    assert twice.run() == 0
    one, two = (j.events(kind="started")[0] for j in (job, twice))
    assert two.validation_rows == 2 * one.validation_rows
    assert one.unigram_entropy == pytest.approx(two.unigram_entropy)


def test_unigram_entropy_is_of_the_tokens_that_validation_predicts(make_job):
    rows = [{"text": "x"}] * 3 + [{"text": sentence(i)} for i in range(40)]
    job = make_job(rows=rows, max_steps=1, validation_fraction=0.3)
    assert job.run() == 0
    started = job.events(kind="started")[0]
    # Nobody who knows only frequencies can do better, so neither can a fresh model.
    assert started.unigram_entropy < job.events(kind="validation")[0].loss


def test_retention_keeps_newest_best_and_final(make_job):
    # So few rows that it soon knows them by heart, and other words less and less.
    job = make_job(
        rows=text_rows(16),
        epochs=40,
        checkpoint_every=5,
        keep_checkpoints=2,
        learning_rate=0.03,
        validation_fraction=0.3,
    )
    assert job.run() == 0
    saved = job.events(kind="checkpoint")
    gone = [name for event in saved for name in event.removed]
    left = sorted(p.name for p in job.run_dir.checkpoints.iterdir())
    assert sorted(gone + left) == sorted(event.name for event in saved)
    best = min(saved, key=lambda event: event.validation_loss)
    assert set(left) == {best.name, saved[-2].name, saved[-1].name} and len(left) == 3
    assert saved[-1].final


def test_long_answers_are_cut_and_counted(make_job, make_parent):
    rows = chat_rows(30)
    rows[3]["conversations"][1]["content"] = "fish " * 400  # cut off
    rows[4]["conversations"][0]["content"] = "fish " * 400  # nothing left to learn
    job = make_job("sft", rows=rows, max_steps=1, seq_len=256, parent=make_parent("sft"))
    assert job.run() == 0
    started = job.events(kind="started")[0]
    assert (started.truncated_rows, started.dropped_rows) == (2, 1)


def test_micro_batches_do_not_change_the_result(make_job):
    losses = []
    for micro in (4, 3, 1):
        job = make_job(epochs=2, max_steps=4, micro_batch=micro)
        assert job.run() == 0
        losses.append([v.loss for v in job.events(kind="validation")])
    assert losses[1] == pytest.approx(losses[0], abs=1e-4)
    assert losses[2] == pytest.approx(losses[0], abs=1e-4)


def test_no_held_out_share_means_no_validation(make_job):
    job = make_job(max_steps=2, validation_fraction=0)
    assert job.run() == 0
    assert job.events(kind="validation") == []
    assert job.events(kind="started")[0].unigram_entropy is None
    assert job.events(kind="checkpoint")[-1].validation_loss is None


POISON = {
    # (what is multiplied by what, the share held out, what is found not to be finite)
    "held-out": ("model.norm.weight", float("nan"), 0.05, "held-out loss .* at step 0"),
    "loss": ("model.norm.weight", float("nan"), 0.0, "The loss .* at step 1"),
    "gradient": ("model.embed_tokens.weight", 1e25, 0.0, "The gradient .* at step 1"),
}


@pytest.mark.parametrize("where", POISON)
def test_divergence_stops_before_the_update_and_says_so(make_job, tmp_path, where):
    name, factor, share, words = POISON[where]
    torch.manual_seed(0)
    model = Transformer(TINY)
    with torch.no_grad():
        model.get_parameter(name)[0] *= factor
    parent = save_model(tmp_path / "poisoned", model, "pretrain")
    job = make_job(parent=parent, validation_fraction=share)
    assert job.run() == 1
    finished = job.events()[-1]
    assert (finished.type, finished.reason, finished.cause) == ("finished", "failed", "diverged")
    assert finished.step == 0 and re.search(words, finished.message), finished.message
    assert [v.nonfinite for v in job.events(kind="validation")] == [["loss"]] * (share > 0)
    assert not job.run_dir.checkpoints.exists()


@pytest.mark.parametrize("rate", [1.0, pytest.param(0.3, marks=pytest.mark.slow)])
def test_divergence_on_the_way_keeps_the_last_good_checkpoint(make_job, rate):
    # Float16 has no room for what such rates make of the weights.
    job = make_job(
        epochs=20, precision="float16", learning_rate=rate, checkpoint_every=1, keep_checkpoints=9
    )
    assert job.run() == 1
    finished = job.events()[-1]
    assert (finished.reason, finished.cause) == ("failed", "diverged")
    assert re.search(
        f"at step ({finished.step}|{finished.step + 1})\\. Lower the learning rate; the last "
        "checkpoint is kept",
        finished.message,
    )
    steps = [event.step for event in job.events(kind="checkpoint")]
    # All but the one whose held-out loss may have been what was not finite.
    assert steps in (list(range(1, finished.step + 1)), list(range(1, finished.step)))
    last = job.checkpoint(steps[-1])
    checkpoint.verify(last)
    assert all(weight.isfinite().all() for weight in checkpoint.load(last).parameters())
    assert math.isfinite(checkpoint.read_info(last).validation_loss or 0)


@pytest.mark.parametrize(("word", "reason"), [("stop", "stopped"), ("pause", "paused")])
def test_a_request_before_the_first_step_ends_the_run(make_job, word, reason):
    job = make_job(epochs=3)
    job.write()
    job.run_dir.control.write_text(f"{word}\n", "utf-8")
    assert job.run() == 0
    finished = job.events()[-1]
    assert (finished.reason, finished.step) == (reason, 0)
    assert not job.run_dir.checkpoints.exists()
