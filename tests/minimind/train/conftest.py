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

from minimind.spec import DatasetRef, ModelConfig, RunDir, TrainConfig, build_recipe, stage_named
from minimind.spec.events import AnyEvent, event_adapter

TINY = ModelConfig(
    hidden_size=32, num_hidden_layers=2, num_attention_heads=2, num_key_value_heads=1
)
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

    def start(self, attempt: int = 1, processes: int = 1, **changes: Any) -> subprocess.Popen[str]:
        """One attempt in a process of its own, or several under torchrun."""
        launcher = ["-m", "minimind.train"]
        if processes > 1:
            torchrun = ["torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
            launcher = ["-m", *torchrun, "-m", "minimind.train"]
        return subprocess.Popen(
            [sys.executable, *launcher, str(self.write(attempt, **changes))],
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
            rows = rows or (text_rows(200) if stage == "pretrain" else chat_rows(120))
            text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        file = tmp_path / f"data-{count}.jsonl"
        file.write_text(text, "utf-8")
        small = {"seq_len": 64, "global_batch": 8, "micro_batch": 8, "precision": "float32"}
        config = TrainConfig(
            model=model,
            recipe=build_recipe(stage, {**small, "learning_rate": 3e-3, **recipe}),  # type: ignore[arg-type]
            dataset=DatasetRef(
                path=file,
                kind=stage_named(stage).row_kind,
                sha256=hashlib.sha256(file.read_bytes()).hexdigest(),
            ),
            run_dir=tmp_path / f"run-{count}",
            shard_dir=tmp_path / "shards",
            parent=parent,
            device="cpu",
        )
        return Job(config)

    return make
