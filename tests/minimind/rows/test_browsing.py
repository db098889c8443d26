"""Pages of rows: every row that fits comes once, in order, however the pages are cut."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimind.rows.browsing import page
from minimind.rows.checking import check
from minimind.rows.columns import Columns, build_index
from minimind.spec.xray import RowFilter

NOTHING = RowFilter()


def all_rows(path: Path, columns: Columns, wanted: RowFilter, limit: int) -> list[int]:
    rows: list[int] = []
    first: int | None = 0
    while first is not None:
        found = page(path, "text", columns, wanted, first=first, limit=limit, look_s=60)
        assert len(found.rows) <= limit
        rows += [row.row for row in found.rows]
        assert found.next is None or found.next > first
        first = found.next
    return rows


@given(
    texts=st.lists(st.text(min_size=1).filter(str.strip), min_size=1, max_size=30),
    ascii_only=st.booleans(),
    limit=st.integers(1, 7),
    data=st.data(),
)
def test_a_search_finds_each_row_with_the_words_once(
    tmp_path_factory: pytest.TempPathFactory,
    texts: list[str],
    ascii_only: bool,
    limit: int,
    data: st.DataObject,
) -> None:
    folder = tmp_path_factory.mktemp("rows")
    path = folder / "rows.jsonl"
    lines = (json.dumps({"text": text}, ensure_ascii=ascii_only) + "\n" for text in texts)
    path.write_text("".join(lines), "utf-8")
    columns = build_index(path, folder)
    words = data.draw(st.sampled_from(texts))[:5]
    found = all_rows(path, columns, RowFilter(search=words), limit)
    assert found == sorted(set(found))
    missed = {number for number, text in enumerate(texts) if words in text} - set(found)
    # Half an escaped character may stand at the end of the words: then more fits, never less.
    assert not missed
    assert all_rows(path, columns, NOTHING, limit) == list(range(len(texts)))


def test_the_columns_filter(tmp_path: Path) -> None:
    rows = [
        {"text": "The fox is a small animal."},
        {"text": "狐狸是一种小动物。"},
        {"text": "The fox is a small animal."},
        {"words": "no text"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    check(path, "text", tmp_path)
    columns = Columns.open(tmp_path)

    def numbers(wanted: RowFilter) -> list[int]:
        return [row.row for row in page(path, "text", columns, wanted).rows]

    assert numbers(RowFilter(language="zh")) == [1]
    assert numbers(RowFilter(problem="duplicate")) == [2]
    assert numbers(RowFilter(problem="missing_field")) == [3]
    assert numbers(RowFilter(min_characters=10)) == [0, 2]
    assert numbers(RowFilter(max_characters=10, language="zh")) == [1]
    assert numbers(RowFilter(search="FOX", problem="duplicate")) == [2]
    shown = page(path, "text", columns, NOTHING).rows
    assert shown[1].words == "狐狸是一种小动物。" and shown[1].language == "zh"
    assert shown[3].words == '{"words": "no text"}' and shown[3].problems == ["missing_field"]


def test_a_page_that_takes_long_says_where_to_go_on(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_text('{"text": "hay"}\n' * 100_000 + '{"text": "needle"}\n')
    columns = build_index(path, tmp_path)
    wanted = RowFilter(search="needle")
    found = page(path, "text", columns, wanted, look_s=0)
    assert found.rows == [] and found.next is not None and 0 < found.next < len(columns)
    assert found.looked_at == found.next
    assert all_rows(path, columns, wanted, 50) == [100_000]
