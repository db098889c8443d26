"""The corpus: ends of real logs, each with what the doctor must make of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from minimind.spec import DatasetRef, TrainConfig, build_recipe, size_config
from minimind.spec.events import Finished
from worker.doctor import Remains
from worker.doctor.remains import RankError

CORPUS = Path(__file__).parent / "corpus"


@dataclass(frozen=True)
class Example:
    """One log end with its verdict.

    Attributes:
        words: that the message must hold.
        fix: in full, or None.
    """

    name: str
    provenance: str
    remains: Remains
    cause: str
    words: list[str]
    fix: dict[str, Any] | None


def config(recipe: dict[str, Any] | None = None, *, on_gpu: bool = False) -> TrainConfig:
    """Of a pretraining with these hyper-parameters."""
    return TrainConfig(
        model=size_config("nano"),
        size="nano",
        recipe=build_recipe("pretrain", recipe or {}),
        dataset=DatasetRef(path=Path("words.jsonl"), kind="text", sha256="0" * 64),
        run_dir=Path("run"),
        shard_dir=Path("shards"),
        device="cuda" if on_gpu else "cpu",
    )


def finished(**values: Any) -> Finished:
    return Finished(**{"time": 1.0, "step": 10, **values})


def examples() -> list[Example]:
    """The whole corpus, by name."""
    return [_read(path) for path in sorted(CORPUS.glob("*.txt"))]


def _read(path: Path) -> Example:
    told = json.loads(path.with_suffix(".json").read_text("utf-8"))
    line = told.get("finished")
    remains = Remains(
        finished=finished(**line) if line else None,
        exit_code=told["exit_code"],
        log=path.read_text("utf-8"),
        last_checkpoint_step=told.get("last_checkpoint_step"),
        memory_kills=told.get("memory_kills", 0),
        errors=tuple(RankError(**error) for error in told.get("errors", [])),
        config=config(told.get("recipe"), on_gpu=told.get("on_gpu", False)),
        shared_memory_bytes=told.get("shared_memory_bytes"),
    )
    return Example(
        path.stem, told["provenance"], remains, told["cause"], told["words"], told["fix"]
    )
