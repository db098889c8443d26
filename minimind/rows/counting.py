"""How many tokens a dataset has, and what sequences of several lengths would make of its rows.

A small file is counted whole. Of a larger one an even sample of rows is counted; the rest follows
from how many tokens rows of so many characters and bytes have (a linear fit), with a margin from
how far the sample's rows lie from it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from minimind.data.encode import encode_rows
from minimind.data.tokenizer import load_tokenizer, tokenizer_hash
from minimind.rows.columns import bit
from minimind.rows.lookup import Place, RowReader
from minimind.rows.pool import Pool
from minimind.rows.problems import ERRORS
from minimind.rows.reports import histogram
from minimind.spec.report import AtLength, Tokens

EXACT_BYTES = 2**22  # of a file that is counted whole
SAMPLE_BYTES = 2**20
SAMPLE_ROWS = (500, 20_000)  # at least, at most
LENGTHS = (256, 512, 1024, 2048)
_NEAR_LIMIT_BYTES = 2**20  # of rows whose fit lies near the limit: they are counted too
_DEVIATIONS = 4.0
_SEED = 0
_TASK_ROWS = 512
_CHUNK = 2**18
_ERROR_BITS = np.uint32(sum(map(bit, ERRORS)))

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Counting:
    """What the workers need to know."""

    place: Place
    tokenizer: Path | None


@dataclass(frozen=True)
class Counted:
    """``N`` rows whose tokens are known."""

    rows: Rows  # [N]
    lengths: NDArray[np.int64]  # [N, S]: of each sequence that a row makes
    trained: NDArray[np.int64]  # [N] tokens that carry loss

    @property
    def longest(self) -> NDArray[np.int64]:
        """``[N]`` positions of the longer sequence. The last token is none: nothing follows it."""
        return self.lengths.max(axis=1) - 1

    @property
    def totals(self) -> NDArray[np.int64]:
        """``[N]``"""
        return self.lengths.sum(axis=1)


def count_rows(counting: Counting, rows: Rows, check: Callable[[], None]) -> Counted:
    """Counts the tokens of a few rows that can be trained."""
    check()
    tokenizer = _tokenizer(counting.tokenizer)
    with RowReader(counting.place) as reader:
        read = [reader.row(int(row)) for row in rows]
    encoded = encode_rows(tokenizer, counting.place.kind, read)
    starts = np.cumsum(encoded.lengths) - encoded.lengths
    lengths = encoded.lengths.reshape(len(read), -1)
    trained = np.add.reduceat(encoded.targets, starts, dtype=np.int64).reshape(lengths.shape)
    return Counted(rows, lengths, trained.sum(axis=1))


def count_tokens(
    pool: Pool, counting: Counting, max_length: int, tick: Callable[[int, int], None]
) -> tuple[Tokens | None, Iterator[Rows]]:
    """The tokens of a file, and its rows that are longer than ``max_length``, ascending.

    Args:
        tick: called with rows done and rows to do; may raise.

    Raises SpecError when the tokenizer cannot be read.
    """
    place = counting.place
    sample, exact = _sample(place)
    if not len(sample):
        return None, iter(())
    counted = _count(pool, counting, sample, tick)
    if exact:
        over = counted.rows[counted.longest > max_length]
        return _tokens(counting, counted, max_length, len(sample), None), iter([over])
    fit = _Fit(place, counted, counted.totals)
    longest = _Fit(place, counted, counted.longest)
    near = _near_limit(place, longest, max_length)
    known = _count(pool, counting, near, tick) if len(near) else counted
    over = _over_length(place, longest, max_length, (counted, known))
    return _tokens(counting, counted, max_length, _trainable(place), fit), over


class _Fit:
    """How many tokens rows have by their characters and bytes."""

    def __init__(self, place: Place, counted: Counted, tokens: NDArray[np.int64]) -> None:
        features = _features(place, counted.rows)
        fitted = np.linalg.lstsq(features, tokens.astype(np.float64), rcond=None)
        self.weights = np.asarray(fitted[0], np.float64)
        errors = tokens - features @ self.weights
        self.deviation = float(np.sqrt((errors**2).sum() / max(len(errors) - 3, 1)))
        self._place = place

    def __call__(self, rows: Rows | slice) -> Floats:
        return _features(self._place, rows) @ self.weights

    def total(self) -> int:
        """Tokens of all rows that can be trained."""
        return round(sum(float(self(rows).sum()) for rows in _chunks(self._place)))


def _features(place: Place, rows: Rows | slice) -> Floats:
    """``[N, 3]``"""
    characters = place.column("characters", np.uint32)[rows]
    lengths = place.column("lengths", np.uint32)[rows]
    return np.stack([np.ones(len(lengths)), characters, lengths], axis=1).astype(np.float64)


def _chunks(place: Place) -> Iterator[Rows]:
    """The rows that can be trained, some at a time."""
    problems = place.column("problems", np.uint32)
    for begin in range(0, place.rows, _CHUNK):
        yield np.flatnonzero((problems[begin : begin + _CHUNK] & _ERROR_BITS) == 0) + begin


def _trainable(place: Place) -> int:
    return sum(len(rows) for rows in _chunks(place))


def _sample(place: Place) -> tuple[Rows, bool]:
    """Rows to count, ascending, and whether they are all that can be trained.

    One row is drawn from each of as many equal stretches of the file, always the same ones.
    """
    size = place.path.stat().st_size
    if size <= EXACT_BYTES:
        return np.concatenate([np.zeros(0, np.int64), *_chunks(place)]), True
    wanted = round(SAMPLE_BYTES / size * place.rows)
    wanted = min(max(wanted, SAMPLE_ROWS[0]), SAMPLE_ROWS[1], place.rows)
    shift = np.random.default_rng(_SEED).random(wanted)
    rows = ((np.arange(wanted) + shift) * (place.rows / wanted)).astype(np.int64)
    rows = np.unique(np.minimum(rows, place.rows - 1))
    rows = rows[(place.column("problems", np.uint32)[rows] & _ERROR_BITS) == 0]
    return rows, False


def _count(pool: Pool, counting: Counting, rows: Rows, tick: Callable[[int, int], None]) -> Counted:
    tasks = np.split(rows, range(_TASK_ROWS, len(rows), _TASK_ROWS))
    done = 0
    found: list[Counted] = []

    def told() -> None:
        tick(done, len(rows))

    for some, counted in pool.run(partial(count_rows, counting), tasks, told):
        found.append(counted)
        done += len(some)
    found.sort(key=lambda counted: int(counted.rows[0]))
    return Counted(
        rows,
        np.concatenate([counted.lengths for counted in found]),
        np.concatenate([counted.trained for counted in found]),
    )


def _near_limit(place: Place, fit: _Fit, max_length: int) -> Rows:
    """Rows of which the fit alone cannot say whether they are longer than the limit."""
    margin = _DEVIATIONS * fit.deviation
    near = [rows[np.abs(fit(rows) - max_length) <= margin] for rows in _chunks(place)]
    rows = np.concatenate([np.zeros(0, np.int64), *near])
    size = int(place.column("lengths", np.uint32)[rows].sum(dtype=np.int64))
    if size > _NEAR_LIMIT_BYTES:  # those that are nearest to it
        order = np.argsort(np.abs(fit(rows) - max_length), kind="stable")
        rows = np.sort(rows[order[: max(1, len(rows) * _NEAR_LIMIT_BYTES // size)]])
    return rows


def _over_length(
    place: Place, fit: _Fit, max_length: int, known: tuple[Counted, ...]
) -> Iterator[Rows]:
    rows = np.concatenate([counted.rows for counted in known])
    longer = np.concatenate([counted.longest > max_length for counted in known])
    order = np.argsort(rows, kind="stable")
    rows, longer = rows[order], longer[order]
    for some in _chunks(place):
        over = fit(some) > max_length
        at = np.searchsorted(some, rows)
        there = at < len(some)
        there[there] = some[at[there]] == rows[there]
        over[at[there]] = longer[there]
        yield some[over]


def _tokens(
    counting: Counting, counted: Counted, max_length: int, trainable: int, fit: _Fit | None
) -> Tokens:
    kind = counting.place.kind
    read = len(counted.rows)
    in_sample = int(counted.totals.sum())
    total, margin = in_sample, 0
    if fit is not None:
        total = max(fit.total(), in_sample)
        rest = max(1 - read / trainable, 0)
        margin = round(1.96 * fit.deviation * trainable * np.sqrt(rest / read))
    return Tokens(
        tokenizer_sha256=tokenizer_hash(counting.tokenizer),
        rows_read=read,
        exact=fit is None,
        tokens=total,
        margin=margin,
        trained=round(total * (int(counted.trained.sum()) / max(in_sample, 1))),
        per_row=histogram(counted.totals),
        at=[
            _at(counted.lengths, at, split=kind == "text") for at in sorted({*LENGTHS, max_length})
        ],
    )


def _at(lengths: NDArray[np.int64], limit: int, *, split: bool) -> AtLength:
    """``split``: longer rows become several sequences, as those of texts do."""
    positions = lengths - 1
    kept = positions if split else np.minimum(positions, limit)
    pieces = np.maximum(-(-positions // limit), 1) if split else np.ones_like(positions)
    return AtLength(
        length=limit,
        truncated_rows=float((positions > limit).any(axis=1).mean()),
        truncated_tokens=1 - int(kept.sum()) / int(positions.sum()),
        padding=1 - int(kept.sum()) / (int(pieces.sum()) * limit),
    )


_loaded: dict[Path | None, Tokenizer] = {}


def _tokenizer(path: Path | None) -> Tokenizer:
    if path not in _loaded:
        _loaded[path] = load_tokenizer(path)
    return _loaded[path]
