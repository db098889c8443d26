"""Reading event lines while they are being written."""

from __future__ import annotations

from pathlib import Path

from minimind.spec.events import Finished, Validation
from worker.tail import Batch, log_tail, read_events, read_finished

ONE = Validation(time=1.0, step=1, loss=2.0, tokens=3).to_line().encode()
TWO = Finished(time=2.0, step=2, reason="done", message="好").to_line().encode()


def types(batch: Batch) -> list[str]:
    return [event.type for _, event in batch.lines]


def test_only_whole_lines_are_read_and_none_twice(tmp_path: Path) -> None:
    path = tmp_path / "events-1.jsonl"
    assert read_events(path, 0).lines == []
    path.write_bytes(ONE + TWO[:20])
    first = read_events(path, 0)
    assert types(first) == ["validation"]
    assert first.offset == len(ONE)
    path.write_bytes(ONE + TWO)
    second = read_events(path, first.offset)
    assert types(second) == ["finished"]
    assert second.offset == len(ONE + TWO)
    assert [start for start, _ in second.lines] == [len(ONE)]
    assert read_events(path, second.offset).lines == []


def test_a_torn_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "events-1.jsonl"
    path.write_bytes(ONE + b'{"type": "metr\x00\n' + TWO)
    assert types(read_events(path, 0)) == ["validation", "finished"]


def test_a_long_file_comes_in_batches(tmp_path: Path) -> None:
    path = tmp_path / "events-1.jsonl"
    path.write_bytes(ONE * 100)
    offset, count = 0, 0
    while (batch := read_events(path, offset, max_bytes=len(ONE) * 7 // 2)).offset != offset:
        assert len(batch.lines) <= 3
        offset, count = batch.offset, count + len(batch.lines)
    assert count == 100


def test_a_line_longer_than_a_batch_is_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "events-1.jsonl"
    path.write_bytes(TWO + ONE)
    batch = read_events(path, 0, max_bytes=10)
    assert types(batch) == ["finished"]


def test_the_tail_of_a_log(tmp_path: Path) -> None:
    path = tmp_path / "log-1.txt"
    assert log_tail(path) == ""
    path.write_bytes(b"x" * 100 + "末".encode())
    assert log_tail(path, max_bytes=5) == "xx末"


def test_the_finished_line_is_the_last_whole_one(tmp_path: Path) -> None:
    path = tmp_path / "events-1.jsonl"
    assert read_finished(path) is None
    path.write_bytes(ONE + TWO[:-1])
    assert read_finished(path) is None
    path.write_bytes(ONE * 1000 + TWO)
    found = read_finished(path)
    assert found is not None
    assert found.message == "好"
    path.write_bytes(TWO + ONE)
    assert read_finished(path) is None
