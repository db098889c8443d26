"""Tokenizers: the shipped one by name, how large others may be, and what is measured of them.

No tokenizer is loaded here.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from minimind.spec.model import VOCAB_SIZE

SHIPPED_ID = "tok-shipped"
SHIPPED_NAME = "Shipped with MiniMind Studio"
# Of minimind/tokenizer/tokenizer.json.
SHIPPED_SHA256 = "460ce1920658831a8774da27d7337fa6fe31c039c7755a987f0b16bfe07efd7d"
SHIPPED_VOCAB_SIZE = VOCAB_SIZE

MIN_VOCAB_SIZE = 259  # 256 bytes and three control tokens
MAX_VOCAB_SIZE = 65_536  # shards keep a token in two bytes
MAX_FILE_BYTES = 16 * 2**20  # of a tokenizer.json; one of the largest vocabulary has five

# Training holds its text in memory: up to 0.2 GB a million characters of Chinese, half of that
# for English.
MAX_TRAINING_CHARACTERS = 40_000_000
DEFAULT_TRAINING_CHARACTERS = 8_000_000

# How much of a dataset is compared, and how long a text is compared on the spot.
MAX_COMPARED_CHARACTERS = 20_000_000
DEFAULT_COMPARED_CHARACTERS = 2_000_000
MAX_TYPED_CHARACTERS = 10_000
MAX_COMPARED = 4  # tokenizers at once


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Length(_Part):
    """How long texts are, three times over."""

    texts: int
    characters: int
    bytes: int
    tokens: int


class Figures(_Part):
    """What is kept of a tokenizer's compression, by language (``zh``, ``en``)."""

    yardstick: dict[str, Length]  # of a short text that all tokenizers are measured on
    held_out: dict[str, Length] | None  # of text beside that which trained it


SHIPPED_FIGURES = Figures(
    yardstick={
        "en": Length(texts=10, characters=1533, bytes=1533, tokens=447),
        "zh": Length(texts=10, characters=470, bytes=1380, tokens=400),
    },
    held_out=None,
)


class TakenSource(_Part):
    """What training took of one source."""

    name: str
    texts: int
    characters: int
    whole: bool  # all of it but what is held out


class MadeTokenizer(_Part):
    """``result.json`` of training: ``tokenizer.json`` and its config lie in the work folder."""

    sha256: str
    vocab_size: int
    figures: Figures
    sources: list[TakenSource]
    seed: int
    seconds: float
    notes: list[str] = Field(default_factory=list)  # what a person should know, sentences


class Piece(_Part):
    """One token of a text, for the eye."""

    id: int
    text: str  # of a token that holds a part of a character: its bytes, as ``\\xe4``
    whole: bool  # it holds whole characters only


class Compared(_Part):
    """One tokenizer in a comparison."""

    id: str
    name: str
    vocab_size: int
    total: Length
    languages: dict[str, Length]
    seconds: float  # to tokenize all of it
    pieces: list[Piece]  # of the excerpt


class Comparison(_Part):
    """Several tokenizers on the same text."""

    text: str  # the excerpt that is shown cut into tokens
    whole: bool  # everything was compared, not only an even part of it
    tokenizers: list[Compared]
