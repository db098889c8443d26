"""Streaming text: piece by piece, it must be the text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer
from tokenizers.decoders import WordPiece
from tokenizers.models import BPE

from minimind.data.tokenizer import encode_text, load_tokenizer
from minimind.data.tokenizer_bytes import token_bytes
from minimind.serve.text import Detokenizer, StopFilter
from minimind.spec import SpecError

TOKENIZER = load_tokenizer()
TABLE = token_bytes(TOKENIZER)


def pieces(ids: list[int]) -> list[str]:
    detokenizer = Detokenizer(TABLE)
    return [detokenizer.push(number) for number in ids]


@given(st.text())
def test_deltas_join_to_the_text_and_split_no_character(text: str) -> None:
    deltas = pieces(encode_text(TOKENIZER, text))
    assert "".join(deltas) == text
    assert "�" in text or not any("�" in delta for delta in deltas)


@given(st.lists(st.integers(0, 6399), max_size=40))
def test_any_tokens_stream_as_they_decode(ids: list[int]) -> None:
    whole = TOKENIZER.decode(ids)  # control tokens left out
    streamed = "".join(pieces(ids))
    # Only a character that is incomplete at the very end may be missing.
    assert whole in (streamed, streamed + "�")


def test_a_character_over_several_tokens_comes_whole() -> None:
    rare = "𪚥"  # four bytes, in no vocabulary
    ids = encode_text(TOKENIZER, rare)
    assert len(ids) > 1
    assert pieces(ids) == [""] * (len(ids) - 1) + [rare]
    assert "".join(pieces(ids[:-1])) == ""


def test_ids_beyond_the_tokenizer_and_control_tokens_are_silent() -> None:
    assert pieces([0, 1, 2, 6400, 99999]) == [""] * 5


def test_other_tokenizers_are_refused() -> None:
    tokenizer = Tokenizer(BPE())
    tokenizer.decoder = WordPiece()
    with pytest.raises(SpecError, match="byte-level"):
        token_bytes(tokenizer)


@given(
    st.text("ab", max_size=30),
    st.lists(st.text("ab", min_size=1, max_size=4), max_size=3),
    st.lists(st.integers(0, 4)),
)
def test_stop_strings_cut_as_they_would_in_the_whole_text(
    text: str, stops: list[str], cuts: list[int]
) -> None:
    stop_filter, shown, rest = StopFilter(stops), "", text
    while rest:
        size = (cuts.pop() if cuts else 1) or 1
        shown += stop_filter.push(rest[:size])
        assert text.startswith(shown)
        rest = rest[size:]
    shown += stop_filter.flush()
    first = min((at for stop in stops if (at := text.find(stop)) >= 0), default=None)
    assert stop_filter.hit == (first is not None)
    # A stop that is complete earlier wins over a longer one that began before it.
    assert shown == text[:first] or (first is not None and text[: len(shown)] == shown)


def test_text_is_held_back_only_while_it_may_be_a_stop() -> None:
    stop_filter = StopFilter(["\nUser:"])
    assert stop_filter.push("Hello\nUs") == "Hello"
    assert stop_filter.push("ual") == "\nUsual"
    assert stop_filter.push(" end\nUser") == " end"
    assert stop_filter.push(": hi") == ""
    assert stop_filter.hit
    assert stop_filter.push("more") + stop_filter.flush() == ""
