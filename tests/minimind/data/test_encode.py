"""Batches of rows encoded at once, against a plain turn-by-turn encoder."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minimind.data.encode import encode_rows
from minimind.data.encoded import Encoded
from minimind.data.template import DEFAULT_SYSTEM
from minimind.data.tokenizer import encode_text, load_tokenizer
from minimind.spec.model import BOS_ID, EOS_ID

TOKENIZER = load_tokenizer()
Row = tuple[list[int], list[bool]]


def split(encoded: Encoded) -> list[Row]:
    assert encoded.lengths.sum() == len(encoded.tokens) == len(encoded.targets)
    ends = np.cumsum(encoded.lengths)[:-1]
    arrays = (np.split(array, ends) for array in (encoded.tokens, encoded.targets))
    return [(ids.tolist(), marks.tolist()) for ids, marks in zip(*arrays, strict=True)]


def turn_by_turn(turns: list[dict[str, str]]) -> Row:
    if turns[0]["role"] != "system":
        turns = [{"role": "system", "content": DEFAULT_SYSTEM}, *turns]
    ids: list[int] = []
    marks: list[bool] = []
    end = [EOS_ID, *encode_text(TOKENIZER, "\n")]
    for turn in turns:
        if turn["role"] == "assistant":
            header = [BOS_ID, *encode_text(TOKENIZER, "assistant\n")]
            body = encode_text(TOKENIZER, turn["content"])
        else:
            header = [BOS_ID, *encode_text(TOKENIZER, f"{turn['role']}\n{turn['content']}")]
            body = []
        learned = turn["role"] == "assistant"
        ids += header + body + end
        marks += [False] * len(header) + [learned] * len(body + end)
    return ids, marks


words = st.text(min_size=1, max_size=12)


@st.composite
def conversations(draw: st.DrawFn) -> list[dict[str, str]]:
    turns = [{"role": "system", "content": draw(words)}] if draw(st.booleans()) else []
    for _ in range(draw(st.integers(1, 3))):
        turns.append({"role": "user", "content": draw(words)})
        turns.append({"role": "assistant", "content": draw(words)})
    return turns[:-1] if draw(st.booleans()) and len(turns) > 3 else turns


@given(st.lists(conversations(), min_size=1, max_size=6))
def test_conversations_encode_as_turn_by_turn(many: list[list[dict[str, str]]]) -> None:
    rows = [{"conversations": turns} for turns in many]
    assert split(encode_rows(TOKENIZER, "conversations", rows)) == [turn_by_turn(t) for t in many]


@given(st.lists(st.tuples(conversations(), conversations()), min_size=1, max_size=4))
def test_a_pair_is_its_chosen_and_then_its_rejected_conversation(pairs: list[Any]) -> None:
    rows = [{"chosen": chosen, "rejected": rejected} for chosen, rejected in pairs]
    expected = [turn_by_turn(turns) for pair in pairs for turns in pair]
    assert split(encode_rows(TOKENIZER, "preferences", rows)) == expected


@pytest.mark.parametrize("texts", [["Hello", "你好", "<|im_end|>"], [" \n"]])
def test_texts_are_wrapped_for_pretraining(texts: list[str]) -> None:
    encoded = encode_rows(TOKENIZER, "text", [{"text": text} for text in texts])
    for (ids, marks), text in zip(split(encoded), texts, strict=True):
        assert ids == [BOS_ID, *encode_text(TOKENIZER, text), EOS_ID]
        assert marks == [False] + [True] * (len(ids) - 1)
