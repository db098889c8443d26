"""Learning rate, cadence and the plan's arithmetic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from minimind.spec import build_recipe
from minimind.spec.cadence import Cadence
from minimind.train.plan import entropy, shares
from minimind.train.schedule import learning_rate


def test_learning_rate_is_the_family_s():
    assert learning_rate(0, 100, 5e-4) == pytest.approx(1.1 * 5e-4)
    assert learning_rate(50, 100, 5e-4) == pytest.approx(0.6 * 5e-4)
    assert learning_rate(100, 100, 5e-4) == pytest.approx(0.1 * 5e-4)


def test_a_run_validates_about_twenty_times_and_every_checkpoint_has_its_loss():
    for total in (1, 2, 19, 57, 400, 12345):
        cadence = Cadence.of(build_recipe("pretrain", {}), total)
        validations = [s for s in range(total + 1) if cadence.validates(s)]
        saves = [s for s in range(total + 1) if cadence.saves(s)]
        assert validations[0] == 0 and validations[-1] == saves[-1] == total
        assert len(validations) <= 22 and len(saves) <= 11
        assert set(saves) <= set(validations)


@pytest.mark.parametrize("every", [{}, {"eval_every": 4, "checkpoint_every": 6}, {"eval_every": 9}])
def test_how_often_is_known_without_counting(every):
    for total in (1, 2, 7, 12, 19, 24, 400):
        cadence = Cadence.of(build_recipe("pretrain", {**every, "sample_every": 5}), total)
        steps = range(total + 1)
        assert cadence.validations == sum(map(cadence.validates, steps))
        assert cadence.checkpoints == sum(map(cadence.saves, steps))
        assert cadence.sample_rounds == sum(map(cadence.samples, steps))


def test_cadence_follows_the_recipe():
    recipe = build_recipe("pretrain", {"eval_every": 4, "checkpoint_every": 3})
    cadence = Cadence.of(recipe, 10)
    assert [s for s in range(11) if cadence.saves(s)] == [3, 6, 9, 10]
    assert [s for s in range(11) if cadence.validates(s)] == [0, 3, 4, 6, 8, 9, 10]


@pytest.mark.parametrize("world_size", [1, 2, 3, 5])
@pytest.mark.parametrize("rows", [1, 5, 16, 17])
def test_processes_share_a_batch_without_gap_or_overlap(rows, world_size):
    batch = np.arange(100, 100 + rows)
    dealt = [shares(batch, rank, world_size, 3) for rank in range(world_size)]
    assert sorted(np.concatenate([part for mine in dealt for part in mine])) == list(batch)
    assert len({len(mine) for mine in dealt}) == 1  # all synchronise equally often
    assert all(len(part) <= 3 for mine in dealt for part in mine)


def test_entropy_is_that_of_the_frequencies():
    assert entropy(np.array([1, 1, 0, 2])) == pytest.approx(1.5 * math.log(2))
    assert entropy(np.array([0, 7])) == 0
