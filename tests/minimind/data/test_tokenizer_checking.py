"""Tokenizers from anywhere: what is of the family's kind is taken, all else refused in words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from minimind.data.tokenizer import SHIPPED, load_tokenizer
from minimind.data.tokenizer_bytes import cut
from minimind.data.tokenizer_checking import check_config, check_tokenizer
from minimind.data.tokenizer_measuring import compare_text, figures
from minimind.data.tokenizer_training import tokenizer_config
from minimind.rows.tokenizers import open_sources
from minimind.spec import SpecError
from minimind.spec.tokenizers import (
    MAX_FILE_BYTES,
    SHIPPED_FIGURES,
    SHIPPED_SHA256,
    SHIPPED_VOCAB_SIZE,
)

Stored = dict[str, Any]


@cache
def _text() -> str:
    return SHIPPED.read_text("utf-8")


def changed(change: Callable[[Stored], object]) -> str:
    stored = json.loads(_text())
    change(stored)
    return json.dumps(stored)


def _set(name: str, value: Any) -> Callable[[Stored], object]:
    return lambda stored: stored.__setitem__(name, value)


def _model(name: str, value: Any) -> Callable[[Stored], object]:
    return lambda stored: stored["model"].__setitem__(name, value)


def _swap(stored: Stored) -> None:
    vocab = stored["model"]["vocab"]
    vocab["<|im_start|>"], vocab["<|im_end|>"] = 2, 1
    for token in stored["added_tokens"]:
        token["id"] = vocab[token["content"]]


def test_the_shipped_one_passes_and_is_what_is_said_of_it() -> None:
    tokenizer = check_tokenizer(_text())
    assert tokenizer.get_vocab_size() == SHIPPED_VOCAB_SIZE
    assert hashlib.sha256(SHIPPED.read_bytes()).hexdigest() == SHIPPED_SHA256
    assert figures(tokenizer) == SHIPPED_FIGURES
    check_config(json.dumps(tokenizer_config()))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (_swap, "id 1 is not the control token"),
        (_set("normalizer", {"type": "Lowercase"}), "normalizer"),
        (_set("truncation", {"max_length": 4}), "truncation"),
        (_set("padding", {"strategy": "BatchLongest"}), "padding"),
        (_set("decoder", None), "decoder is not ByteLevel"),
        (_set("post_processor", {"type": "TemplateProcessing"}), "post_processor"),
        (_set("model", "BPE"), "not BPE"),
        (_model("type", "WordPiece"), "not BPE"),
        (_model("dropout", 0.5), "dropout"),
        (_model("end_of_word_suffix", "</w>"), "end_of_word_suffix"),
        (_model("vocab", []), "no vocabulary"),
        (_model("vocab", {"a": 0}), "1 entries"),
        (_model("merges", ["x"] * 70_000), "70000 merges"),
        (_set("added_tokens", []), "id 0 is not the control token"),
        (_set("added_tokens", 3), "no list of added tokens"),
        (_set("pre_tokenizer", {"type": "Whitespace"}), "not plain ByteLevel"),
        (
            _set("pre_tokenizer", {"type": "Split", "pattern": {"Regex": "(a+)+$"}}),
            "not plain ByteLevel",
        ),
        (
            _set("pre_tokenizer", {"type": "ByteLevel", "add_prefix_space": True}),
            "a space before every text",
        ),
        (lambda s: s["model"]["vocab"].pop("a"), "256 bytes"),
        (lambda s: s["model"]["vocab"].update({"zzzz": 60_000}), "without a gap"),
        (lambda s: s["model"]["vocab"].update({"zzzz": 2**40}), "no proper number"),
        (lambda s: s["model"]["vocab"].update({"zzzz": "6"}), "no proper number"),
        (lambda s: s["model"]["merges"].append(["no", "such"]), "not a tokenizer"),
        (lambda s: s["added_tokens"][1].update(special=False), "id 1 is not the control token"),
        (lambda s: s["added_tokens"][1].update(lstrip=True), "change the text around it"),
        (
            lambda s: s["model"]["vocab"].update({f"x{n}": n + 6400 for n in range(60_000)}),
            "66,400 entries",
        ),
    ],
)
def test_what_is_no_tokenizer_of_the_family_is_refused(
    change: Callable[[Stored], object], said: str
) -> None:
    with pytest.raises(SpecError, match=said) as caught:
        check_tokenizer(changed(change))
    assert caught.value.field == "tokenizer"
    assert caught.value.remedy


@pytest.mark.parametrize("text", ["", "[" * 100_000, "[]", '"x"', "\x80\x04pickle", "{}", "null"])
def test_what_is_no_json_object_is_refused(text: str) -> None:
    with pytest.raises(SpecError):
        check_tokenizer(text)
    if text != "{}":
        with pytest.raises(SpecError):
            check_config(text)


def test_a_file_that_is_far_too_large_is_not_even_parsed() -> None:
    with pytest.raises(SpecError, match="larger than 16 MiB"):
        check_tokenizer(" " * (MAX_FILE_BYTES + 1))


def test_a_config_with_other_control_tokens_is_refused() -> None:
    with pytest.raises(SpecError, match="eos_token") as caught:
        check_config(json.dumps({"bos_token": "<|im_start|>", "eos_token": {"content": "</s>"}}))
    assert caught.value.field == "config"


def test_texts_cut_into_tokens_join_to_the_text() -> None:
    text = "Hello world, 你好 \U00020bb7野家 👩\u200d👧\n"
    found = cut(load_tokenizer(), text)
    whole = [piece for piece in found if piece.whole]
    assert " world" in [piece.text for piece in whole]
    assert any("\\x" in piece.text for piece in found if not piece.whole)
    # Pieces that cut a character are spelled by bytes: put together they are the text again.
    again = b"".join(
        p.text.encode() if p.whole else p.text.encode().decode("unicode_escape").encode("latin-1")
        for p in found
    )
    assert again.decode() == text


def test_a_typed_text_is_compared_by_language() -> None:
    found = compare_text([("tok-a", "A", None), ("tok-b", "B", SHIPPED)], "Good morning\n早上好\n")
    first, second = found.tokenizers
    assert first.languages == second.languages
    assert set(first.languages) == {"en", "zh"}
    assert first.languages["zh"].characters == 4
    assert first.languages["zh"].bytes == 10
    assert first.total.tokens == len(first.pieces)


def test_an_open_source_says_whether_its_package_is_there() -> None:
    found = {source.name: source for source in open_sources()}
    assert found["chitchat"].available
    assert found["words-en"].words
