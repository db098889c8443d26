"""Mapped files do not stay in a process's memory."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import numpy as np
import pytest

from minimind.data import shards as shards_module
from minimind.data.encoded import Encoded
from minimind.data.packing import PackedSequences
from minimind.data.segments import cut
from minimind.data.shards import Shards
from minimind.data.store import ArrayWriter

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

ROWS, ROW_TOKENS = 20_000, 400  # 16 MB of tokens, 8 MB of loss marks


@pytest.fixture(scope="module")
def shards(tmp_path_factory: pytest.TempPathFactory) -> Shards:
    directory = tmp_path_factory.mktemp("shards")
    size = ROWS * ROW_TOKENS
    tokens = (np.arange(size) % 6000).astype(np.uint32)
    with ArrayWriter(directory) as writer:
        writer.write(
            Encoded(tokens, np.ones(size, np.bool_), np.full(ROWS, ROW_TOKENS)), list(range(ROWS))
        )
        writer.commit()
    return Shards.open(directory)


def mapped_megabytes() -> float:
    """Resident pages of files, as the kernel counts them for this process."""
    found = re.search(r"RssFile:\s*(\d+) kB", Path("/proc/self/status").read_text())
    assert found
    return int(found[1]) / 1024


def test_released_pages_are_no_longer_this_process_s(shards: Shards) -> None:
    before = mapped_megabytes()
    total = int(shards.tokens.sum(dtype=np.int64))
    assert mapped_megabytes() > before + 12
    shards.release()
    assert mapped_megabytes() < before + 5
    assert int(shards.tokens.sum(dtype=np.int64)) == total
    shards.release()


def test_planning_and_training_let_go_of_what_they_read(
    shards: Shards, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shards_module, "_KEPT_BYTES", 2**20)
    monkeypatch.setattr(shards_module, "_READ_STRETCHES", 2)
    before = mapped_megabytes()
    segments = cut(shards, np.arange(ROWS), 512, "split")
    assert mapped_megabytes() < before + 8
    packed = PackedSequences(shards, segments, 512, seed=0)
    most = 0.0
    for begin in range(0, len(packed), 16):
        packed.collate(np.arange(begin, min(begin + 16, len(packed))))
        most = max(most, mapped_megabytes())
    assert most < before + 10  # of 24
