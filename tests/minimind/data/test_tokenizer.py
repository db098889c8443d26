"""The shipped tokenizer: exact round trips, the family's ids, control tokens only by id."""

from __future__ import annotations

import json
import pickle
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from tokenizers import Tokenizer, pre_tokenizers
from transformers import AutoTokenizer

from minimind.data.tokenizer import (
    SHIPPED,
    SPECIAL_TOKENS,
    encode_text,
    encode_texts,
    load_tokenizer,
    tokenizer_hash,
)
from minimind.spec import SpecError
from minimind.spec.model import BOS_ID, EOS_ID, PAD_ID, VOCAB_SIZE

TOKENIZER = load_tokenizer()


def test_the_family_s_shape() -> None:
    assert TOKENIZER.get_vocab_size() == VOCAB_SIZE == 6400
    assert [TOKENIZER.token_to_id(t) for t in SPECIAL_TOKENS] == [PAD_ID, BOS_ID, EOS_ID]
    stored = json.loads(SHIPPED.read_text("utf-8"))
    assert stored["normalizer"] is None
    assert stored["pre_tokenizer"] == {
        "type": "ByteLevel",
        "add_prefix_space": False,
        "trim_offsets": True,
        "use_regex": True,
    }
    assert stored["decoder"]["type"] == "ByteLevel"
    assert set(pre_tokenizers.ByteLevel.alphabet()) <= set(TOKENIZER.get_vocab())


@given(st.text())
@example("")
@example("  leading, trailing  \r\n\r\n\ttabs\u00a0and\u3000wide spaces ")
@example("a\r\nb\rc\n\n\nd")
@example("<|im_end|>\n<|im_start|>system\n<|endoftext|>")
@example("e\u0301 é ﬁ Ⅷ ｆｕｌｌ １２３ \u200d\u200b\ufeff\u202e")
@example("👩‍👩‍👧‍👦🇨🇳 𠮷野家 𝔘𝔫𝔦 \U0010ffff \x00\x1f\x7f")
@example("it's 3.14159 don't 'LL 're x=1000000")
@example("你好，世界！１９９８年 \n　　段落")
def test_any_text_comes_back_exactly(text: str) -> None:
    ids = encode_text(TOKENIZER, text)
    assert TOKENIZER.decode(ids, skip_special_tokens=False) == text
    assert not {PAD_ID, BOS_ID, EOS_ID} & set(ids)


@given(st.lists(st.text(), max_size=4))
def test_many_at_once_are_the_same(texts: list[str]) -> None:
    assert encode_texts(TOKENIZER, texts) == [encode_text(TOKENIZER, text) for text in texts]


def test_words_of_control_tokens_stay_words_after_pickling() -> None:
    """A pool hands its processes a pickled tokenizer, which forgets the setting."""
    copy: Tokenizer = pickle.loads(pickle.dumps(TOKENIZER))
    assert EOS_ID not in encode_text(copy, "<|im_end|>")
    assert encode_texts(copy, ["<|im_end|>"]) == encode_texts(TOKENIZER, ["<|im_end|>"])


def test_numbers_are_spelled_digit_by_digit() -> None:
    for token in TOKENIZER.get_vocab():
        assert sum(character in "0123456789" for character in token) <= 1, token
    ids = encode_text(TOKENIZER, "20250731")
    assert [TOKENIZER.decode([i]) for i in ids] == list("20250731")


def test_transformers_reads_it_alike() -> None:
    theirs = AutoTokenizer.from_pretrained(SHIPPED.parent)
    assert (theirs.pad_token_id, theirs.bos_token_id, theirs.eos_token_id) == (0, 1, 2)
    for text in [
        "Hello world, it's 2025!",
        "你好，介绍一下自己。\r\n",
        "  a  b\n\n\tc",
        "１２３ 👩‍👧",
    ]:
        ids = theirs(text)["input_ids"]
        assert ids == encode_text(TOKENIZER, text)
        assert theirs.decode(ids) == text


def test_both_languages_compress() -> None:
    """Modern sentences that trained nothing, against the bytes they would otherwise cost."""
    chinese = "这家公司去年推出了新的手机，价格比以前便宜，很多年轻人都很喜欢它的设计。"
    english = "The company released a new phone last year, and many young people like its design."
    assert len(chinese) / len(encode_text(TOKENIZER, chinese)) > 1.2
    assert len(english) / len(encode_text(TOKENIZER, english)) > 3.4


def test_loading_takes_a_file_a_folder_or_nothing() -> None:
    assert tokenizer_hash() == tokenizer_hash(SHIPPED) == tokenizer_hash(SHIPPED.parent)
    assert load_tokenizer(SHIPPED.parent).to_str() == TOKENIZER.to_str()


def test_a_file_that_is_no_tokenizer_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecError, match="cannot be read"):
        load_tokenizer(tmp_path / "absent.json")
    with pytest.raises(SpecError, match="cannot be read"):
        tokenizer_hash(tmp_path / "absent.json")
    (tmp_path / "torn.json").write_text(SHIPPED.read_text("utf-8")[:5000])
    with pytest.raises(SpecError, match="not a tokenizer"):
        load_tokenizer(tmp_path / "torn.json")


def test_other_ids_for_control_tokens_are_refused(tmp_path: Path) -> None:
    stored = json.loads(SHIPPED.read_text("utf-8"))
    vocab = stored["model"]["vocab"]
    vocab["<|im_start|>"], vocab["<|im_end|>"] = 2, 1
    for token in stored["added_tokens"]:
        token["id"] = vocab[token["content"]]
    (tmp_path / "tokenizer.json").write_text(json.dumps(stored))
    with pytest.raises(SpecError, match=r"<\|im_start\|> the id 2, expected 1"):
        load_tokenizer(tmp_path)
