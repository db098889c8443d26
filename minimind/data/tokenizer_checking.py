"""A tokenizer.json from anywhere: read only when it is of the family's kind.

The text is looked at as plain JSON first, so that the tokenizers library never sees a regular
expression, a template or a size that somebody else chose.
"""

from __future__ import annotations

import json
from typing import Any

from tokenizers import Tokenizer

from minimind.data.tokenizer import SPECIAL_TOKENS, encode_text
from minimind.data.tokenizer_bytes import byte_of_letter
from minimind.spec import SpecError
from minimind.spec.tokenizers import MAX_FILE_BYTES, MAX_VOCAB_SIZE, MIN_VOCAB_SIZE

_MAX_TOKEN_LETTERS = 1000
_REMEDY = "Use a byte-level BPE tokenizer with the family's control tokens, ids 0, 1 and 2."
# What these parts may be besides nothing at all.
_UNTOUCHED = ("normalizer", "truncation", "padding")
# Texts in which a tokenizer that changes something on its way is caught.
_PROBES = (
    "  Leading, trailing \r\n\r\n\ttabs\u00a0and\u3000wide  spaces ",
    "e\u0301 é ﬁ Ⅷ ｆｕｌｌ １２３ \u200d\u200b it's 3.14159 'LL x=1000000",
    "你好，世界！１９９８年 \n　　段落 👩\u200d👩\u200d👧 𠮷野家 \x00\x1f\x7f",
    "".join(f"{token} " for token in SPECIAL_TOKENS),
)


def check_tokenizer(text: str) -> Tokenizer:
    """The tokenizer of a ``tokenizer.json``, made sure to be one that models can be trained with.

    Raises SpecError that says what is wrong with it.
    """
    if len(text.encode("utf-8", "surrogatepass")) > MAX_FILE_BYTES:
        raise _wrong(f"The file is larger than {MAX_FILE_BYTES // 2**20} MiB.")
    stored = _json_object(text)
    _check_parts(stored)
    _check_vocabulary(stored)
    _check_added(stored)
    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # the library raises bare Exception
        raise _wrong(f"The file is not a tokenizer: {str(error)[:200]}.") from error
    size = tokenizer.get_vocab_size()
    if sorted(tokenizer.get_vocab().values()) != list(range(size)):
        raise _wrong(f"Its {size} entries are not numbered from 0 without a gap.")
    if size > MAX_VOCAB_SIZE:
        raise _too_many(size)
    _check_round_trip(tokenizer)
    return tokenizer


def check_config(text: str) -> None:
    """Raises SpecError for a ``tokenizer_config.json`` that contradicts the control tokens."""
    stored = _json_object(text, "config")
    pad, begin, end = SPECIAL_TOKENS
    for name, expected in (("bos_token", begin), ("eos_token", end), ("pad_token", pad)):
        given = stored.get(name)
        given = given.get("content") if isinstance(given, dict) else given
        if given not in (None, expected):
            raise SpecError(
                f"It says that {name} is {str(given)[:40]!r}; the family's is {expected!r}.",
                field="config",
                remedy="Leave it out: every checkpoint gets one that fits.",
            )


def _json_object(text: str, field: str = "tokenizer") -> dict[str, Any]:
    try:
        stored = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise SpecError(
            "The file is not JSON.", field=field, remedy=f"Choose a {_FILES[field]}."
        ) from error
    if not isinstance(stored, dict):
        raise SpecError(
            "The file holds no JSON object.", field=field, remedy=f"Choose a {_FILES[field]}."
        )
    return stored


_FILES = {"tokenizer": "tokenizer.json", "config": "tokenizer_config.json"}


def _check_parts(stored: dict[str, Any]) -> None:
    model = stored.get("model")
    if not isinstance(model, dict) or model.get("type", "BPE") != "BPE":
        if not isinstance(model, dict):
            raise _wrong("It holds no model: it is not BPE.")
        raise _wrong(f"Its model is {str(model.get('type'))[:40]}, not BPE.")
    for name in _UNTOUCHED:
        if stored.get(name) is not None:
            raise _wrong(f"It has a {name}, which would change texts before they are tokenized.")
    for name in ("continuing_subword_prefix", "end_of_word_suffix"):
        if model.get(name):
            raise _wrong(f"It has a {name}, so it is not byte-level.")
    if model.get("dropout"):
        raise _wrong("It drops merges at random (dropout), so the same text has many spellings.")
    splitter = stored.get("pre_tokenizer")
    if not isinstance(splitter, dict) or splitter.get("type") != "ByteLevel":
        raise _wrong("Its pre_tokenizer is not plain ByteLevel.")
    if splitter.get("add_prefix_space", True) is not False:
        raise _wrong("Its pre_tokenizer puts a space before every text (add_prefix_space).")
    for name in ("decoder", "post_processor"):
        part = stored.get(name)
        absent = name == "post_processor" and part is None
        if not absent and (not isinstance(part, dict) or part.get("type") != "ByteLevel"):
            raise _wrong(f"Its {name} is not ByteLevel.")


def _check_vocabulary(stored: dict[str, Any]) -> None:
    vocab, merges = stored["model"].get("vocab"), stored["model"].get("merges")
    if not isinstance(vocab, dict) or not isinstance(merges, list):
        raise _wrong("Its model has no vocabulary or no merges.")
    if len(vocab) > MAX_VOCAB_SIZE:
        raise _too_many(len(vocab))
    if len(vocab) < MIN_VOCAB_SIZE:
        raise _wrong(f"It has {len(vocab)} entries; {MIN_VOCAB_SIZE} are the least.")
    if len(merges) > MAX_VOCAB_SIZE:
        raise _wrong(f"It has {len(merges)} merges, more than entries are possible.")
    for token, number in vocab.items():
        plain = isinstance(number, int) and not isinstance(number, bool)
        if not plain or not 0 <= number < MAX_VOCAB_SIZE or len(token) > _MAX_TOKEN_LETTERS:
            raise _wrong(f"The entry {token[:40]!r} has no proper number, or is too long.")
    missing = [byte for letter, byte in byte_of_letter().items() if letter not in vocab]
    if missing:
        raise _wrong(f"It has no entry for {len(missing)} of the 256 bytes.")


def _check_added(stored: dict[str, Any]) -> None:
    added = stored.get("added_tokens")
    if not isinstance(added, list) or not all(isinstance(token, dict) for token in added):
        raise _wrong("It has no list of added tokens.")
    if len(added) > MIN_VOCAB_SIZE:
        raise _wrong(f"It has {len(added)} added tokens, far more than any use.")
    by_id = {str(token.get("id")): token for token in added}
    for number, expected in enumerate(SPECIAL_TOKENS):
        token = by_id.get(str(number))
        if token is None or token.get("content") != expected or token.get("special") is not True:
            raise _wrong(f"Its id {number} is not the control token {expected}.")
    for token in added:
        content = token.get("content")
        if not isinstance(content, str) or not 0 < len(content) <= _MAX_TOKEN_LETTERS:
            raise _wrong("One of its added tokens is empty or too long.")
        if any(token.get(name) for name in ("lstrip", "rstrip", "normalized", "single_word")):
            raise _wrong(f"Its added token {content[:40]!r} would change the text around it.")


def _check_round_trip(tokenizer: Tokenizer) -> None:
    for probe in _PROBES:
        ids = encode_text(tokenizer, probe)
        if tokenizer.decode(ids, skip_special_tokens=False) != probe:
            raise _wrong("Texts do not come back from it as they were.")
        if {0, 1, 2} & set(ids):
            raise _wrong("It makes control tokens of plain text.")


def _wrong(message: str) -> SpecError:
    return SpecError(message, field="tokenizer", remedy=_REMEDY)


def _too_many(size: int) -> SpecError:
    return SpecError(
        f"It has {size:,} entries; {MAX_VOCAB_SIZE:,} are the most.",
        field="tokenizer",
        remedy="Use a smaller vocabulary.",
    )
