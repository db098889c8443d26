"""The tokenizer: byte-level BPE (Sennrich et al. 2016; Radford et al. 2019) over 6,400 entries.

Control tokens (``<|im_start|>`` and its kin) enter a sequence by id only: a tokenizer from
``load_tokenizer`` encodes their spelling as ordinary text, so words from outside cannot end a
turn or begin one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from tokenizers import Tokenizer

from minimind.spec import SpecError
from minimind.spec.model import BOS_ID, EOS_ID, PAD_ID

SHIPPED = Path(__file__).parent.parent / "tokenizer" / "tokenizer.json"

# In the order of their ids: padding and unknown; begin of a turn or text; its end.
SPECIAL_TOKENS = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")


def load_tokenizer(path: Path | None = None) -> Tokenizer:
    """The tokenizer of a ``tokenizer.json`` (or of a directory that holds one; None: the shipped).

    Raises SpecError for a file that is missing, damaged, or numbers the control tokens otherwise.
    """
    file = tokenizer_file(path)
    try:
        tokenizer = Tokenizer.from_str(file.read_text("utf-8"))
    except OSError as error:
        raise SpecError(f"{file} cannot be read: {error.strerror}.", field="tokenizer") from error
    except Exception as error:  # the library raises bare Exception for damaged files
        raise SpecError(f"{file} is not a tokenizer: {error}.", field="tokenizer") from error
    for number, token in zip((PAD_ID, BOS_ID, EOS_ID), SPECIAL_TOKENS, strict=True):
        if tokenizer.token_to_id(token) != number:
            raise SpecError(
                f"{file} gives {token} the id {tokenizer.token_to_id(token)}, expected {number}.",
                field="tokenizer",
                remedy="Use the shipped tokenizer, or one from `minimind tokenizer train`.",
            )
    tokenizer.encode_special_tokens = True
    return tokenizer


def tokenizer_file(path: Path | None = None) -> Path:
    """The ``tokenizer.json`` meant by ``path``: the file, its directory, or None (shipped)."""
    if path is None:
        return SHIPPED
    return path / "tokenizer.json" if path.is_dir() else path


def tokenizer_hash(path: Path | None = None) -> str:
    """sha256 (hex) of the file that ``load_tokenizer(path)`` reads. Raises SpecError."""
    file = tokenizer_file(path)
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError as error:
        raise SpecError(f"{file} cannot be read: {error.strerror}.", field="tokenizer") from error


def encode_text(tokenizer: Tokenizer, text: str) -> list[int]:
    """Ids of plain text; text that spells a control token stays text."""
    _read_control_tokens_as_text(tokenizer)
    return tokenizer.encode(text, add_special_tokens=False).ids


def encode_texts(tokenizer: Tokenizer, texts: Sequence[str]) -> list[list[int]]:
    """``encode_text`` of many texts at once, in parallel."""
    _read_control_tokens_as_text(tokenizer)
    encodings = tokenizer.encode_batch_fast(list(texts), add_special_tokens=False)
    return [encoding.ids for encoding in encodings]


def _read_control_tokens_as_text(tokenizer: Tokenizer) -> None:
    # The setting is lost when a tokenizer is pickled (into a pool's process, say), so it is
    # made sure of here rather than trusted.
    if not tokenizer.encode_special_tokens:
        tokenizer.encode_special_tokens = True
