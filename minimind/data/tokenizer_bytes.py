"""Which bytes a token stands for, and texts cut into tokens for people to look at."""

from __future__ import annotations

from collections.abc import Sequence

from tokenizers import Tokenizer
from tokenizers.decoders import ByteLevel

from minimind.data.tokenizer import encode_text
from minimind.spec import SpecError
from minimind.spec.tokenizers import Piece


def token_bytes(tokenizer: Tokenizer) -> list[bytes]:
    """The bytes that each id of a byte-level tokenizer stands for; control tokens stand for none.

    Raises SpecError for a tokenizer of another kind.
    """
    if not isinstance(tokenizer.decoder, ByteLevel):
        raise SpecError("The tokenizer is not byte-level.", field="tokenizer.json")
    byte_of = byte_of_letter()
    added = tokenizer.get_added_tokens_decoder()
    table = [b""] * (max(tokenizer.get_vocab().values(), default=-1) + 1)
    for token, number in tokenizer.get_vocab().items():
        if number in added and added[number].special:
            continue
        known = all(letter in byte_of for letter in token)
        table[number] = bytes(byte_of[c] for c in token) if known else token.encode()
    return table


def byte_of_letter() -> dict[str, int]:
    """GPT-2's spelling of bytes as printable letters, reversed (Radford et al. 2019)."""
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    letters = {chr(byte): byte for byte in printable}
    return letters | {chr(256 + index): byte for index, byte in enumerate(others)}


def pieces(table: Sequence[bytes], ids: Sequence[int]) -> list[Piece]:
    """Tokens as text. One that cuts a character apart is spelled by its bytes.

    Args:
        table: as ``token_bytes`` gives it.
    """
    found: list[Piece] = []
    for number in ids:
        held = table[number]
        try:
            found.append(Piece(id=number, text=held.decode(), whole=True))
        except UnicodeDecodeError:
            text = held.decode(errors="backslashreplace")
            found.append(Piece(id=number, text=text, whole=False))
    return found


def cut(tokenizer: Tokenizer, text: str) -> list[Piece]:
    """``text`` cut into tokens."""
    return pieces(token_bytes(tokenizer), encode_text(tokenizer, text))
