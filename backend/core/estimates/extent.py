"""How much there is to train on: from earlier runs on the same file, or by its size."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from backend.core.models import Dataset
from backend.core.rates import Measured
from minimind.spec.cadence import Cadence
from minimind.spec.recipe import Recipe
from minimind.spec.stages import DpoRecipe, TokenRecipe, stage_named

# Positions in a byte of JSON Lines under the shipped tokenizer, over Chinese and English text.
POSITIONS_A_BYTE = {"text": 0.35, "conversations": 0.30, "preferences": 0.42}
_FULL = 0.98  # how full packed sequences are


@dataclass(frozen=True)
class Extent:
    """One epoch of a recipe on a dataset.

    Attributes:
        sequences: rows of the model, packed or not.
        positions: in use, padding excluded.
        held_out: positions kept from training.
        context: positions that one sees on average.
        basis: whether it was counted before, by this file, or goes by size.
    """

    sequences: int
    positions: int
    held_out: int
    context: float
    basis: Literal["counted", "similar", "size"]

    def steps(self, recipe: Recipe) -> int:
        """Updates of the whole run."""
        every = -(-self.sequences // recipe.global_batch) * recipe.epochs
        return min(every, recipe.max_steps or every)

    def positions_a_step(self, recipe: Recipe) -> float:
        return self.positions / -(-self.sequences // recipe.global_batch)

    def validation_positions(self, recipe: Recipe, cadence: Cadence) -> int:
        """Of each validation."""
        trained = int(cadence.total_steps * self.positions_a_step(recipe))
        return min(cadence.validation_positions(trained), self.held_out)


def extent(
    dataset: Dataset, recipe: Recipe, known: Sequence[Measured], tokenizer: str | None = None
) -> Extent:
    """What ``recipe`` makes of ``dataset``; ``known`` newest first.

    Args:
        tokenizer: its id; None: the shipped one.
    """
    own = [m for m in known if m.data["dataset"] == dataset.id and m.tokenizer == tokenizer]
    same = [m for m in own if m.stage == dataset_stage(recipe)] or own
    same.sort(key=lambda m: m.recipe.seq_len != recipe.seq_len)
    if same:
        whole = _whole(same[0])
        basis = "counted"
    else:
        alike = [m for m in known if stage_named(m.stage).row_kind == dataset.kind]
        alike = [m for m in alike if m.tokenizer == tokenizer] or alike
        if alike:
            ratio = fmean(_whole(m) / max(m.data["dataset_bytes"], 1) for m in alike)
        else:
            ratio = POSITIONS_A_BYTE[dataset.kind]
        whole = ratio * dataset.bytes
        basis = "similar" if alike else "size"
    trained = max(int(whole * (1 - recipe.validation_fraction)), 1)
    return Extent(
        sequences=_sequences(dataset, recipe, trained, same[0] if same else None),
        positions=trained,
        held_out=int(whole) - trained,
        context=_context(dataset, recipe, whole, same[0] if same else None),
        basis=basis,
    )


def dataset_stage(recipe: Recipe) -> str:
    """The stage of a recipe, whose class knows it."""
    return str(recipe.model_dump(include={"stage"})["stage"])


def _whole(measured: Measured) -> float:
    """Positions of a measured run's file, held-out rows included."""
    return measured.costs.epoch_positions / (1 - measured.recipe.validation_fraction)


def _sequences(dataset: Dataset, recipe: Recipe, positions: int, same: Measured | None) -> int:
    packs = isinstance(recipe, TokenRecipe) and recipe.packing
    if same is not None and same.recipe.seq_len == recipe.seq_len and _packs(same.recipe) == packs:
        share = positions / same.costs.epoch_positions
        return max(round(same.costs.epoch_sequences * share), 1)
    at_least = -(-positions // (recipe.seq_len * (2 if isinstance(recipe, DpoRecipe) else 1)))
    if packs:
        return max(round(at_least / _FULL), 1)
    rows = round(dataset.rows * (1 - recipe.validation_fraction))
    return max(rows, at_least, 1)


def _packs(recipe: Recipe) -> bool:
    return isinstance(recipe, TokenRecipe) and recipe.packing


def _context(dataset: Dataset, recipe: Recipe, whole: float, same: Measured | None) -> float:
    """Half of a document's length: of long and short ones together rather more than the mean's."""
    longest = recipe.seq_len / 2
    if same is not None:
        return min(same.costs.context, longest)
    return min(0.75 * whole / max(dataset.rows, 1), longest)
