"""Imports from end to end: what stands in data.jsonl, what is said of it, and what stops one."""

from __future__ import annotations

import csv
import gzip
import hashlib
import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard
from typer.testing import CliRunner

from minimind.cli import app
from minimind.rows import importing
from minimind.spec import SpecError
from minimind.spec.made import Made
from minimind.spec.preview import Preview
from minimind.spec.report import Report
from minimind.work import Stopped, Work
from minimind.work.folder import write_json

QA = {"conversations": [{"role": "user", "content": "问"}, {"role": "assistant", "content": "答"}]}
NATIVE = b'\xef\xbb\xbf{"text":  "a", "id": 3}\r\n\n{"text": "\\u4e2d"}\n{"text": ""}\n{bad'


def work(folder: Path, source: Path, kind: str = "import", **options: Any) -> Work:
    folder.mkdir(exist_ok=True)
    request = {"kind": kind, "source": str(source), "filename": source.name, **options}
    write_json(folder / "request.json", request)
    return Work(folder)


def imported(tmp_path: Path, source: Path, **options: Any) -> tuple[Made, bytes]:
    folder = tmp_path / "work"
    made = Made.model_validate(importing.run(work(folder, source, **options)))
    data = (folder / "data.jsonl").read_bytes()
    assert made.sha256 == hashlib.sha256(data).hexdigest()
    assert made.bytes == len(data)
    report = Report.model_validate_json((folder / "notes" / "report.json").read_bytes())
    assert (made.rows, made.errors, made.kind) == (report.rows, report.errors, report.kind)
    return made, data


def lines_of(tmp_path: Path) -> dict[str, int]:
    """Problem -> line of its first example in the report."""
    report = Report.model_validate_json((tmp_path / "work/notes/report.json").read_bytes())
    return {group.problem: group.examples[0].line for group in report.problems}


@pytest.mark.parametrize("take", [False, True])
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data.jsonl", NATIVE),
        ("data.jsonl.gz", gzip.compress(NATIVE, mtime=0)),
        ("data.jsonl.zst", zstandard.compress(NATIVE)),
    ],
    ids=["plain", "gzip", "zstd"],
)
def test_the_family_s_rows_are_kept_byte_for_byte(
    tmp_path: Path, name: str, content: bytes, take: bool
) -> None:
    source = tmp_path / name
    source.write_bytes(content)
    made, data = imported(tmp_path, source, take=take)
    assert data == NATIVE
    assert (made.kind, made.rows, made.errors, made.notes) == ("text", 4, 2, [])
    assert lines_of(tmp_path) == {"empty_text": 4, "not_json": 5}
    shared = source.stat().st_ino == (tmp_path / "work/data.jsonl").stat().st_ino
    assert shared == (take and name == "data.jsonl")  # only what nobody else writes to


def test_rows_keep_their_line_numbers(tmp_path: Path) -> None:
    source = tmp_path / "data.jsonl"
    good = json.dumps({"question": "问", "answer": "答", "id": 1})
    bad = '{"question": "问"}'
    source.write_text(f"{good}\n\n{bad}\n{good}\n[1]\n\n\n{good}", "utf-8")
    made, data = imported(tmp_path, source)
    lines = data.decode().split("\n")
    assert [json.loads(line) if line else None for line in lines] == [
        QA, None, json.loads(bad), QA, [1], None, None, QA, None
    ]  # fmt: skip
    assert (made.rows, made.errors) == (5, 2)
    assert lines_of(tmp_path)["missing_field"] == 3
    assert lines_of(tmp_path)["wrong_type"] == 5
    assert "Row 3: 'answer' is missing." in made.notes
    assert "Fields left out: 'id'." in made.notes


def test_tables_are_mapped(tmp_path: Path) -> None:
    rows = [{"问题": "问", "答案": "答", "n": n} for n in range(500)]
    with (tmp_path / "data.csv").open("w", newline="", encoding="utf-16") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    pq.write_table(pa.Table.from_pylist(rows), tmp_path / "data.parquet")
    mapping = {"question": "问题", "answer": "答案"}
    for name in ("data.csv", "data.parquet"):
        made, data = imported(tmp_path, tmp_path / name, mapping=mapping)
        assert [json.loads(line) for line in data.splitlines()] == [QA] * 500
        assert "Fields left out: 'n'." in made.notes
        (tmp_path / "work/state/written.json").unlink()
    with pytest.raises(SpecError, match=r"'问题', '答案', 'n'\. Needed: ") as caught:
        importing.run(work(tmp_path / "other", tmp_path / "data.csv"))
    assert caught.value.field == "mapping"


def test_a_preview_shows_rows_before_and_after(tmp_path: Path) -> None:
    source = tmp_path / "chats.jsonl.gz"
    turns = [{"from": "human", "value": "问"}, {"from": "gpt", "value": "答"}]
    rows = [
        {"conversations": turns, "id": 1},
        {"conversations": [{"from": "alien", "value": "x" * 5000}]},
        {"conversations": turns[::-1]},
        "not an object",
        *[{"conversations": turns}] * 300,
    ]
    source.write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    shown = Preview.model_validate(
        importing.preview(work(tmp_path / "work", source, "preview", rows=5))
    )
    assert (shown.container, shown.compression, shown.encoding) == ("jsonl", "gzip", "utf-8")
    assert (shown.format, shown.kind, shown.problem) == ("sharegpt", "conversations", None)
    assert shown.columns == ["conversations", "id"]
    assert shown.mapping == {"conversations": "conversations"}
    assert shown.dropped == ["id"]
    assert (shown.read, shown.convertible) == (200, 198)
    assert [row.line for row in shown.rows] == [1, 2, 3, 4, 5]
    assert shown.rows[0].before == rows[0]
    assert shown.rows[0].after == QA
    assert shown.rows[1].after is None
    assert "unknown role 'alien'" in str(shown.rows[1].problem)
    assert len(json.dumps(shown.rows[1].before)) < 2500
    assert "before the user" in str(shown.rows[2].problem)  # what the checks will say
    assert shown.rows[3].problem == "The row is no object."
    assert not (tmp_path / "work" / "data.jsonl").exists()


def test_a_preview_of_unknown_columns_says_what_is_needed(tmp_path: Path) -> None:
    source = tmp_path / "data.csv"
    source.write_text("a,b\n1,2\n")
    shown = Preview.model_validate(importing.preview(work(tmp_path / "w", source, "preview")))
    assert (shown.format, shown.kind, shown.columns) == (None, None, ["a", "b"])
    assert "'a', 'b'. Needed: " in str(shown.problem)
    assert shown.rows[0].before == {"a": "1", "b": "2"}
    assert shown.rows[0].after is None


@pytest.mark.parametrize(
    ("request_", "field"),
    [
        ({"max_bytes": 0}, "max_bytes"),
        ({"format": "unknown"}, "format"),
        ({"format": "alpaca"}, "mapping"),
        ({"row_kind": "preferences"}, "mapping"),
        ({"path": "/etc/passwd"}, "path"),
        ({"container": "parquet"}, "container"),
        ({"max_bytes": 10}, "source"),
        ({"min_free_bytes": 2**62}, None),
    ],
)
@pytest.mark.parametrize("content", [b'{"text": "words"}\n', b'{"content": "words"}\n'])
def test_what_cannot_be_done_leaves_nothing(
    tmp_path: Path, content: bytes, request_: dict[str, Any], field: str | None
) -> None:
    source = tmp_path / "data.jsonl"
    source.write_bytes(content)
    with pytest.raises(SpecError) as caught:
        importing.run(work(tmp_path / "work", source, **request_))
    assert caught.value.field == field
    assert {path.name for path in (tmp_path / "work").iterdir()} <= {
        "request.json",
        "progress.json",
        "state",
    }


def test_a_file_without_one_good_row_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "data.jsonl"
    source.write_text("\n".join(["", "words", "more words"]))
    with pytest.raises(SpecError, match="None of the first 2 rows can be read") as caught:
        importing.run(work(tmp_path / "work", source))
    assert caught.value.line == 2


def test_a_table_that_becomes_far_larger_than_it_is_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = pa.DictionaryArray.from_arrays(pa.array([0] * 5000, pa.int32()), pa.array(["x" * 9999]))
    pq.write_table(pa.table({"content": text}), tmp_path / "data.parquet")
    monkeypatch.setattr("minimind.rows.archives._RATIO_FROM_BYTES", 2**20)
    with pytest.raises(SpecError, match="250 times its size"):
        importing.run(work(tmp_path / "work", tmp_path / "data.parquet"))


def test_it_stops_when_it_is_told_and_begins_again(tmp_path: Path) -> None:
    source = tmp_path / "data.jsonl"
    source.write_text('{"content": "some words"}\n' * 1000)
    folder = tmp_path / "work"
    told = work(folder, source)
    (folder / "stop").touch()
    with pytest.raises(Stopped):
        importing.run(told)
    assert not (folder / "data.jsonl").exists()
    (folder / "stop").unlink()
    made, _ = imported(tmp_path, source)
    assert made.rows == 1000


def test_a_new_start_goes_on_with_the_checks(tmp_path: Path) -> None:
    source = tmp_path / "data.jsonl"
    source.write_text('{"content": "some words"}\n' * 1000)
    first, _ = imported(tmp_path, source)
    source.unlink()  # what is written already is not read again
    assert imported(tmp_path, source)[0] == first
    # What is not whole is.
    (tmp_path / "work" / "data.jsonl").write_bytes(b"torn")
    with pytest.raises(SpecError, match="cannot be read"):
        importing.run(work(tmp_path / "work", source))


def test_a_file_that_grows_meanwhile_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = tmp_path / "data.jsonl"
    source.write_text('{"text": "some words"}\n' * 1000)

    def grow(self: Work, *_: object, **__: object) -> None:
        with source.open("a") as file:
            file.write('{"text": "more"}\n')

    monkeypatch.setattr(Work, "progress", grow)
    with pytest.raises(SpecError, match="changed while it was read"):
        importing.run(work(tmp_path / "work", source))


def test_the_command_shows_and_writes(tmp_path: Path) -> None:
    source, out = tmp_path / "data.csv", tmp_path / "rows.jsonl"
    source.write_text("q,a,n\n问,答,1\n", "utf-8")
    options = ["data", "convert", str(source), "--column", "question=q", "--column", "answer=a"]
    shown = CliRunner().invoke(app, options)
    assert shown.exit_code == 0
    assert "1 of the first 1 rows can be converted" in shown.output
    assert not out.exists()
    done = CliRunner().invoke(app, [*options, "--out", str(out)])
    assert done.exit_code == 0
    assert "Fields left out: 'n'." in done.output
    assert json.loads(out.read_text("utf-8")) == QA
    assert sorted(path.name for path in tmp_path.iterdir()) == ["data.csv", "rows.jsonl"]
    refused = CliRunner().invoke(app, [*options[:3], "--column", "question"])
    assert isinstance(refused.exception, SpecError)
