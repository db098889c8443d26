"""Useful tokens a second of this trainer and of the plain rival, in turns on the same rows.

    python benchmarks/train_throughput.py --size small --batch 4 --steps 4 --rounds 3

Prints, for full rows and for rows half full on average, both rates, their ratio in wall time and
in processor time (steadier on a machine that does other things too), peak memory and MFU. With
``--moe`` also how fast a mixture of experts is beside a dense model that computes as much.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import torch

from benchmarks.rival import Rival
from minimind.data.sources import file_texts, training_texts
from minimind.data.tokenizer import encode_text, load_tokenizer
from minimind.spec import SIZES, DatasetRef, ModelConfig, RunDir, TrainConfig, build_recipe
from minimind.spec.events import Metric, Started, event_adapter
from minimind.train.__main__ import report_start
from minimind.train.control import Control
from minimind.train.device import set_threads
from minimind.train.loop import Trainer
from minimind.train.meter import Position
from minimind.train.reporter import Reporter
from minimind.train.setup import set_up
from minimind.train.strategy import make_strategy

SOURCE = "chitchat"


@dataclass(frozen=True)
class Bench:
    """What is the same for all measurements of one call."""

    arguments: argparse.Namespace
    device: torch.device
    folder: Path


def main() -> None:
    arguments = _arguments()
    device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
    set_threads(1)
    if arguments.data is None:
        words = training_texts(SOURCE, limit=2_000_000)
    else:
        words = list(file_texts(arguments.data))
    name = torch.cuda.get_device_name() if device.type == "cuda" else f"{os.cpu_count()} CPU cores"
    print(f"torch {torch.__version__}, {name}, {arguments.batch} rows of {arguments.seq_len}")
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(arguments, device, Path(folder))
        for size in arguments.size:
            for fill in arguments.fill:
                texts = rows(words, arguments.rows, arguments.seq_len, fill)
                _compare(bench, size, fill, texts)
        if arguments.moe:
            _compare_moe(bench, rows(words, arguments.rows, arguments.seq_len, "full"))


def rows(words: list[str], count: int, seq_len: int, fill: str) -> list[str]:
    """Texts of about ``seq_len`` tokens, or of a tenth to nine tenths of that for ``half``."""
    tokenizer, draw = load_tokenizer(), random.Random(0)
    stream = encode_text(tokenizer, "\n".join(words[: 40 * count]))
    texts, at = [], 0
    for _ in range(count):
        length = seq_len - 1 if fill == "full" else draw.randint(seq_len // 10, 9 * seq_len // 10)
        if at + length > len(stream):
            at = draw.randrange(seq_len)
        texts.append(tokenizer.decode(stream[at : at + length]).replace("\ufffd", "") or "a")
        at += length
    return texts


@dataclass(frozen=True)
class Rate:
    """One run of this trainer."""

    tokens_per_s: float  # useful ones, without the first update
    processor_s: float  # a token, over all threads
    started: Started
    last: Metric


def _compare(bench: Bench, size: str, fill: str, texts: list[str]) -> None:
    given = bench.arguments
    rival = Rival(
        SIZES[size],
        texts,
        load_tokenizer(),
        seq_len=given.seq_len,
        batch=given.batch,
        device=bench.device,
    )
    rival.run(1)  # warm
    wall, processor, mine, theirs = [], [], [], []
    for _ in range(given.rounds):
        begin = time.process_time()
        useful, seconds = rival.run(given.steps)
        cost = (time.process_time() - begin) / useful
        rate = _ours(bench, SIZES[size], texts)
        mine.append(rate)
        theirs.append(useful / seconds)
        wall.append(rate.tokens_per_s / theirs[-1])
        processor.append(cost / rate.processor_s)
    last, median = mine[-1].last, statistics.median
    mfu = "" if last.mfu is None else f", MFU {last.mfu:.1%}"
    print(
        f"{size:>6} {fill}: {median(r.tokens_per_s for r in mine):,.0f} useful tokens/s "
        f"({mine[-1].started.precision}), plain rival {median(theirs):,.0f}: ratio "
        f"{median(wall):.2f} (processor time {median(processor):.2f}); peak "
        f"{(last.memory_bytes or 0) / 2**30:.1f} GiB, waited {last.wait or 0:.2%}{mfu}",
        flush=True,
    )


def _compare_moe(bench: Bench, texts: list[str]) -> None:
    moe = SIZES["moe"]
    at_work = moe.num_experts_per_tok + moe.n_shared_experts
    dense = ModelConfig(
        hidden_size=moe.hidden_size,
        num_hidden_layers=moe.num_hidden_layers,
        intermediate_size=at_work * moe.intermediate_size,
    )
    ratios = []
    for _ in range(bench.arguments.rounds):
        sparse, full = (_ours(bench, config, texts) for config in (moe, dense))
        ratios.append(full.processor_s / sparse.processor_s)
        if bench.device.type == "cuda":
            ratios[-1] = sparse.tokens_per_s / full.tokens_per_s
    print(f"   moe: {statistics.median(ratios):.0%} of the rate of a dense model as active")


def _ours(bench: Bench, config: ModelConfig, texts: list[str]) -> Rate:
    """A real run, all of its reporting included."""
    given, run_dir = bench.arguments, Path(tempfile.mkdtemp(dir=bench.folder))
    data = bench.folder / "rows.jsonl"
    data.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts), "utf-8")
    recipe = build_recipe(
        "pretrain",
        {
            "seq_len": given.seq_len,
            "global_batch": given.batch,
            "micro_batch": given.batch,
            "max_steps": given.steps + 1,
            "epochs": 10_000,
            "validation_fraction": 0,
            "sample_prompts": [],
            "gradient_checkpointing": given.gradient_checkpointing,
            "compile": given.compile,
            "precision": given.precision,
            "checkpoint_every": 10**6,
        },
    )
    digest = hashlib.sha256(data.read_bytes()).hexdigest()
    train_config = TrainConfig(
        model=config,
        recipe=recipe,
        dataset=DatasetRef(path=data, kind="text", sha256=digest),
        run_dir=run_dir,
        shard_dir=bench.folder / "shards",
    )
    reporter = Reporter(RunDir(run_dir).events(1), is_main=True)
    control, strategy = Control(RunDir(run_dir).control), make_strategy(bench.device, recipe)
    run = set_up(train_config, strategy, reporter, control, Position())
    report_start(run, strategy, reporter)
    begin = time.process_time()
    Trainer(run, strategy, reporter, control).train()
    used = time.process_time() - begin
    lines = RunDir(run_dir).events(1).read_text("utf-8").splitlines()
    events = [event_adapter.validate_json(line) for line in lines]
    started = next(event for event in events if isinstance(event, Started))
    metrics = [event for event in events if isinstance(event, Metric)]
    first, last = metrics[0], metrics[-1]
    rate = (last.tokens - first.tokens) / (last.seconds - first.seconds)
    return Rate(rate, used / last.tokens, started, last)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--size", nargs="+", choices=SIZES, default=["small"])
    parser.add_argument("--fill", nargs="+", choices=("full", "half"), default=["full", "half"])
    parser.add_argument("--seq-len", type=int, default=512)
    parser.add_argument("--batch", type=int, default=4, help="rows an update")
    parser.add_argument("--rows", type=int, default=256, help="rows of the dataset")
    parser.add_argument("--steps", type=int, default=4, help="updates a round")
    parser.add_argument("--rounds", type=int, default=3, help="turns of both; medians count")
    parser.add_argument("--data", type=Path, help="a .jsonl file of texts; none: open dialogues")
    parser.add_argument("--compile", choices=("auto", "on", "off"), default="auto")
    parser.add_argument(
        "--precision", choices=("auto", "float32", "bfloat16", "float16"), default="auto"
    )
    parser.add_argument("--gradient-checkpointing", action="store_true")
    parser.add_argument("--moe", action="store_true", help="also compare moe with a dense model")
    return parser.parse_args()


if __name__ == "__main__":
    main()
