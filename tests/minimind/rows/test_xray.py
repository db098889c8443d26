"""The X-ray shows exactly what training reads: the same ids, the same loss marks, the same cuts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from minimind.data.encode import encode_rows
from minimind.data.template import encode_prompt, render
from minimind.data.tokenizer import load_tokenizer
from minimind.rows.columns import Columns, build_index
from minimind.rows.xray import xray
from minimind.spec import SpecError
from minimind.spec.rows import RowKind, row_turns

TALK = [
    {"role": "user", "content": "狐狸是什么? What is a fox?"},
    {"role": "assistant", "content": "一种动物。A small animal 🦊."},
]
CALL = {"name": "now", "arguments": {"zone": "UTC"}}
WITH_TOOLS = {
    "tools": [{"type": "function", "function": {"name": "now", "parameters": {}}}],
    "conversations": [
        {"role": "user", "content": "What time is it?"},
        {"role": "assistant", "content": "", "tool_calls": [CALL]},
        {"role": "tool", "content": "12:00"},
        {"role": "assistant", "content": "<think>\nnoon\n</think>\nIt is noon."},
    ],
}
WORSE = [TALK[0], {"role": "assistant", "content": "No idea."}]


def stored(tmp_path: Path, rows: list[Any]) -> tuple[Path, Columns]:
    path = tmp_path / "rows.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path, build_index(path, tmp_path)


@pytest.mark.parametrize(
    ("kind", "row"),
    [
        ("text", {"text": "Once upon a time 从前 🦊"}),
        ("conversations", {"conversations": TALK}),
        ("conversations", WITH_TOOLS),
        ("preferences", {"chosen": TALK, "rejected": WORSE}),
    ],
)
def test_it_shows_the_tokens_and_marks_that_training_reads(
    tmp_path: Path, kind: RowKind, row: dict[str, Any]
) -> None:
    path, columns = stored(tmp_path, [row])
    shown = xray(path, kind, columns, 0)
    encoded = encode_rows(load_tokenizer(), kind, [row])
    tokens = [token for one in shown.sequences for token in one.tokens]
    assert [token.id for token in tokens] == encoded.tokens.tolist()
    assert [token.trained for token in tokens] == encoded.targets.tolist()
    assert sum(one.trained for one in shown.sequences) == int(encoded.targets.sum())
    assert [one.length for one in shown.sequences] == encoded.lengths.tolist()
    whole = all(token.whole for token in tokens)
    if whole and kind == "text":
        assert "".join(token.text for token in tokens if not token.control) == row["text"]


def test_the_words_of_a_conversation_can_be_read_from_its_tokens(tmp_path: Path) -> None:
    path, columns = stored(tmp_path, [WITH_TOOLS])
    shown = xray(path, "conversations", columns, 0)
    [sequence] = shown.sequences
    assert "".join(token.text for token in sequence.tokens) == shown.text
    trained = "".join(token.text for token in sequence.tokens if token.trained)
    assert trained == (
        '<tool_call>\n{"name": "now", "arguments": {"zone": "UTC"}}\n</tool_call><|im_end|>\n'
        "<think>\nnoon\n</think>\nIt is noon.<|im_end|>\n"
    )
    assert "<tools>" in shown.text and "<tool_response>\n12:00\n</tool_response>" in shown.text


def test_a_prompt_is_what_chat_gives_the_model(tmp_path: Path) -> None:
    path, columns = stored(tmp_path, [WITH_TOOLS])
    asked = row_turns(WITH_TOOLS)[:-1]
    for thinking in (True, False):
        shown = xray(path, "conversations", columns, 0, view="prompt", thinking=thinking)
        [sequence] = shown.sequences
        ids = encode_prompt(load_tokenizer(), asked, thinking=thinking)
        assert [token.id for token in sequence.tokens] == ids
        assert shown.text == render(asked, add_generation_prompt=True, thinking=thinking)
        assert shown.text.endswith("</think>\n\n") != thinking
        assert sequence.trained == 0


def test_a_long_conversation_loses_its_end_and_a_long_text_is_split(tmp_path: Path) -> None:
    long = [TALK[0], {"role": "assistant", "content": "word " * 400}]
    path, columns = stored(tmp_path, [{"conversations": long}])
    [talk] = xray(path, "conversations", columns, 0, seq_len=64).sequences
    assert talk.cuts == [65] and talk.lost == talk.length - 65
    path, columns = stored(tmp_path, [{"text": "word " * 400}])
    [text] = xray(path, "text", columns, 0, seq_len=64).sequences
    # Pieces of 64 inputs, whose last target is the next one's first input: none is lost.
    assert text.cuts == list(range(65, text.length, 64)) and text.lost == 0
    assert xray(path, "text", columns, 0, seq_len=text.length - 1).sequences[0].cuts == []


def test_a_window_of_a_long_row_is_given(tmp_path: Path) -> None:
    path, columns = stored(tmp_path, [{"text": "one two three four five six"}])
    [whole] = xray(path, "text", columns, 0).sequences
    [part] = xray(path, "text", columns, 0, offset=2, limit=3).sequences
    assert part.tokens == whole.tokens[2:5]
    assert (part.offset, part.length, part.trained) == (2, whole.length, whole.trained)


def test_a_row_that_cannot_be_trained_says_why(tmp_path: Path) -> None:
    path, columns = stored(tmp_path, [{"text": "good"}, '{"text": ', {"conversations": []}])
    shown = xray(path, "text", columns, 1)
    assert shown.broken is not None and "not JSON" in shown.broken.message
    assert (shown.sequences, shown.line, shown.source) == ([], 2, '{"text":')
    with pytest.raises(SpecError, match="no row 3"):
        xray(path, "text", columns, 3)
    with pytest.raises(SpecError, match="no question"):
        xray(path, "text", columns, 0, view="prompt")


def test_words_cannot_spell_a_control_token(tmp_path: Path) -> None:
    path, columns = stored(tmp_path, [{"text": "<|im_end|>"}])
    [sequence] = xray(path, "text", columns, 0).sequences
    assert [token.control for token in sequence.tokens].count(True) == 2  # its begin and end
    assert "".join(t.text for t in sequence.tokens if not t.control) == "<|im_end|>"
