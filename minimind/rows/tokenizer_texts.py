"""Even samples of datasets and named sources, for training a tokenizer and for measuring one.

A row's place is drawn from the hash of its line, so the same rows are taken whatever their order,
and a row is held out of every tokenizer or of none.
"""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from minimind.data.corpora import SOURCES, WordSource
from minimind.data.sources import distinct_texts, row_texts, training_texts
from minimind.spec import SpecError
from minimind.spec.rows import RowKind, parse_row, read_lines

HELD_OUT_ONE_IN = 20
_KEYS = 2**64
_STEP = 0x9E3779B97F4A7C15  # seeds move the draw by this: far apart for neighbouring seeds

Tell = Callable[[int, int | None, str], None]  # done, total, unit


class Lowest:
    """The texts with the lowest keys, as many as ``limit`` characters need; holds no more."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._heap: list[tuple[int, int, list[str]]] = []  # (-key, characters, texts)
        self.characters = 0
        self.dropped = False

    def wants(self, key: int) -> bool:
        """Whether texts of this key would be among them, as far as is known by now."""
        full = self.characters >= self._limit
        if full and (not self._heap or key >= -self._heap[0][0]):
            self.dropped = True
            return False
        return True

    def add(self, key: int, texts: list[str]) -> None:
        """Takes the texts of one row."""
        size = sum(map(len, texts))
        heapq.heappush(self._heap, (-key, size, texts))
        self.characters += size
        while self._heap and self.characters - self._heap[0][1] >= self._limit:
            self.characters -= heapq.heappop(self._heap)[1]
            self.dropped = True

    def texts(self) -> list[str]:
        """In the order of their keys."""
        rows = sorted(self._heap, key=lambda row: -row[0])
        return [text for _, _, texts in rows for text in texts]


@dataclass
class Sample:
    """What was taken of one source."""

    name: str
    texts: list[str]
    held_out: list[str] = field(default_factory=list)
    whole: bool = True

    @property
    def characters(self) -> int:
        return sum(map(len, self.texts))


@dataclass(frozen=True)
class Draw:
    """How much to take, and which.

    Attributes:
        limit: characters to take, at most a row more.
        seed: another one takes other rows; where ``limit`` takes all, only another order.
        held_out_limit: characters of the rows held out; 0 holds out nothing.
    """

    limit: int
    seed: int = 0
    held_out_limit: int = 0


def of_dataset(path: Path, kind: RowKind, name: str, draw: Draw, tell: Tell) -> Sample:
    """Reads the file once, in constant memory but for what it takes.

    Raises SpecError for a row that cannot be read, naming the dataset; OSError.
    """
    try:
        return _of_file(path, kind, name, draw, tell)
    except SpecError as error:
        raise SpecError(
            f"{name}: {error.message}", field=error.field, line=error.line, remedy=error.remedy
        ) from error


def _of_file(path: Path, kind: RowKind, name: str, draw: Draw, tell: Tell) -> Sample:
    total = path.stat().st_size
    training, held_out = Lowest(draw.limit), Lowest(draw.held_out_limit)
    with path.open("rb") as file:
        for number, line in read_lines(file):
            tell(file.tell(), total, "bytes")
            key, is_held_out = _key(line, draw)
            side = held_out if is_held_out else training
            if side.wants(key):
                side.add(key, list(row_texts(parse_row(line, kind, number), kind)))
    return Sample(name, training.texts(), held_out.texts(), whole=not training.dropped)


def of_named(name: str, draw: Draw, tell: Tell) -> Sample:
    """The same of a source in ``SOURCES``. Raises SpecError for one that is not there."""
    source = SOURCES.get(name)
    if source is None:
        raise SpecError(
            f"There is no open source {name[:40]!r}.",
            field="sources",
            remedy=f"Choose one of: {', '.join(SOURCES)}.",
        )
    if isinstance(source, WordSource):  # each word as often as its share of the limit says
        tell(0, None, "characters")
        return Sample(name, training_texts(name, limit=draw.limit), whole=False)
    training, held_out = Lowest(draw.limit), Lowest(draw.held_out_limit)
    for number, text in enumerate(distinct_texts(source)):
        tell(number, None, "texts")
        key, is_held_out = _key(text, draw)
        side = held_out if is_held_out else training
        if side.wants(key):
            side.add(key, [text])
    return Sample(name, training.texts(), held_out.texts(), whole=not training.dropped)


def _key(text: str, draw: Draw) -> tuple[int, bool]:
    """(place in the draw, whether it is held out)."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    held_out = int.from_bytes(digest[:4], "big") % HELD_OUT_ONE_IN == 0
    key = (int.from_bytes(digest[4:12], "big") + draw.seed * _STEP) % _KEYS
    return key, held_out and draw.held_out_limit > 0
