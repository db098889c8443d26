"""Token shards: built once, shared, whole or absent."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from minimind.data.encoded import Encoded
from minimind.data.shards import BadDataError, Shards, open_or_build, shard_key
from minimind.spec import DatasetRef
from minimind.spec.rows import RowKind

CALLS: list[int] = []


def encode(rows: list[dict[str, Any]]) -> Encoded:
    """Characters as tokens: enough for files, no tokenizer needed."""
    CALLS.append(len(rows))
    ids = [[1, *(ord(c) % 60000 for c in row["text"]), 2] for row in rows]
    tokens = np.array([i for row in ids for i in row], np.uint32)
    lengths = np.array([len(row) for row in ids])
    return Encoded(tokens, tokens != 1, lengths)


def dataset(path: Path, lines: list[str], kind: RowKind = "text") -> DatasetRef:
    path.write_text("".join(f"{line}\n" for line in lines), "utf-8")
    return DatasetRef(path=path, kind=kind, sha256=hashlib.sha256(path.read_bytes()).hexdigest())


def rows(count: int) -> list[str]:
    return [json.dumps({"text": f"row {i} 你好"}) for i in range(count)]


def quiet(done: int, total: int) -> None:
    del done, total


def test_rows_come_back_as_they_were_encoded(tmp_path):
    source = dataset(tmp_path / "d.jsonl", rows(2500))  # several batches
    seen: list[tuple[int, int]] = []
    shards = open_or_build(tmp_path / "s", "k", source, encode, lambda *p: seen.append(p))
    assert len(shards.keys) == 2500 and shards.offsets[-1] == len(shards.tokens)
    for i in (0, 255, 256, 2499):  # the ends of batches
        part = slice(shards.offsets[i], shards.offsets[i + 1])
        row = encode([{"text": f"row {i} 你好"}])
        assert shards.tokens[part].tolist() == row.tokens.tolist()
        assert shards.targets[part].tolist() == row.targets.tolist()
    size = source.path.stat().st_size
    assert seen[0] == (0, size) and seen[-1] == (size, size)
    assert [p.name for p in (tmp_path / "s").iterdir() if not p.name.startswith(".k.lock")] == ["k"]


def test_the_second_run_reads_no_text(tmp_path):
    source = dataset(tmp_path / "d.jsonl", rows(5))
    open_or_build(tmp_path / "s", "k", source, encode, quiet)
    source.path.unlink()
    CALLS.clear()
    assert len(open_or_build(tmp_path / "s", "k", source, encode, quiet).keys) == 5
    assert CALLS == []


def test_key_names_file_tokenizer_and_encoding(tmp_path):
    source = dataset(tmp_path / "d.jsonl", rows(5))
    other = dataset(tmp_path / "e.jsonl", rows(6))

    def template(rows: list[dict[str, Any]]) -> Encoded:
        encoded = encode(rows)
        return replace(encoded, targets=~encoded.targets)

    keys = {
        shard_key(source, "a", encode),
        shard_key(other, "a", encode),
        shard_key(source, "b", encode),
        shard_key(source, "a", template),
    }
    assert len(keys) == 4 and shard_key(source, "a", encode) in keys


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (['{"text": "a"}', "nonsense"], 2, "not JSON"),
        (['{"text": "a"}', "", '{"text": ""}'], 3, "empty"),
        (['{"text": "\\ud83d"}'], 1, "surrogate"),
        ([], None, "no rows"),
    ],
)
def test_bad_rows_name_file_and_line_and_leave_nothing(tmp_path, lines, line, words):
    source = dataset(tmp_path / "d.jsonl", lines)
    with pytest.raises(BadDataError, match=words) as caught:
        open_or_build(tmp_path / "s", "k", source, encode, quiet)
    assert (caught.value.file, caught.value.line) == (source.path, line)
    assert not [p for p in (tmp_path / "s").iterdir() if p.is_dir()]


def test_changed_and_missing_files_are_refused(tmp_path):
    source = dataset(tmp_path / "d.jsonl", rows(5))
    with source.path.open("a") as file:
        file.write('{"text": "slipped in"}\n')
    with pytest.raises(BadDataError, match="changed since"):
        open_or_build(tmp_path / "s", "k", source, encode, quiet)
    source.path.unlink()
    with pytest.raises(BadDataError, match="does not exist"):
        open_or_build(tmp_path / "s", "k", source, encode, quiet)


def test_torn_shards_and_leftovers_are_rebuilt(tmp_path):
    source = dataset(tmp_path / "d.jsonl", rows(50))
    root = tmp_path / "s"
    whole = np.array(open_or_build(root, "k", source, encode, quiet).tokens)
    with (root / "k" / "tokens.bin").open("r+b") as file:
        file.truncate(10)
    (root / ".tmp-k-dead").mkdir()
    with pytest.raises(ValueError, match="size"):
        Shards.open(root / "k")
    assert (open_or_build(root, "k", source, encode, quiet).tokens == whole).all()
    assert not (root / ".tmp-k-dead").exists()


BUILDER = """
import sys, time
sys.path.insert(0, {here!r})
from pathlib import Path
from test_shards import CALLS, encode, open_or_build, quiet, rows, DatasetRef
def slow(batch):
    time.sleep(0.01)
    return encode(batch)
source = DatasetRef(path=Path({path!r}), kind="text", sha256={sha!r})
shards = open_or_build(Path({root!r}), "k", source, slow, quiet)
print(sum(CALLS), len(shards.keys))
"""


def test_of_several_builders_one_works_and_all_get_the_shards(tmp_path):
    source = dataset(tmp_path / "d.jsonl", rows(5000))
    here, root = str(Path(__file__).parent), str(tmp_path / "s")
    code = BUILDER.format(here=here, path=str(source.path), sha=source.sha256, root=root)
    processes = [
        subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    outputs = [process.communicate(timeout=60)[0].split() for process in processes]
    assert sorted(int(encoded) for encoded, _ in outputs) == [0, 0, 5000]
    assert {count for _, count in outputs} == {"5000"}
