"""The reference of a DPO run: computed once for a model and its pairs, and always of the parent."""

from __future__ import annotations

import math
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from minimind.spec import build_recipe

from .conftest import Job, pair_rows


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "cache"


def files(cache: Path) -> list[Path]:
    """Of the training pairs and of the held-out ones, the fewer of which come first."""
    return sorted(cache.iterdir(), key=lambda path: (path.stat().st_size, path.name))


def contents(cache: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in cache.iterdir()}


def recipe_of(job: Job, **changes):
    return build_recipe("dpo", {**job.config.recipe.model_dump(), **changes})


def first_loss(job: Job) -> float:
    return job.events(kind="validation")[0].loss


@pytest.mark.parametrize("normalized", [False, True])
def test_a_run_begins_at_ln_2_and_learns_to_prefer(make_job, make_parent, normalized):
    job = make_job(
        "dpo",
        parent=make_parent("dpo"),
        max_steps=14,
        length_normalized=normalized,
        beta=2.0 if normalized else 0.1,
    )
    assert job.run() == 0
    validations, metrics = job.events(kind="validation"), job.events(kind="metric")
    assert validations[0].loss == pytest.approx(math.log(2), abs=1e-6)
    assert (validations[0].reward_margin, validations[0].reward_accuracy) == (
        pytest.approx(0, abs=1e-5),
        pytest.approx(0.5, abs=0.5),
    )
    assert metrics[0].loss == pytest.approx(math.log(2), abs=1e-5)
    assert validations[-1].loss < 0.62
    assert validations[-1].reward_margin > 0.2 and validations[-1].reward_accuracy > 0.8
    assert metrics[-1].reward_margin > 0.2 and metrics[-1].reward_accuracy > 0.8


def test_a_second_run_on_the_same_pairs_computes_nothing(make_job, make_parent, cache):
    parent, other = make_parent("dpo"), make_parent("dpo", seed=1)
    job = make_job("dpo", parent=parent, max_steps=1)
    assert job.run(cache_dir=cache) == 0
    made = {path: path.stat().st_mtime_ns for path in files(cache)}
    assert len(made) == 2  # for training and for validation
    # Another beta, batch and rate ask for the same figures.
    second = make_job("dpo", parent=parent, max_steps=1)
    changed = recipe_of(job, beta=0.9, learning_rate=1e-4, global_batch=4, micro_batch=2)
    assert second.run(cache_dir=cache, recipe=changed) == 0
    assert {path: path.stat().st_mtime_ns for path in files(cache)} == made
    assert first_loss(second) == pytest.approx(math.log(2), abs=1e-6)
    # And they are what it reads: with another model's in their place the loss is another one.
    elsewhere = cache.with_name("elsewhere")
    assert make_job("dpo", parent=other, max_steps=1).run(cache_dir=elsewhere) == 0
    for mine, theirs in zip(files(cache), files(elsewhere), strict=True):
        mine.write_bytes(theirs.read_bytes())
    third = make_job("dpo", parent=parent, max_steps=1)
    assert third.run(cache_dir=cache) == 0
    assert abs(first_loss(third) - math.log(2)) > 1e-3


def test_whatever_the_figures_depend_on_makes_them_anew(make_job, make_parent, cache):
    rows = pair_rows(40)
    job = make_job("dpo", rows=rows, parent=make_parent("dpo"), max_steps=1)
    assert job.run(cache_dir=cache) == 0
    others = {
        "parent": {"parent": make_parent("dpo", seed=1)},
        "dataset": {"dataset": make_job("dpo", rows=rows[1:]).config.dataset},
        "seq_len": {"recipe": recipe_of(job, seq_len=48)},
        "length_normalized": {"recipe": recipe_of(job, length_normalized=True)},
    }
    for name, changes in others.items():
        before = contents(cache)
        other = make_job("dpo", rows=rows, parent=job.config.parent, max_steps=1)
        assert other.run(cache_dir=cache, **changes) == 0
        after = contents(cache)
        assert len(after) == len(before) + 2 and after.items() >= before.items(), name
        assert first_loss(other) == pytest.approx(math.log(2), abs=1e-6), name


def test_damaged_figures_are_computed_again(make_job, make_parent, cache):
    parent = make_parent("dpo")
    job = make_job("dpo", rows=pair_rows(20), parent=parent, max_steps=1)
    assert job.run(cache_dir=cache) == 0
    good = contents(cache)
    harms: dict[str, Callable[[bytes], bytes]] = {
        "empty": lambda whole: b"",
        "cut": lambda whole: whole[:-5],
        "flipped": lambda whole: whole[:-9] + bytes([whole[-9] ^ 1]) + whole[-8:],
        "longer": lambda whole: whole + whole[-8:],
        "other": lambda whole: b"PK\x03\x04" + whole,
    }
    for harm, damage in harms.items():
        for name, whole in good.items():
            (cache / name).write_bytes(damage(whole))
        again = make_job("dpo", rows=pair_rows(20), parent=parent, max_steps=1)
        assert again.run(cache_dir=cache) == 0, harm
        assert contents(cache) == good, harm
        assert first_loss(again) == first_loss(job), harm


def test_a_resumed_run_takes_its_reference_from_the_parent(make_job, make_parent, cache):
    job = make_job(
        "dpo", parent=make_parent("dpo"), max_steps=6, checkpoint_every=3, learning_rate=1e-2
    )
    assert job.run(cache_dir=cache) == 0
    good, whole = contents(cache), (job.checkpoint(6) / "model.safetensors").read_bytes()
    shutil.rmtree(job.checkpoint(6))
    shutil.rmtree(cache)
    assert job.run(2, cache_dir=cache) == 0
    assert job.events(2, "started")[0].start_step == 3
    assert contents(cache) == good
    assert (job.checkpoint(6) / "model.safetensors").read_bytes() == whole


def test_the_figures_lie_in_the_run_s_own_folder_unless_told_otherwise(make_job, make_parent):
    job = make_job("dpo", rows=pair_rows(20), parent=make_parent("dpo"), max_steps=1)
    assert job.run() == 0
    assert len(files(job.config.run_dir / "cache")) == 2
