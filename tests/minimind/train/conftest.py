"""Tiny runs on generated text."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from minimind import checkpoint
from minimind.checkpoint import CheckpointInfo
from minimind.data.tokenizer import tokenizer_hash
from minimind.model import Transformer
from minimind.spec import DatasetRef, ModelConfig, RunDir, TrainConfig, build_recipe, stage_named
from minimind.spec.events import AnyEvent, event_adapter

TINY = ModelConfig(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1
)
TINY_MOE = TINY.model_copy(update={"use_moe": True, "intermediate_size": 48})
WORDS = ["the", "cat", "sat", "on", "a", "mat", "and", "saw", "one", "red", "fish", "你好", "世界"]


@pytest.fixture(autouse=True)
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One thread here as in the processes that tests start: the same arithmetic, to the bit."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


def sentence(i: int) -> str:
    digest = hashlib.sha256(str(i).encode()).digest()
    return " ".join(WORDS[b % len(WORDS)] for b in digest[: 4 + digest[31] % 24])


def text_rows(count: int) -> list[dict[str, Any]]:
    return [{"text": sentence(i)} for i in range(count)]


def chat_rows(count: int) -> list[dict[str, Any]]:
    return [
        {
            "conversations": [
                {"role": "user", "content": sentence(i)},
                {"role": "assistant", "content": sentence(i + 7)},
            ]
        }
        for i in range(count)
    ]


def reason_rows(count: int) -> list[dict[str, Any]]:
    rows = chat_rows(count)
    for i, row in enumerate(rows):
        answer = row["conversations"][1]
        thought = f"<think>\n{sentence(i + 3)}\n</think>\n"
        answer["content"] = f"{thought}<answer>\n{answer['content']}\n</answer>"
    return rows


def pair_rows(count: int) -> list[dict[str, Any]]:
    """The better answer begins with a fish."""
    rows = []
    for i, row in enumerate(chat_rows(count)):
        question, answer = row["conversations"]
        better = {**answer, "content": f"fish fish {sentence(i + 11)}"}
        rows.append({"chosen": [question, better], "rejected": [question, answer]})
    return rows


ROWS: dict[str, Callable[[int], list[dict[str, Any]]]] = {
    "pretrain": text_rows,
    "sft": chat_rows,
    "lora": chat_rows,
    "dpo": pair_rows,
    "reason": reason_rows,
}
# What each stage may start from.
PARENT_STAGE = {
    "pretrain": "pretrain",
    "sft": "pretrain",
    "lora": "sft",
    "dpo": "sft",
    "reason": "sft",
}


def save_model(directory: Path, model: Transformer, stage: str, **about: Any) -> Path:
    """A checkpoint of ``stage`` with these weights; ``about`` are fields of its info."""
    values = {"step": 1, "total_steps": 1, "tokenizer_sha256": tokenizer_hash(), **about}
    checkpoint.save(
        directory,
        config=model.config,
        weights=checkpoint.trained_weights(model),
        tokenizer=None,
        info=CheckpointInfo(stage=stage, **values),
        training=None,
    )
    return directory


class Job:
    """One run directory and how to run attempts in it."""

    def __init__(self, config: TrainConfig) -> None:
        self.config = config
        self.run_dir = RunDir(config.run_dir)

    def write(self, attempt: int = 1, **changes: Any) -> Path:
        """Writes the config of an attempt; ``changes`` are fields of TrainConfig."""
        path = self.run_dir.config(attempt)
        path.parent.mkdir(parents=True, exist_ok=True)
        config = self.config.model_copy(update={"attempt": attempt, **changes})
        path.write_text(config.model_dump_json(), "utf-8")
        return path

    def run(self, attempt: int = 1, **changes: Any) -> int:
        """One attempt within this process."""
        from minimind.train.__main__ import main

        return main([str(self.write(attempt, **changes))])

    def start(
        self,
        attempt: int = 1,
        processes: int = 1,
        launcher: list[str] | None = None,
        **changes: Any,
    ) -> subprocess.Popen[str]:
        """One attempt in a process of its own, or several under torchrun.

        ``launcher``: another one, as the arguments after ``python -m``.
        """
        if launcher is None:
            logs = f"--log-dir={self.run_dir.path / 'torchrun'}"  # not in /tmp
            torchrun = ["torch.distributed.run", "--standalone", logs]
            launcher = [*torchrun, f"--nproc-per-node={processes}", "-m"] if processes > 1 else []
        module = ["-m", *launcher, "minimind.train"]
        return subprocess.Popen(
            [sys.executable, *module, str(self.write(attempt, **changes))],
            env={**os.environ, "OMP_NUM_THREADS": "1"},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def events(self, attempt: int = 1, kind: str | None = None) -> list[Any]:
        """The attempt's whole event lines so far, perhaps only those of one type."""
        try:
            text = self.run_dir.events(attempt).read_text("utf-8")
        except FileNotFoundError:
            return []
        whole = text[: text.rfind("\n") + 1].splitlines()
        found: list[AnyEvent] = [event_adapter.validate_json(line) for line in whole]
        return [event for event in found if kind in (None, event.type)]

    def checkpoint(self, step: int) -> Path:
        return self.run_dir.checkpoints / f"step-{step:08d}"


MakeJob = Callable[..., Job]


@pytest.fixture
def make_job(tmp_path: Path) -> MakeJob:
    """``make_job(stage, rows=..., **recipe)``: a small run; every job of a test shares shards."""
    return job_maker(tmp_path)


def job_maker(folder: Path) -> MakeJob:
    """The same for jobs in ``folder``, of more than one test."""
    count = 0

    def make(
        stage: str = "pretrain",
        *,
        rows: list[dict[str, Any]] | None = None,
        text: str | None = None,
        parent: Path | None = None,
        model: ModelConfig = TINY,
        **recipe: Any,
    ) -> Job:
        nonlocal count
        count += 1
        if text is None:
            rows = rows or ROWS[stage](100 if stage == "pretrain" else 60)
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        file = folder / f"data-{count}.jsonl"
        file.write_text(text, "utf-8")
        small: dict[str, Any] = {"seq_len": 64, "global_batch": 4, "micro_batch": 4}
        small |= {"precision": "float32", "sample_prompts": [], "learning_rate": 3e-3}
        config = TrainConfig(
            model=model,
            recipe=build_recipe(stage, {**small, **recipe}),
            dataset=DatasetRef(
                path=file,
                kind=stage_named(stage).row_kind,
                sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
            ),
            run_dir=folder / f"run-{count}",
            shard_dir=folder / "shards",
            parent=parent,
            device="cpu",
        )
        return Job(config)

    return make


MakeParent = Callable[..., Path]


@pytest.fixture
def make_parent(tmp_path: Path) -> MakeParent:
    """``make_parent(stage)``: a checkpoint with fresh weights that ``stage`` may start from."""

    def make(stage: str, model: ModelConfig = TINY, *, seed: int = 0, **about: Any) -> Path:
        torch.manual_seed(seed)
        kind = "moe" if model.use_moe else "dense"
        directory = tmp_path / f"parent-of-{stage}-{kind}-{seed}"
        return save_model(directory, Transformer(model), PARENT_STAGE[stage], **about)

    return make
