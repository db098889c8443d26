"""The held-out split."""

from __future__ import annotations

import numpy as np
import pytest

from minimind.data.split import split_key, split_rows
from minimind.spec import SpecError


def keys_of(texts: list[str]) -> np.ndarray:
    return np.array([split_key({"text": text}, "text") for text in texts], np.uint64)


def test_words_stay_on_their_side_in_any_order_dataset_and_stage():
    texts = [f"words number {i}" for i in range(2000)]
    _, held_out = split_rows(keys_of(texts), 0.05)
    assert 60 < len(held_out) < 140
    chosen = {texts[i] for i in held_out}

    backwards = texts[:600:-1]
    _, again = split_rows(keys_of(backwards), 0.05)
    assert {backwards[i] for i in again} == chosen - set(texts[:601])

    def conversation(text: str) -> dict:
        user, _, assistant = text.partition(" number ")
        turns = [("system", "Be brief."), ("user", user), ("assistant", f"number {assistant}")]
        return {"conversations": [{"role": r, "content": c} for r, c in turns]}

    plain = keys_of([t.replace(" number ", "\nnumber ") for t in texts])
    chat = np.array([split_key(conversation(t), "conversations") for t in texts], np.uint64)
    assert (plain == chat).all()


def test_key_is_the_same_on_every_machine():
    assert split_key({"text": " 你好 "}, "text") == split_key({"text": "你好"}, "text")
    assert split_key({"text": "hello"}, "text") == 0x2CF24DBA5FB0A30E  # sha256 of "hello"


def test_small_datasets_get_a_row_on_both_sides():
    for texts in (["a", "b", "c"], ["a", "a", "b"], [f"{i}" for i in range(2)]):
        for fraction in (1e-9, 0.05, 0.5):
            keys = keys_of(texts)
            train, held_out = split_rows(keys, fraction)
            assert len(train) and len(held_out) and len(train) + len(held_out) == len(texts)
            assert not set(keys[train]) & set(keys[held_out])


def test_no_share_holds_nothing_out():
    train, held_out = split_rows(keys_of(["a"]), 0.0)
    assert (len(train), len(held_out)) == (1, 0)


def test_one_distinct_row_is_refused():
    with pytest.raises(SpecError, match="only one distinct row") as caught:
        split_rows(keys_of(["same"] * 5), 0.1)
    assert caught.value.field == "recipe.validation_fraction"
