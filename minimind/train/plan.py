"""The plan of a run: which sequences every update sees, known in advance to every process.

Nothing here is random at run time or communicated: each process computes the same plan from the
shards, the recipe and the seed, and takes its own share. Resuming at a step needs only its number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from minimind.data.packing import PackedSequences
from minimind.data.segments import Ints, Segments, cut
from minimind.data.shards import BadDataError, Shards
from minimind.data.split import Rows, split_rows
from minimind.spec import DatasetRef, Recipe, SpecError
from minimind.spec.cadence import Cadence
from minimind.stages import Batch, TrainingStage
from minimind.stages.stage import Unit


@dataclass(frozen=True)
class Source:
    """Packed sequences and what a loss over them is averaged over.

    Attributes:
        reference: float32 ``[P, 2]``, of a DPO run: see ``minimind.train.reference``.
    """

    sequences: PackedSequences
    unit: Unit
    reference: NDArray[np.float32] | None = None

    def units(self, chosen: Ints) -> int:
        """How many units the sequences ``chosen`` hold."""
        return int(self.sequences.targets[chosen].sum()) if self.unit == "target" else len(chosen)

    @property
    def all_units(self) -> int:
        return self.units(np.arange(len(self.sequences)))

    def batch(
        self, chosen: Ints, device: torch.device, shape: tuple[int, int] | None = None
    ) -> Batch:
        """The batch of ``chosen`` on ``device``: of a fixed ``shape``, or as small as may be."""
        height, width = shape or (None, None)
        reference = None if self.reference is None else self.reference[chosen]
        arrays = self.sequences.collate(chosen, width)
        return Batch.of(arrays, device, height=height, reference=reference)


class Plan:
    """Batches of packed sequences by update; updates are counted from 0. Safe between threads."""

    def __init__(self, source: Source, recipe: Recipe, world_size: int) -> None:
        self.source = source
        self._recipe = recipe
        self._world_size = world_size
        count = len(source.sequences)
        self.steps_per_epoch = -(-count // recipe.global_batch)
        total = self.steps_per_epoch * recipe.epochs
        self.total_steps = min(total, recipe.max_steps or total)
        narrow = np.uint32 if count < 2**32 else np.uint64

        @lru_cache(maxsize=2)  # the feed may be an epoch ahead of the loop
        def order(epoch: int) -> NDArray[Any]:
            sequences = np.arange(count, dtype=narrow)
            np.random.default_rng([recipe.seed, epoch]).shuffle(sequences)
            return sequences

        self._order = order

    def of(self, source: Source) -> Plan:
        """The same plan for the same sequences in another ``source``."""
        return Plan(source, self._recipe, self._world_size)

    def batch(self, step: int) -> Ints:
        """The sequences of update ``step``, over all processes.

        An epoch is dealt out evenly: when it is not a whole number of ``global_batch``, every
        batch is a little smaller rather than the last one tiny.
        """
        epoch, index = divmod(step, self.steps_per_epoch)
        count = len(self.source.sequences)
        begin, end = (i * count // self.steps_per_epoch for i in (index, index + 1))
        return self._order(epoch)[begin:end].astype(np.int64)

    def shares(self, step: int, rank: int) -> list[Ints]:
        """Process ``rank``'s part of the batch, in micro-batches.

        Every process gets equally many (some may be empty), for they synchronise in each.
        """
        return shares(self.batch(step), rank, self._world_size, self._recipe.micro_batch)

    def shares_from(self, step: int, rank: int) -> Iterator[Ints]:
        """The micro-batches of ``rank`` in updates ``step`` and later, one after another."""
        for following in range(step, self.total_steps):
            yield from self.shares(following, rank)


def shares(sequences: Ints, rank: int, world_size: int, micro_batch: int) -> list[Ints]:
    """``sequences`` dealt to ``world_size`` processes in turn: those of ``rank``, in chunks.

    Chunks hold at most ``micro_batch``; there are equally many for every rank.
    """
    mine = sequences[rank::world_size]
    largest = -(-len(sequences) // world_size)
    return [mine[i : i + micro_batch] for i in range(0, largest, micro_batch)]


@dataclass(frozen=True)
class TrainingData:
    """What a run reads."""

    plan: Plan
    cadence: Cadence
    validation: Source  # may be empty
    context: float  # positions that one sees on average, itself included
    unigram_entropy: float | None
    train_rows: int
    validation_rows: int
    truncated_rows: int
    dropped_rows: int

    def with_sources(self, change: Callable[[Source], Source]) -> TrainingData:
        """The same data with what ``change`` makes of its sources."""
        plan = self.plan.of(change(self.plan.source))
        return replace(self, plan=plan, validation=change(self.validation))


def prepare(
    shards: Shards,
    stage: TrainingStage,
    recipe: Recipe,
    *,
    dataset: DatasetRef,
    vocab_size: int,
    world_size: int,
) -> TrainingData:
    """Splits, packs and plans.

    Raises SpecError when the run has more processes than work for them, BadDataError when the
    dataset leaves nothing to train on.
    """
    train_rows, validation_rows = split_rows(np.asarray(shards.keys), recipe.validation_fraction)
    segments = cut(shards, train_rows, recipe.seq_len, stage.overlong, stage.group)
    if not len(segments):
        raise BadDataError(
            f"No row has anything to learn within its first {recipe.seq_len} tokens.",
            file=dataset.path,
            field="recipe.seq_len",
            remedy="Raise the sequence length.",
        )
    pack = {"packing": stage.packing, "group": stage.group}
    sequences = PackedSequences(shards, segments, recipe.seq_len, recipe.seed, **pack)
    _check_world_size(len(sequences), recipe, world_size)
    plan = Plan(Source(sequences, stage.unit), recipe, world_size)
    cadence = Cadence.of(recipe, plan.total_steps)
    positions = int(sequences.tokens.sum())
    train_positions = int(positions * plan.total_steps / plan.steps_per_epoch)
    budget = cadence.validation_positions(train_positions)
    held_out = _held_out(shards, validation_rows, stage, recipe.seq_len, budget)
    validation = PackedSequences(shards, held_out, recipe.seq_len, seed=0, **pack)
    return TrainingData(
        plan=plan,
        cadence=cadence,
        validation=Source(validation, stage.unit),
        context=_context(segments, positions),
        # The loss of pairs is no entropy of tokens, so there is nothing to hold it against.
        unigram_entropy=entropy(validation.target_counts(vocab_size))
        if len(validation) and stage.unit == "target"
        else None,
        train_rows=len(train_rows) // stage.group,
        validation_rows=len(validation_rows) // stage.group,
        truncated_rows=segments.truncated_rows + held_out.truncated_rows,
        dropped_rows=segments.dropped_rows + held_out.dropped_rows,
    )


def entropy(counts: Ints) -> float:
    """Entropy in nats of the distribution that ``counts`` describe."""
    shares_of_all = counts[counts > 0] / counts.sum()
    return float(-(shares_of_all * np.log(shares_of_all)).sum())


def _context(segments: Segments, positions: int) -> float:
    """Mean over positions of how many they see: half of its document, on average."""
    squares = sum(
        float(np.square(segments.lengths[i : i + 2**20].astype(np.float64)).sum())
        for i in range(0, len(segments), 2**20)
    )
    return squares / 2 / positions


def _held_out(
    shards: Shards, rows: Rows, stage: TrainingStage, seq_len: int, budget: int
) -> Segments:
    """About ``budget`` positions of ``rows``, chosen by content: those of the lowest keys."""
    by_key = rows[np.argsort(shards.keys[rows], kind="stable")]  # pairs share a key
    shards.release()
    tokens = np.cumsum(shards.offsets[1:][by_key] - shards.offsets[:-1][by_key])
    count = max(int(np.searchsorted(tokens, budget, side="right")), 1)
    count += -count % stage.group
    segments = cut(shards, np.sort(by_key[:count]), seq_len, stage.overlong, stage.group)
    # One row alone may be far longer than the budget.
    before = np.cumsum(segments.lengths, dtype=np.int64) - segments.lengths
    within = np.repeat(before[:: stage.group] < budget, stage.group)
    return replace(
        segments.take(np.flatnonzero(within)),
        truncated_rows=segments.truncated_rows,
        dropped_rows=segments.dropped_rows,
    )


def _check_world_size(sequences: int, recipe: Recipe, world_size: int) -> None:
    if recipe.global_batch < world_size:
        raise SpecError(
            f"{recipe.global_batch} rows per step cannot be shared by {world_size} processes.",
            field="recipe.global_batch",
            remedy=f"Raise it to {world_size} or more, or start fewer processes.",
        )
    if sequences < world_size:
        raise SpecError(
            f"The dataset packs into {sequences} rows of {recipe.seq_len} tokens, fewer than the "
            f"{world_size} processes.",
            field="dataset",
            remedy="Start fewer processes, or give it more data.",
        )
