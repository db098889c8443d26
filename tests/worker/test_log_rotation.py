"""A log that grows without end, written by a real process, and read meanwhile."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from backend.api.logs import MAX_LOG_BYTES, read_log
from worker.log_rotation import rotate
from worker.tail import log_tail

LIMIT, HEAD = 4 * 2**20, 2**17
MEGABYTES = 200

# Writes to an O_APPEND descriptor, as a run does. Each block begins with its own offset.
WRITER = f"""
import os, sys
for number in range({MEGABYTES}):
    block = b"%012d" % (number << 20)
    os.write(1, block + FILL * ((2**20 - 12) // len(FILL)) + b"." * ((2**20 - 12) % len(FILL)))
"""


@pytest.mark.parametrize(
    "fill", ['b"a line\\n"', 'b"x"', 'b"\\xff\\xc3"'], ids=["lines", "endless line", "bad UTF-8"]
)
def test_a_long_log_takes_little_space_and_keeps_its_ends(tmp_path: Path, fill: str) -> None:
    path = tmp_path / "log-1.txt"
    with path.open("ab") as output:
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER.replace("FILL", fill)], stdout=output
        )
    given_back = 0
    while writer.poll() is None:
        given_back += rotate(path, LIMIT, HEAD)
    given_back += rotate(path, LIMIT, HEAD)
    assert writer.returncode == 0
    assert path.stat().st_size == MEGABYTES << 20  # nothing moved, nothing was lost at its end
    assert path.stat().st_blocks * 512 <= LIMIT
    assert given_back > 0  # how much is not exact beside a writer
    with path.open("rb") as file:
        assert file.read(12) == b"%012d" % 0
        file.seek(MEGABYTES - 1 << 20)
        assert file.read(12) == b"%012d" % (MEGABYTES - 1 << 20)
    assert rotate(path, LIMIT, HEAD) == 0
    assert len(log_tail(path)) > 10_000


def rotated(path: Path) -> bytes:
    """A log of numbered lines with a gap; returns what it was before."""
    lines = b"".join(b"%07d \xe2\x82\xac\n" % number for number in range(300_000))
    path.write_bytes(lines)
    assert rotate(path, 2**20, HEAD) > 2**20
    return lines


@pytest.mark.parametrize("limit", [16, 1000, MAX_LOG_BYTES])
def test_reading_on_crosses_the_gap_once(tmp_path: Path, limit: int) -> None:
    path = tmp_path / "log-1.txt"
    lines = rotated(path)
    start = max(0, HEAD - 50_000)
    text, pages = "", 0
    end = start
    while end < min(len(lines), len(lines) - 2**19 + 100_000):
        page = read_log(path, 1, end, limit)
        assert page.start == end
        assert page.size == len(lines)
        text, end, pages = text + page.text, page.end, pages + 1
    before, words, after = text.partition("[... ")[0], "are left out", text.partition("...]\n")[2]
    assert text.count(words) == 1
    assert lines[start:].startswith(before.strip("\n").encode()[:-20])
    assert lines[:end].endswith(after.encode()[:].lstrip(b"\xef\xbf\xbd"))
    assert "\0" not in text


def test_a_page_that_begins_in_the_gap_joins_what_follows(tmp_path: Path) -> None:
    path = tmp_path / "log-1.txt"
    lines = rotated(path)
    descriptor = os.open(path, os.O_RDONLY)
    hole = os.lseek(descriptor, 0, os.SEEK_HOLE)
    data = os.lseek(descriptor, hole, os.SEEK_DATA)
    os.close(descriptor)
    page = read_log(path, 1, data - 40, 100)
    assert page.start == hole
    assert data < page.end <= data + 60
    assert lines[data : page.end].endswith(page.text.partition("...]\n")[2].encode())
    assert read_log(path, 1, hole + 5, 16).end == data
    assert read_log(path, 1, None, 100).end == len(lines)


def test_a_short_log_and_none_are_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "log-1.txt"
    assert rotate(path) == 0
    path.write_bytes(b"words\n" * 1000)
    assert rotate(path) == 0
    assert read_log(path, 1, 0, 64 * 1024).text == "words\n" * 1000
