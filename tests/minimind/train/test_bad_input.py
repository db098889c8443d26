"""Mistakes: one clear line, exit status 2, and the same words in the run's last event."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

from minimind.data.tokenizer import SHIPPED
from minimind.model import Transformer
from minimind.train.__main__ import main

from .conftest import TINY, Job, chat_rows, pair_rows, save_model, text_rows

LONG_QUESTIONS = [
    {
        "conversations": [
            {"role": "user", "content": f"{i} fish " * 60},
            {"role": "assistant", "content": "yes"},
        ]
    }
    for i in range(20)
]


def check_refusal(job: Job, errors: str, cause: str, words: str) -> None:
    """``errors`` is what the attempt wrote to stderr."""
    lines = [line for line in errors.splitlines() if line.startswith("error: ")]
    assert len(lines) == 1 and "Traceback" not in errors, errors
    finished = job.events()[-1]
    assert [event.type for event in job.events()].count("finished") == 1
    assert (finished.type, finished.reason, finished.step) == ("finished", "failed", 0)
    assert finished.cause == cause
    assert lines[0] == f"error: {finished.message}"
    assert re.search(words, finished.message), finished.message
    assert not job.run_dir.checkpoints.exists()


@pytest.fixture
def refused(capsys, caplog):
    """``refused(job, cause, words, **changes)``: runs it in this process and checks the end."""

    def run(job: Job, cause: str, words: str, **changes: Any) -> None:
        capsys.readouterr()
        assert job.run(**changes) == 2
        check_refusal(job, capsys.readouterr().err, cause, words)
        assert not [record for record in caplog.records if record.exc_info]

    return run


def with_json(job: Job, where: str, value: Any) -> Path:
    """The job's config file with one value changed by hand, at a dotted name."""
    path = job.write()
    values = json.loads(path.read_text("utf-8"))
    *parents, name = where.split(".")
    target = values
    for parent in parents:
        target = target[parent]
    target[name] = value
    path.write_text(json.dumps(values), "utf-8")
    return path


SCHEMA = [
    ("recipe.learning_rat", 1e-3, r"recipe\.learning_rat: There is no such field"),
    ("colour", "red", "colour: There is no such field"),
    ("model.depth", 3, r"model\.depth: There is no such field"),
    ("recipe.learning_rate", -1, r"recipe\.learning_rate: .*greater than 0"),
    ("recipe.epochs", 0, r"recipe\.epochs: .*greater than or equal to 1"),
    ("recipe.epochs", "many", r"recipe\.epochs: .*integer"),
    ("recipe.zero_stage", 4, r"recipe\.zero_stage"),
    ("recipe.stage", "dream", "recipe: .*'pretrain'.*"),
    ("recipe.micro_batch", 4096, "micro_batch must not exceed global_batch"),
    ("model.hidden_size", 33, "multiple of num_attention_heads"),
    ("dataset.sha256", "abc", r"dataset\.sha256"),
]


@pytest.mark.parametrize(("where", "value", "words"), SCHEMA, ids=lambda x: str(x)[:24])
def test_fields_that_break_the_schema(make_job, capsys, where, value, words):
    job = make_job()
    assert main([str(with_json(job, where, value))]) == 2
    check_refusal(job, capsys.readouterr().err, "bad_config", words)


def small_model(**changes: Any) -> dict[str, Any]:
    return {"model": TINY.model_copy(update=changes)}


# (what make_job gets, what only the attempt gets, the words that it ends with)
CONFIGS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "no parent": ({"stage": "sft"}, {}, "parent: The stage sft starts from a checkpoint"),
    "absent parent": ({"stage": "sft"}, {"parent": Path("/gone")}, "no checkpoint at /gone"),
    "absent teacher": ({}, {"teacher": Path("/gone")}, "teacher: There is no checkpoint at /gone"),
    "too long": (
        {"seq_len": 128, **small_model(max_position_embeddings=64)},
        {},
        r"recipe\.seq_len: seq_len is 128, but the model has 64",
    ),
    "small vocabulary": (small_model(vocab_size=100), {}, "model.vocab_size: The tokenizer has"),
    "no tokenizer": ({}, {"tokenizer": Path("/gone")}, "tokenizer: /gone cannot be read"),
    "long prompt": (
        {"sample_prompts": ["hi", "fish " * 90], **small_model(max_position_embeddings=128)},
        {},
        r"recipe\.sample_prompts\.1: The prompt has .* tokens",
    ),
    "scaled shares": ({"zero_stage": 1, "precision": "float16"}, {}, "float16 and DeepSpeed"),
    "compiled shares": ({"zero_stage": 3, "compile": "on"}, {}, "cannot be compiled"),
    "one row": ({"rows": [{"text": "same"}] * 4}, {}, "validation_fraction: .* one distinct row"),
}


@pytest.mark.parametrize("case", CONFIGS)
def test_configs_that_ask_for_the_impossible(make_job, refused, case):
    made, changes, words = CONFIGS[case]
    refused(make_job(**made), "bad_config", words, **changes)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
def test_a_gpu_that_is_not_there(make_job, refused):
    refused(make_job(), "bad_config", "device: This machine shows 0 GPUs", device="cuda")


DATA: dict[str, tuple[dict[str, Any], str, int | None]] = {
    "empty": ({"text": "\n\n"}, "holds no rows", None),
    "misspelt": ({"text": '{"text": "fine"}\n{"txt": "no"}\n'}, "line 2, .*text", 2),
    "no object": ({"text": '{"text": "fine"}\n\n[1]\n'}, "line 3: .*array", 3),
    "no JSON": ({"text": '{"text": "fine"}\n{"text": \n'}, "line 2: The line is not JSON", 2),
    "other rows": ({"rows": chat_rows(3)}, "line 1, text", 1),
    "too long": (
        {"stage": "sft", "rows": LONG_QUESTIONS},
        r"recipe\.seq_len: No row has anything to learn within its first 64 tokens",
        None,
    ),
}


@pytest.mark.parametrize("case", DATA)
def test_data_that_cannot_be_trained_on(make_job, make_parent, refused, case):
    made, words, line = DATA[case]
    parent = make_parent("sft") if made.get("stage") else None
    job = make_job(**made, parent=parent)
    refused(job, "bad_data", words)
    assert job.events()[-1].line == line
    assert job.events()[-1].file == str(job.config.dataset.path)


def test_data_for_another_stage(make_job, make_parent, refused):
    pairs = make_job("dpo", rows=pair_rows(3)).config.dataset
    words = "dataset: The stage sft needs rows of kind 'conversations'; the dataset has 'prefer"
    refused(make_job("sft", parent=make_parent("sft")), "bad_config", words, dataset=pairs)


@pytest.mark.parametrize("how", ["absent", "changed"])
def test_data_that_is_not_what_was_registered(make_job, refused, how):
    job = make_job(rows=text_rows(30))
    if how == "absent":
        job.config.dataset.path.unlink()
        refused(job, "bad_data", "does not exist")
    else:
        with job.config.dataset.path.open("a") as file:
            file.write('{"text": "one more"}\n')
        refused(job, "bad_data", "dataset.sha256: .*changed since it was registered")


@pytest.mark.parametrize("unlike", ["shape", "tokenizer", "stage"])
def test_parents_that_do_not_fit(make_job, make_parent, refused, tmp_path, unlike):
    job, changes = make_job("sft", parent=make_parent("sft")), {}
    if unlike == "shape":
        changes["model"] = TINY.model_copy(update={"hidden_size": 64})
        words = "parent: .*another shape: hidden_size is 32, expected 64"
    elif unlike == "tokenizer":
        (tmp_path / "tokenizer.json").write_text(SHIPPED.read_text("utf-8") + "\n", "utf-8")
        changes["tokenizer"] = tmp_path / "tokenizer.json"
        words = "parent: .*another tokenizer"
    else:
        changes["parent"] = save_model(tmp_path / "reasoner", Transformer(TINY), "reason")
        words = "parent: .*is of stage reason; sft starts from pretrain or sft"
    refused(job, "bad_config", words, **changes)


def test_a_damaged_parent_is_a_matter_of_its_own(make_job, make_parent, capsys):
    job = make_job("sft", parent=make_parent("sft"))
    with (job.config.parent / "model.safetensors").open("r+b") as file:
        file.seek(-1, 2)
        file.write(b"\xff")
    assert job.run() == 1
    check_refusal(job, capsys.readouterr().err, "bad_checkpoint", "model.safetensors differs")


@pytest.mark.parametrize("unlike", ["vocabulary", "positions", "tokenizer", "stage"])
def test_teachers_that_do_not_fit(make_job, make_parent, refused, tmp_path, unlike):
    shapes = {
        "vocabulary": TINY.model_copy(update={"vocab_size": 6500}),
        "positions": TINY.model_copy(update={"max_position_embeddings": 32}),
    }
    shape = shapes.get(unlike, TINY)
    other = {"tokenizer_sha256": "0" * 64} if unlike == "tokenizer" else {}
    changes = {"teacher": save_model(tmp_path / "teacher", Transformer(shape), "pretrain", **other)}
    job = make_job()
    if unlike == "stage":
        job = make_job("dpo", parent=make_parent("dpo"))
    words = {
        "vocabulary": "teacher: The teacher has 6500 entries in its vocabulary, the model 6400",
        "positions": "teacher: seq_len is 64, but the teacher has 32 positions",
        "tokenizer": "teacher: The teacher checkpoint was trained with another tokenizer",
        "stage": "teacher: The stage dpo has no use for a teacher",
    }
    refused(job, "bad_config", words[unlike], **changes)


def test_configs_that_cannot_be_read(tmp_path, capsys):
    assert main([str(tmp_path / "absent.json")]) == 2
    (tmp_path / "text.json").write_text("no JSON", "utf-8")
    assert main([str(tmp_path / "text.json")]) == 2
    assert main([str(tmp_path)]) == 2
    assert main([]) == 2
    errors = capsys.readouterr().err.splitlines()
    assert [line.split(":")[0] for line in errors] == ["error"] * 3 + ["usage"]
    assert "absent.json cannot be read" in errors[0] and "is not JSON" in errors[1]


@pytest.mark.slow
def test_mistakes_end_real_processes_the_same_way(make_job, tmp_path):
    """What is true within this process is so from a shell, logging included."""
    jobs = [make_job("sft", parent=tmp_path / "gone"), make_job(rows=chat_rows(3))]
    started = [
        subprocess.Popen(
            [sys.executable, "-m", "minimind.train", str(job.write())],
            stderr=subprocess.PIPE,
            text=True,
        )
        for job in jobs
    ]
    ends = [("bad_config", "parent: There is no checkpoint at"), ("bad_data", "line 1")]
    for job, process, (cause, words) in zip(jobs, started, ends, strict=True):
        _, errors = process.communicate(timeout=120)
        assert process.returncode == 2, errors
        check_refusal(job, errors, cause, words)
