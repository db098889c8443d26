"""Whole runs: what they report, keep and refuse."""

from __future__ import annotations

import json
import math

import pytest
import torch

from minimind import checkpoint
from minimind.spec import ModelConfig

from .conftest import chat_rows, sentence, text_rows


def test_pretrain_then_sft_learns_and_tells_its_story(make_job):
    pretrain = make_job(epochs=6, eval_every=5)
    assert pretrain.run() == 0
    events = pretrain.events()
    kinds = [event.type for event in events]
    assert kinds[0] == "progress" and kinds[-1] == "finished"
    assert kinds.index("started") < kinds.index("validation") < kinds.index("metric")

    started = pretrain.events(kind="started")[0]
    metrics, validations = pretrain.events(kind="metric"), pretrain.events(kind="validation")
    assert (started.start_step, started.world_size, started.device) == (0, 1, "cpu")
    assert started.train_rows + started.validation_rows == 200 and started.validation_rows > 0
    assert started.parameters == sum(
        w.numel() for w in checkpoint.load(pretrain.checkpoint(started.total_steps)).parameters()
    )
    assert (metrics[0].step, metrics[-1].step) == (1, started.total_steps)
    assert metrics[-1].eta_s == 0 and metrics[-1].epoch == 6
    assert metrics[-1].tokens == 6 * started.train_tokens
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
    job = make_job(epochs=4, checkpoint_every=2, keep_checkpoints=1, learning_rate=0.05)
    assert job.run() == 0
    saved = job.events(kind="checkpoint")
    gone = [name for event in saved for name in event.removed]
    left = sorted(p.name for p in job.run_dir.checkpoints.iterdir())
    assert sorted(gone + left) == sorted(event.name for event in saved)
    best = min(saved, key=lambda event: event.validation_loss)
    assert set(left) == {best.name, saved[-1].name}
    assert saved[-1].final


def test_long_answers_are_cut_and_counted(make_job):
    rows = chat_rows(30)
    rows[3]["conversations"][1]["content"] = "fish " * 400  # cut off
    rows[4]["conversations"][0]["content"] = "fish " * 400  # nothing left to learn
    job = make_job("sft", rows=rows, max_steps=1, seq_len=256, parent=_parent(make_job))
    assert job.run() == 0
    started = job.events(kind="started")[0]
    assert (started.truncated_rows, started.dropped_rows) == (2, 1)


def test_micro_batches_do_not_change_the_result(make_job):
    losses = []
    for micro in (8, 3, 1):
        job = make_job(epochs=2, micro_batch=micro)
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


def test_divergence_stops_before_the_update_and_says_so(make_job):
    parent = _parent(make_job)
    poisoned, info = checkpoint.load(parent), checkpoint.read_info(parent)
    with torch.no_grad():
        poisoned.model.norm.weight[0] = float("nan")
    checkpoint.save(
        parent,
        config=poisoned.config,
        weights=checkpoint.trained_weights(poisoned),
        tokenizer=None,
        info=info,
        training=None,
    )
    job = make_job(parent=parent)
    assert job.run() == 1
    finished = job.events()[-1]
    assert (finished.type, finished.reason, finished.cause) == ("finished", "failed", "diverged")
    assert finished.step == 0 and "step 1" in finished.message
    assert job.events(kind="validation")[0].nonfinite == ["loss"]
    assert not job.run_dir.checkpoints.exists()


def _parent(make_job, **recipe):
    job = make_job(max_steps=1, **recipe)
    assert job.run() == 0
    return job.checkpoint(1)


BAD = [
    ({"seq_len": 128, "model": ModelConfig(hidden_size=32, max_position_embeddings=64,
      num_attention_heads=2, num_key_value_heads=1)}, "recipe.seq_len"),
    ({"stage": "sft"}, "parent"),
    ({"rows": [{"text": "same"}] * 4}, "recipe.validation_fraction"),
    ({"model": ModelConfig(hidden_size=32, vocab_size=100, num_attention_heads=2,
      num_key_value_heads=1)}, "model.vocab_size"),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "field"), BAD, ids=[field for _, field in BAD])
def test_bad_configs_end_with_one_line_and_status_2(make_job, capsys, changes, field):
    job = make_job(**changes)
    assert job.run() == 2
    lines = [x for x in capsys.readouterr().err.splitlines() if x.startswith("error: ")]
    assert len(lines) == 1 and field in lines[0]
    finished = job.events()[-1]
    assert (finished.reason, finished.cause) == ("failed", "bad_config")
    assert field in finished.message


@pytest.mark.parametrize("unlike", ["shape", "tokenizer", "stage", "damaged"])
def test_unfit_parents_are_refused_in_words(make_job, tmp_path, unlike):
    parent = _parent(make_job)
    changes = {}
    if unlike == "shape":
        changes["model"] = ModelConfig(
            hidden_size=64, num_attention_heads=2, num_key_value_heads=1, num_hidden_layers=2
        )
    elif unlike == "tokenizer":
        from minimind.data.tokenizer import SHIPPED

        (tmp_path / "tokenizer.json").write_text(SHIPPED.read_text("utf-8") + "\n", "utf-8")
        changes["tokenizer"] = tmp_path / "tokenizer.json"
    elif unlike == "stage":
        model, info = checkpoint.load(parent), checkpoint.read_info(parent)
        info = info.model_copy(update={"stage": "sft"})
        checkpoint.save(
            parent,
            config=model.config,
            weights=checkpoint.trained_weights(model),
            tokenizer=None,
            info=info,
            training=None,
        )
    else:
        with (parent / "model.safetensors").open("r+b") as file:
            file.seek(-1, 2)
            file.write(b"\xff")
    job = make_job(parent=parent)
    assert job.run(**changes) == (1 if unlike == "damaged" else 2)
    finished = job.events()[-1]
    assert finished.cause == ("bad_checkpoint" if unlike == "damaged" else "bad_config")
    words = {"shape": "hidden_size is 32", "damaged": "model.safetensors"}
    assert words.get(unlike, unlike) in finished.message


def test_bad_rows_name_the_file_and_the_line(make_job):
    job = make_job(text='{"text": "fine"}\n{"txt": "misspelt"}\n')
    assert job.run() == 2
    finished = job.events()[-1]
    assert (finished.cause, finished.line) == ("bad_data", 2)
    assert finished.file == str(job.config.dataset.path)


def test_a_config_that_breaks_the_schema_still_gets_its_last_word(make_job):
    job = make_job()
    path = job.write()
    values = json.loads(path.read_text("utf-8"))
    values["recipe"]["learning_rate"] = -1
    path.write_text(json.dumps(values), "utf-8")
    from minimind.train.__main__ import main

    assert main([str(path)]) == 2
    assert "learning_rate" in job.events()[-1].message
    assert main([str(path.with_name("absent.json"))]) == 2
    assert main([]) == 2


@pytest.mark.parametrize(("word", "reason"), [("stop", "stopped"), ("pause", "paused")])
def test_a_request_before_the_first_step_ends_the_run(make_job, word, reason):
    job = make_job(epochs=3)
    job.write()
    job.run_dir.control.write_text(f"{word}\n", "utf-8")
    assert job.run() == 0
    finished = job.events()[-1]
    assert (finished.reason, finished.step) == (reason, 0)
    assert not job.run_dir.checkpoints.exists()
