"""The plan of a run: which sequences every update sees, known in advance to every process.

Nothing here is random at run time or communicated: each process computes the same plan from the
shards, the recipe and the seed, and takes its own share. Resuming at a step needs only its number.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from minimind.data.packing import PackedSequences
from minimind.data.segments import Ints, Segments, cut
from minimind.data.shards import BadDataError, Shards
from minimind.data.split import split_rows
from minimind.spec import DatasetRef, Recipe, SpecError
from minimind.stages import TrainingStage
from minimind.train.schedule import Cadence

# Validation should cost little: at most this many positions, and about this share of training
# (forward alone is a third of forward and backward).
_VALIDATION_TOKENS = (4096, 65536)
_VALIDATION_SHARE = 0.05 * 3


class Plan:
    """Batches of packed sequences by update; updates are counted from 0."""

    def __init__(self, sequences: PackedSequences, recipe: Recipe, world_size: int) -> None:
        self.sequences = sequences
        self._recipe = recipe
        self._world_size = world_size
        self.steps_per_epoch = -(-len(sequences) // recipe.global_batch)
        total = self.steps_per_epoch * recipe.epochs
        self.total_steps = min(total, recipe.max_steps or total)
        self._epoch, self._order = -1, np.empty(0, np.int64)

    def batch(self, step: int) -> Ints:
        """The sequences of update ``step``, over all processes.

        An epoch is dealt out evenly: when it is not a whole number of ``global_batch``, every
        batch is a little smaller rather than the last one tiny.
        """
        epoch, index = divmod(step, self.steps_per_epoch)
        if epoch != self._epoch:
            shuffle = np.random.default_rng([self._recipe.seed, epoch])
            self._epoch, self._order = epoch, shuffle.permutation(len(self.sequences))
        begin, end = (i * len(self.sequences) // self.steps_per_epoch for i in (index, index + 1))
        return self._order[begin:end]

    def shares(self, step: int, rank: int) -> list[Ints]:
        """Process ``rank``'s part of the batch, in micro-batches.

        Every process gets equally many (some may be empty), for they synchronise in each.
        """
        return shares(self.batch(step), rank, self._world_size, self._recipe.micro_batch)


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
    validation: PackedSequences  # may be empty
    unigram_entropy: float | None
    train_rows: int
    validation_rows: int
    truncated_rows: int
    dropped_rows: int


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
    segments = cut(shards, train_rows, recipe.seq_len, stage.overlong)
    if not len(segments):
        raise BadDataError(
            f"No row has anything to learn within its first {recipe.seq_len} tokens.",
            file=dataset.path,
            field="recipe.seq_len",
            remedy="Raise the sequence length.",
        )
    sequences = PackedSequences(shards, segments, recipe.seq_len, recipe.seed)
    _check_world_size(len(sequences), recipe, world_size)
    plan = Plan(sequences, recipe, world_size)
    cadence = Cadence.of(recipe, plan.total_steps)
    train_positions = int(sequences.tokens.sum() * plan.total_steps / plan.steps_per_epoch)
    held_out = _held_out(
        shards, validation_rows, stage, recipe.seq_len, _validation_budget(train_positions, cadence)
    )
    validation = PackedSequences(shards, held_out, recipe.seq_len, seed=0)
    return TrainingData(
        plan=plan,
        cadence=cadence,
        validation=validation,
        unigram_entropy=entropy(validation.target_counts(vocab_size)) if len(validation) else None,
        train_rows=len(train_rows),
        validation_rows=len(validation_rows),
        truncated_rows=segments.truncated_rows + held_out.truncated_rows,
        dropped_rows=segments.dropped_rows + held_out.dropped_rows,
    )


def entropy(counts: Ints) -> float:
    """Entropy in nats of the distribution that ``counts`` describe."""
    shares_of_all = counts[counts > 0] / counts.sum()
    return float(-(shares_of_all * np.log(shares_of_all)).sum())


def _validation_budget(train_positions: int, cadence: Cadence) -> int:
    least, most = _VALIDATION_TOKENS
    fair = train_positions * _VALIDATION_SHARE / (cadence.validations_after(0) + 1)
    return int(min(max(fair, least), most))


def _held_out(
    shards: Shards, rows: Ints, stage: TrainingStage, seq_len: int, budget: int
) -> Segments:
    """About ``budget`` positions of ``rows``, chosen by content: those of the lowest keys."""
    by_key = rows[np.argsort(shards.keys[rows], kind="stable")]
    tokens = np.cumsum(shards.offsets[1:][by_key] - shards.offsets[:-1][by_key])
    count = max(int(np.searchsorted(tokens, budget, side="right")), 1)
    segments = cut(shards, np.sort(by_key[:count]), seq_len, stage.overlong)
    # One row alone may be far longer than the budget.
    within = np.cumsum(segments.lengths) - segments.lengths < budget
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
