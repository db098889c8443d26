"""Tokens of a dataset: exact for small files, estimated within their margin for large ones."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from minimind.data.encode import encode_rows
from minimind.data.tokenizer import load_tokenizer, tokenizer_hash
from minimind.rows import counting
from minimind.rows.checking import CheckOptions, check
from minimind.spec.report import Report
from tests.minimind.rows.files import problems, sentences, talk, write

TOKENIZER = load_tokenizer()


def checked(rows: list[Any], tmp_path: Path, max_length: int = 64) -> Report:
    path = write(tmp_path / "data.jsonl", rows)
    return check(path, None, tmp_path / "notes", CheckOptions(workers=1, max_length=max_length))


def conversations(count: int) -> list[dict[str, Any]]:
    texts = sentences(2 * count)
    return [talk(*pair) for pair in zip(texts[::2], texts[1::2], strict=True)]


def test_a_small_file_is_counted_whole(tmp_path: Path) -> None:
    rows = conversations(40)
    encoded = encode_rows(TOKENIZER, "conversations", rows)
    report = checked([*rows, b"{"], tmp_path)
    tokens = report.tokens
    assert tokens is not None
    assert (tokens.exact, tokens.rows_read, tokens.margin) == (True, 40, 0)
    assert tokens.tokens == encoded.lengths.sum()
    assert tokens.trained == encoded.targets.sum()
    assert tokens.tokenizer_sha256 == tokenizer_hash()
    assert sum(tokens.per_row.counts) == 40
    positions = encoded.lengths - 1  # nothing follows the last token
    at = next(at for at in tokens.at if at.length == 64)
    assert at.truncated_rows == pytest.approx((positions > 64).mean())
    assert at.truncated_tokens == pytest.approx(
        np.maximum(positions - 64, 0).sum() / positions.sum()
    )
    assert at.padding == pytest.approx(1 - np.minimum(positions, 64).sum() / (40 * 64))
    over = {line for line, names in problems(tmp_path / "notes").items() if "over_length" in names}
    assert over == set((np.flatnonzero(positions > 64) + 1).tolist()) != set()
    assert [at.length for at in tokens.at] == [64, 256, 512, 1024, 2048]


def test_a_text_that_is_too_long_is_split_and_loses_nothing(tmp_path: Path) -> None:
    rows = [{"text": text} for text in sentences(30)]
    positions = encode_rows(TOKENIZER, "text", rows).lengths - 1
    tokens = checked(rows, tmp_path, max_length=16).tokens
    assert tokens is not None
    at = tokens.at[0]
    assert (at.length, at.truncated_tokens) == (16, 0)
    assert at.padding == pytest.approx(1 - positions.sum() / (np.ceil(positions / 16).sum() * 16))


def test_of_a_pair_the_longer_side_decides(tmp_path: Path) -> None:
    short, long = (talk("Hi", text)["conversations"] for text in ("Hello", "Hello there " * 40))
    rows = [
        {"chosen": short, "rejected": long},
        {"chosen": short, "rejected": [short[0], {**short[1], "content": "No"}]},
    ]
    checked(rows, tmp_path)
    assert problems(tmp_path / "notes") == {1: {"over_length"}}


def test_a_large_file_is_estimated_within_its_margin(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = conversations(1500)
    encoded = encode_rows(TOKENIZER, "conversations", rows)
    over = set((np.flatnonzero(encoded.lengths - 1 > 180) + 1).tolist())
    monkeypatch.setattr(counting, "EXACT_BYTES", 1000)
    monkeypatch.setattr(counting, "SAMPLE_ROWS", (200, 200))
    first = checked(rows, tmp_path, max_length=180)
    tokens = first.tokens
    assert tokens is not None
    assert not tokens.exact
    assert 150 < tokens.rows_read <= 200
    truth = int(encoded.lengths.sum())
    # Half as much again: the true value may lie outside of a 95% margin, if rarely.
    assert 0 < abs(tokens.tokens - truth) <= 1.5 * tokens.margin < 0.05 * truth
    # Rows whose length the estimate leaves in doubt are counted, so these are right.
    found = problems(tmp_path / "notes")
    assert {line for line, names in found.items() if "over_length" in names} == over
    assert 20 < len(over) < 1480
    again = checked(rows, tmp_path, max_length=180)
    assert again.tokens == tokens  # the same rows are drawn each time
