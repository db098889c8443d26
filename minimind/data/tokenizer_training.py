"""Training and measuring the tokenizer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tokenizers import Regex, Tokenizer, decoders, models, pre_tokenizers, trainers

from minimind.data.template import CHAT_TEMPLATE
from minimind.data.tokenizer import SPECIAL_TOKENS, encode_texts
from minimind.spec import SpecError
from minimind.spec.model import ModelConfig

# Bytes in the longest token: room for long English words, none for boilerplate sentences.
_MAX_TOKEN_BYTES = 18
_CJK = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_CHINESE_SHARE = 0.3


def train_tokenizer(texts: Iterable[str], vocab_size: int) -> Tokenizer:
    """Trains byte-level BPE. The same texts in the same order give the same tokenizer.

    Merges are learned with every digit apart, so that all numbers are spelled digit by digit;
    the tokenizer itself then splits text by GPT-2's plain rule, which other programs know.

    Raises SpecError when the text yields fewer than ``vocab_size`` entries.
    """
    byte_level = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Split(Regex(r" ?\p{N}"), behavior="isolated"), byte_level]
    )
    trainer = trainers.BpeTrainer(
        vocab_size=vocab_size,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=sorted(pre_tokenizers.ByteLevel.alphabet()),
        max_token_length=_MAX_TOKEN_BYTES,
        show_progress=False,
    )
    tokenizer.train_from_iterator(texts, trainer)
    tokenizer.pre_tokenizer = byte_level
    if tokenizer.get_vocab_size() != vocab_size:
        raise SpecError(
            f"The text yields {tokenizer.get_vocab_size()} entries, not {vocab_size}.",
            field="vocab_size",
            remedy="Give more text, or ask for fewer entries (259 at least).",
        )
    return tokenizer


def save_tokenizer(tokenizer: Tokenizer, directory: Path) -> Path:
    """Writes ``tokenizer.json`` and ``tokenizer_config.json``; returns the former's path."""
    directory.mkdir(parents=True, exist_ok=True)
    config = json.dumps(tokenizer_config(), indent=2, ensure_ascii=False)
    _write(directory / "tokenizer_config.json", config)
    _write(directory / "tokenizer.json", tokenizer.to_str(pretty=True))
    return directory / "tokenizer.json"


def tokenizer_config() -> dict[str, Any]:
    """What transformers reads beside ``tokenizer.json``."""
    pad, begin, end = SPECIAL_TOKENS
    return {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "bos_token": begin,
        "eos_token": end,
        "pad_token": pad,
        "unk_token": pad,
        "add_bos_token": False,
        "add_eos_token": False,
        "clean_up_tokenization_spaces": False,
        "model_max_length": ModelConfig.model_fields["max_position_embeddings"].default,
        "chat_template": CHAT_TEMPLATE,
    }


@dataclass
class Compression:
    """How long texts are, in characters and in tokens."""

    texts: int = 0
    characters: int = 0
    bytes: int = 0
    tokens: int = 0

    @property
    def characters_per_token(self) -> float:
        return self.characters / self.tokens if self.tokens else 0.0


def measure(tokenizer: Tokenizer, texts: Iterable[str]) -> dict[str, Compression]:
    """Compression by language: ``zh`` where CJK is a fair share of a text, else ``en``."""
    found: dict[str, Compression] = {}
    texts = list(texts)
    count(found, texts, encode_texts(tokenizer, texts))
    return dict(sorted(found.items()))


def count(
    found: dict[str, Compression], texts: Iterable[str], encoded: Iterable[list[int]]
) -> None:
    """Adds texts and what they became to what was found of their languages."""
    for text, ids in zip(texts, encoded, strict=True):
        entry = found.setdefault(language(text), Compression())
        entry.texts += 1
        entry.characters += len(text)
        entry.bytes += len(text.encode("utf-8", "surrogatepass"))
        entry.tokens += len(ids)


def language(text: str) -> str:
    """``zh`` when at least three characters in ten (spaces aside) are CJK ideographs."""
    visible = "".join(text.split())
    chinese = len(_CJK.findall(visible))
    return "zh" if chinese > 0 and chinese >= _CHINESE_SHARE * len(visible) else "en"


def _write(file: Path, text: str) -> None:
    temporary = file.with_name(f".tmp-{file.name}")
    temporary.write_text(text + "\n", "utf-8")
    temporary.replace(file)
