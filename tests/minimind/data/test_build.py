"""Parallel, resumable builds: the same bytes whoever works, whatever is killed."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from minimind.data.build import Pace
from minimind.data.encode import encode_rows
from minimind.data.encode_range import Source, encode_part
from minimind.data.encoded import Encoded
from minimind.data.ranges import split_file
from minimind.data.shards import BadDataError, open_or_build
from minimind.data.store import ARRAYS, read_meta
from minimind.data.tokenizer import load_tokenizer
from minimind.spec import DatasetRef
from minimind.spec.rows import MAX_LINE_BYTES, RowKind

ROOT = Path(__file__).parents[3]
TOGETHER = Pace(workers=2, range_bytes=20_000)


def encoder(kind: RowKind = "text") -> Callable[[list[dict[str, Any]]], Encoded]:
    return partial(encode_rows, load_tokenizer(), kind)


class Counting:
    """An encoder that counts the rows that it is given."""

    def __init__(self) -> None:
        self.rows = 0
        self._encode = encoder()

    def __call__(self, rows: list[dict[str, Any]]) -> Encoded:
        self.rows += len(rows)
        return self._encode(rows)


def quiet(done: int, total: int) -> None:
    del done, total


def text_lines(count: int, words: int = 40) -> list[str]:
    return [json.dumps({"text": f"row {i} 你好 " + f"word{i % 97} " * words}) for i in range(count)]


def dataset(path: Path, content: str | bytes, kind: RowKind = "text") -> DatasetRef:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return DatasetRef(path=path, kind=kind, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def arrays_of(directory: Path) -> dict[str, bytes]:
    return {name: (directory / f"{name}.bin").read_bytes() for name in ARRAYS}


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def turns(*words: str) -> list[dict[str, str]]:
    roles = ("user", "assistant")
    return [{"role": roles[i % 2], "content": word} for i, word in enumerate(words)]


PREFERENCES = [
    {"chosen": turns(f"q{i}", f"good {i}"), "rejected": turns(f"q{i}", "bad " * (i % 9 + 1))}
    for i in range(400)
]
FILES: dict[str, tuple[RowKind, str | bytes]] = {
    "odd ends": ("text", "\ufeff" + "\r\n\n  \n".join(text_lines(300)) + "\n\n" + '{"text": "z"}'),
    "preferences": ("preferences", "".join(json.dumps(row) + "\n" for row in PREFERENCES)),
}


@pytest.mark.parametrize("name", FILES)
def test_any_number_of_processes_and_ranges_makes_the_same_arrays(tmp_path, name):
    kind, content = FILES[name]
    source = dataset(tmp_path / "d.jsonl", content, kind)
    shards = open_or_build(tmp_path, "one", source, encoder(kind), quiet)
    assert len(shards.keys) == {"odd ends": 301, "preferences": 800}[name]
    if kind == "preferences":
        assert (shards.keys[::2] == shards.keys[1::2]).all()
        assert len(set(shards.keys.tolist())) == 400
    expected = arrays_of(tmp_path / "one")
    for pace in (Pace(1, 1), Pace(1, 777), TOGETHER):
        open_or_build(tmp_path, str(pace), source, encoder(kind), quiet, pace=pace)
        assert arrays_of(tmp_path / str(pace)) == expected
    assert not list(tmp_path.glob(".tmp-*"))


@pytest.mark.parametrize(
    ("pace", "bad", "words"),
    [
        (TOGETHER, "nonsense", "not JSON"),
        (Pace(1, 500), '{"text": ""}', "empty"),
        # A byte-order mark belongs in line 1 only, not in that of every range.
        (Pace(1, 1), '\ufeff{"text": "a"}', "not JSON"),
        (Pace(1, 500), '{"text": "' + "a" * MAX_LINE_BYTES + '"}', "longer than 4 MiB"),
    ],
    ids=["together", "empty", "byte-order mark", "long"],
)
def test_the_first_bad_row_of_the_file_is_told_by_its_line(tmp_path, pace, bad, words):
    lines = text_lines(400)
    lines[20] = ""
    lines[332] = bad
    lines[333] = lines[399] = "worse"
    source = dataset(tmp_path / "d.jsonl", "\n".join(lines))
    with pytest.raises(BadDataError, match=words) as caught:
        open_or_build(tmp_path / "s", "k", source, encoder(), quiet, pace=pace)
    assert (caught.value.file, caught.value.line) == (source.path, 333)
    assert not [p for p in (tmp_path / "s").iterdir() if p.is_dir()]


def lopsided(path: Path) -> Pace:
    """Two processes, of which one has nearly all to do."""
    return Pace(workers=2, range_bytes=int(path.stat().st_size * 0.98))


def test_a_mistake_that_is_found_later_but_stands_earlier_is_the_one_told(tmp_path):
    lines = text_lines(8000)
    lines[7000] = "earlier in the file, later in time"
    lines[7999] = "the other process finds this at once"
    source = dataset(tmp_path / "d.jsonl", "\n".join(lines))
    with pytest.raises(BadDataError) as caught:
        open_or_build(tmp_path, "k", source, encoder(), quiet, pace=lopsided(source.path))
    assert caught.value.line == 7001


# Builds until 40% are done, tells which processes work for it, and is killed.
DOOMED = """
import multiprocessing, os, signal, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
from minimind.data import build
from test_build import DatasetRef, TOGETHER, encoder, open_or_build
build._COMMIT_BYTES = {commit}
def killed_at_40_percent(done, total):
    if done > 0.4 * total:
        pids = [str(child.pid) for child in multiprocessing.active_children()]
        Path({pids!r}).write_text(" ".join(pids))
        os.kill(os.getpid(), signal.SIGKILL)
if __name__ == "__main__":
    source = DatasetRef(path=Path({path!r}), kind="text", sha256={sha!r})
    open_or_build(Path({shards!r}), "k", source, encoder(), killed_at_40_percent, pace=TOGETHER)
"""


def rows_done(work: Path) -> int:
    """Of an unfinished build: joined for good, or in a part that waits to be."""
    whole = work / "whole"
    parts = [read_meta(part)["lengths"]["keys"] for part in work.glob("*-*")]
    joined = (whole / "meta.json").exists() and read_meta(whole, may_exceed=True)["lengths"]["keys"]
    return joined + sum(parts)


@pytest.mark.parametrize("commit", [1, 10**9])
def test_a_build_killed_in_the_middle_is_gone_on_with(tmp_path, commit):
    source = dataset(tmp_path / "d.jsonl", "\n".join(text_lines(1500)))
    pids = tmp_path / "pids"
    code = DOOMED.format(
        root=str(ROOT),
        here=str(Path(__file__).parent),
        pids=str(pids),
        path=str(source.path),
        sha=source.sha256,
        shards=str(tmp_path / "s"),
        commit=commit,
    )
    done = subprocess.run([sys.executable, "-c", code], timeout=100, check=False)
    assert done.returncode == -signal.SIGKILL
    workers = [int(pid) for pid in pids.read_text().split()]
    assert len(workers) == 2
    while any(map(is_running, workers)):  # else the test's time limit tells
        time.sleep(0.01)

    work = tmp_path / "s" / ".tmp-k"
    finished = rows_done(work)
    assert 0.3 * 1500 < finished < 1500
    counting = Counting()
    alone = Pace(1, TOGETHER.range_bytes)
    open_or_build(tmp_path / "s", "k", source, counting, quiet, pace=alone)
    assert counting.rows == 1500 - finished
    open_or_build(tmp_path / "s", "uninterrupted", source, encoder(), quiet)
    assert arrays_of(tmp_path / "s" / "k") == arrays_of(tmp_path / "s" / "uninterrupted")
    assert not work.exists()


class Stop(Exception):
    pass


def test_a_callback_that_raises_ends_the_workers_and_keeps_what_is_done(tmp_path):
    source = dataset(tmp_path / "d.jsonl", "\n".join(text_lines(8000)))
    pace = lopsided(source.path)
    workers: list[Any] = []

    def stop_early(done: int, total: int) -> None:
        del total
        if done:
            workers.extend(multiprocessing.active_children())
            raise Stop

    with pytest.raises(Stop):
        open_or_build(tmp_path, "k", source, encoder(), stop_early, pace=pace)
    assert len(workers) == 2 and not any(worker.is_alive() for worker in workers)
    # The small range is done; of the large one nothing is left, for it was dropped midway.
    _, small = split_file(source.path, 0, source.path.stat().st_size, pace.range_bytes)
    parts = [part.name for part in (tmp_path / ".tmp-k").iterdir() if part.name != "whole"]
    assert parts == [f"{small.begin}-{small.end}"]


def test_a_worker_that_is_killed_is_told(tmp_path):
    source = dataset(tmp_path / "d.jsonl", "\n".join(text_lines(8000)))
    killed: list[int] = []

    def kill_one(done: int, total: int) -> None:
        del total
        if done and not killed:  # the others are ended with it: later there may be nobody left
            pid = multiprocessing.active_children()[0].pid
            assert pid is not None
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)

    # The large range is at work for long after the small one is done.
    with pytest.raises(RuntimeError, match="was killed, perhaps for want of memory"):
        open_or_build(tmp_path, "k", source, encoder(), kill_one, pace=lopsided(source.path))
    assert killed
    assert list((tmp_path / ".tmp-k").glob("*-*"))


def make_parts(source: DatasetRef, work: Path, pace: Pace) -> list[Path]:
    """The parts of every range, as a killed build leaves them."""
    work.mkdir(parents=True)
    task = Source(source.path, source.kind, encoder(), work)
    ranges = split_file(source.path, 0, source.path.stat().st_size, pace.range_bytes)
    for wanted in ranges:
        encode_part(task, wanted, lambda: None)
    return [task.part(wanted) for wanted in ranges]


def test_torn_parts_are_made_again(tmp_path):
    source = dataset(tmp_path / "d.jsonl", "\n".join(text_lines(300)))
    pace = Pace(1, 10_000)
    parts = make_parts(source, tmp_path / ".tmp-k", pace)
    torn = [parts[1], parts[4]]
    rows = sum(read_meta(part)["lengths"]["keys"] for part in torn)
    os.truncate(torn[0] / "targets.bin", 5)
    (torn[1] / "meta.json").write_text("{")
    counting = Counting()
    open_or_build(tmp_path, "k", source, counting, quiet, pace=pace)
    assert counting.rows == rows
    open_or_build(tmp_path, "fresh", source, encoder(), quiet)
    assert arrays_of(tmp_path / "k") == arrays_of(tmp_path / "fresh")


def test_parts_of_another_file_are_never_taken(tmp_path):
    lines = text_lines(300)
    pace = Pace(1, 10_000)
    make_parts(dataset(tmp_path / "d.jsonl", "\n".join(lines)), tmp_path / ".tmp-k", pace)
    lines[200] = lines[200].replace("word", "talk")  # as long, so the ranges are the same
    source = dataset(tmp_path / "d.jsonl", "\n".join(lines))
    with pytest.raises(BadDataError, match="has changed"):
        open_or_build(tmp_path, "k", source, encoder(), quiet, pace=pace)
    open_or_build(tmp_path, "k", source, encoder(), quiet, pace=pace)  # nothing of it is left
    open_or_build(tmp_path, "fresh", source, encoder(), quiet)
    assert arrays_of(tmp_path / "k") == arrays_of(tmp_path / "fresh")


def test_builds_that_nobody_came_back_to_are_removed(tmp_path):
    source = dataset(tmp_path / "d.jsonl", "\n".join(text_lines(3)))
    old, recent = tmp_path / ".tmp-other", tmp_path / ".tmp-third"
    for directory in (old, recent):
        (directory / "0-1").mkdir(parents=True)
    long_ago = time.time() - 8 * 24 * 3600
    os.utime(old, (long_ago, long_ago))
    open_or_build(tmp_path, "k", source, encoder(), quiet)
    assert not old.exists() and recent.exists()


def test_what_a_worker_imports_does_not_load_torch():
    modules = "minimind.data.encode, minimind.data.workers"
    program = f"import sys, {modules}; sys.exit('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False).returncode == 0


@pytest.mark.parametrize("range_bytes", [1, 10, 50, 1000])
def test_ranges_are_whole_lines_without_gaps(tmp_path, range_bytes):
    path = tmp_path / "d"
    content = b"a" * 30 + b"\n\n\n" + b"b\r\n" * 9 + b"no end"
    path.write_bytes(content)
    ranges = split_file(path, 0, len(content), range_bytes)
    assert (ranges[0].begin, ranges[-1].end) == (0, len(content))
    for earlier, later in pairwise(ranges):
        assert earlier.end == later.begin
        assert content[earlier.end - 1 : earlier.end] == b"\n"
    assert split_file(path, ranges[0].end, len(content), range_bytes) == ranges[1:]
