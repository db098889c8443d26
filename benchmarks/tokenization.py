"""Speed and memory of tokenizing: ``python -m benchmarks.tokenization [FILE.jsonl ...]``.

Speed: how fast the tokenizer alone encodes the texts of the files on all processors, how fast the
whole pipeline goes from the file to finished shards, and the ratio. Files are repeated up to
``--megabytes``; without any, text is generated.

``--memory GB`` instead makes a file of that size, builds its shards, plans a run and walks some
batches, and prints the peak resident memory of this process and of the largest worker.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import re
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from itertools import cycle
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from minimind.data.build import OnProgress
from minimind.data.encode import encode_rows
from minimind.data.packing import PackedSequences
from minimind.data.processors import available_processors
from minimind.data.segments import cut
from minimind.data.shards import Shards, open_or_build
from minimind.data.sources import file_texts, training_texts
from minimind.data.split import split_rows
from minimind.data.tokenizer import load_tokenizer
from minimind.spec import DatasetRef
from minimind.spec.rows import RowKind, guess_kind

_RAW_BATCHES = (64, 256, 1024, 4096)  # texts at once; the tokenizer is judged by its best
_SEQ_LEN = 512
_WALKED_BATCHES = 5_000


def main() -> None:
    """Prints the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("files", nargs="*", type=Path, metavar="FILE.jsonl")
    parser.add_argument("--megabytes", type=int, default=200, help="size to repeat files to")
    parser.add_argument("--rounds", type=int, default=3, help="the best of so many is taken")
    parser.add_argument("--memory", type=float, metavar="GB", help="measure memory instead")
    parser.add_argument("--folder", type=Path, help="for temporary files (default: the system's)")
    arguments = parser.parse_args()
    size = int(arguments.memory * 1e9 if arguments.memory else arguments.megabytes * 1e6)
    for file in arguments.files or [None]:
        with (
            tempfile.TemporaryDirectory(dir=arguments.folder) as folder,
            # In a process of its own, whose memory is not this one's.
            ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool,
        ):
            dataset = pool.submit(make_dataset, Path(folder) / "data.jsonl", file, size).result()
            pool.shutdown()
            print(f"{file or 'generated text'}, {size / 1e6:,.0f} MB, {dataset.kind}")
            if arguments.memory:
                measure_memory(dataset)
            else:
                measure_speed(dataset, arguments.rounds)


def make_dataset(path: Path, source: Path | None, size: int) -> DatasetRef:
    """A file of about ``size`` bytes: the lines of ``source`` (or made-up ones), repeated."""
    if source is None:
        source = path.with_name("made-up.jsonl")
        source.write_bytes(b"".join(made_up_rows()))
    kind: RowKind | None = None
    written = 0
    with path.open("wb") as file:
        while written < size:
            with source.open("rb") as lines:
                for line in lines:
                    kind = kind or guess_kind(line.decode("utf-8"), 1)
                    written += file.write(line)
                    if written >= size:
                        break
    assert kind is not None
    with path.open("rb") as file:
        return DatasetRef(
            path=path, kind=kind, sha256=hashlib.file_digest(file, "sha256").hexdigest()
        )


def made_up_rows() -> Iterator[bytes]:
    """Rows of sentences that people wrote, in two languages, of 1 to 40 sentences each."""
    texts = cycle(training_texts("chitchat") + 3 * training_texts("chatterbot-zh"))
    for count in np.random.default_rng(0).integers(1, 41, 5_000).tolist():
        text = " ".join(next(texts) for _ in range(count))
        yield json.dumps({"text": text}, ensure_ascii=False).encode() + b"\n"


def measure_speed(dataset: DatasetRef, rounds: int) -> None:
    """Raw tokenizer and pipeline in turn, so that a busy machine slows both."""
    tokenizer = load_tokenizer()
    texts = list(file_texts(dataset.path))
    sample = texts[: len(texts) // 10 + 1]
    batch = min(_RAW_BATCHES, key=lambda size: raw_pass(tokenizer, sample, size)[1])
    tokens, raw, ours = 0, [], []
    for _ in range(rounds):
        tokens, seconds = raw_pass(tokenizer, texts, batch)
        raw.append(seconds)
        ours.append(pipeline_pass(tokenizer, dataset))
    print(
        f"  tokenizer alone   {tokens / min(raw):>12,.0f} tokens/s on {available_processors()} "
        f"processors, {batch} texts at once"
    )
    print(f"  file to shards    {tokens / min(ours):>12,.0f} tokens/s")
    print(f"  ratio             {min(raw) / min(ours):>12.2f}")


def raw_pass(tokenizer: Tokenizer, texts: list[str], batch: int) -> tuple[int, float]:
    """(tokens, seconds) of encoding ``texts``, ``batch`` at once."""
    tokens, seconds = 0, 0.0
    for begin in range(0, len(texts), batch):
        part = texts[begin : begin + batch]
        started = time.perf_counter()
        encodings = tokenizer.encode_batch_fast(part, add_special_tokens=False)
        seconds += time.perf_counter() - started
        tokens += sum(map(len, encodings))
    return tokens, seconds


def pipeline_pass(tokenizer: Tokenizer, dataset: DatasetRef) -> float:
    """Seconds from the file to finished shards."""
    with tempfile.TemporaryDirectory(dir=dataset.path.parent) as folder:
        started = time.perf_counter()
        build(tokenizer, dataset, Path(folder), lambda done, total: None)
        return time.perf_counter() - started


def build(
    tokenizer: Tokenizer, dataset: DatasetRef, folder: Path, on_progress: OnProgress
) -> Shards:
    """The shards of ``dataset``, not kept."""
    encode = partial(encode_rows, tokenizer, dataset.kind)
    return open_or_build(folder, "shards", dataset, encode, on_progress)


def measure_memory(dataset: DatasetRef) -> None:
    """From the file to batches."""
    report_memory("before")
    largest = 0

    def watch(done: int, total: int) -> None:
        nonlocal largest
        del done, total
        pids = (child.pid for child in multiprocessing.active_children())
        largest = max(largest, *(peak_memory(pid) for pid in pids if pid), 0)

    started = time.perf_counter()
    shards = build(load_tokenizer(), dataset, dataset.path.parent, watch)
    count = len(shards.tokens)
    report_memory(f"built: {len(shards.keys):,} rows, {count:,} tokens", started)
    print(f"  {largest / 1e6:>6.0f} MB  the largest worker")

    started = time.perf_counter()
    rows, _ = split_rows(shards.keys, 0.05)
    overlong, group = ("split", 1) if dataset.kind == "text" else ("truncate", 1)
    if dataset.kind == "preferences":
        group = 2
    segments = cut(shards, rows, _SEQ_LEN, overlong, group)
    packed = PackedSequences(shards, segments, _SEQ_LEN, seed=0, group=group)
    fill = packed.tokens.sum() / (len(packed) * _SEQ_LEN * group)
    report_memory(f"planned: {len(packed):,} sequences, {fill:.2%} full", started)

    started = time.perf_counter()
    order = np.random.default_rng(0).integers(0, len(packed), (_WALKED_BATCHES, 32))
    walked = sum(packed.collate(sequences).input_ids.size for sequences in order)
    report_memory(f"walked {walked:,} positions", started)


def report_memory(what: str, started: float | None = None) -> None:
    """Prints the peak so far, and the seconds since ``started``."""
    seconds = f", {time.perf_counter() - started:.1f} s" if started else ""
    print(f"  {peak_memory(os.getpid()) / 1e6:>6.0f} MB  {what}{seconds}", flush=True)


def peak_memory(pid: int) -> int:
    """Most bytes that a process had resident so far, mapped files included; 0 when it is gone."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    found = re.search(r"VmHWM:\s*(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0


if __name__ == "__main__":
    main()
