"""Where an estimate's figures come from, and that they are right."""

from __future__ import annotations

from typing import Any

import pytest

from backend.core import rates
from backend.core.estimates.brief import brief
from backend.core.estimates.estimate import NodeEstimate, Wish, estimate
from backend.core.estimates.words import duration
from backend.core.jobspec import JobSpec
from backend.core.models import Dataset, Node, Rate
from backend.core.preferences import Preferences
from backend.core.rates import Measured
from backend.core.submission import resolve_recipe
from backend.core.tokenizers import shipped
from minimind.spec.cadence import Cadence
from minimind.spec.events import Spent
from tests.backend.core.conftest import Studio
from tests.backend.core.measured import costs, rate

SHAPE = {"seq_len": 128, "micro_batch": 8, "global_batch": 8}
BOX = Node(name="box-a", cpus=2, gpus=[], memory_bytes=16 * 10**9)
DATASET = Dataset(id="ds-words", kind="text", bytes=300_000, rows=3000)


def card(name: str, gigabytes: float = 24, count: int = 1) -> Node:
    gpu = {"name": name, "memory_bytes": int(gigabytes * 1e9)}
    return Node(name="gpu-box", cpus=16, gpus=[gpu | {"index": i} for i in range(count)])


def measured(**changes: Any) -> Measured:
    row: Rate = rate(**changes)
    return Measured(
        job_id=row.job_id, measured_at=row.measured_at, node=row.node, device=row.device,
        stage=row.stage, model=row.model, data=row.data,
    )  # fmt: skip


def wish(recipe: dict[str, Any] | None = None, **spec: Any) -> Wish:
    values = {"stage": "pretrain", "model": "nano", "dataset": "ds-words", **spec}
    parsed = JobSpec.parse({**values, "recipe": recipe or SHAPE})
    return Wish(
        spec=parsed,
        recipe=resolve_recipe(parsed),
        dataset=DATASET,
        tokenizer=shipped(),
        teacher=None,
        parent=None,
    )


def one(wish: Wish, *known: Measured, node: Node = BOX, price: float | None = None) -> NodeEstimate:
    [found] = estimate(wish, [node], list(known), Preferences(price_per_hour=price))
    return found


def test_a_run_as_it_was_measured_takes_what_its_parts_take() -> None:
    # An epoch of 800 sequences, 95,000 positions: 100 steps of 950 positions.
    found = one(wish(), measured(dataset="ds-words", recipe=SHAPE))
    assert (found.source, found.extent, found.steps, found.tokens) == (
        "measured", "counted", 100, 95_000,
    )  # fmt: skip
    assert found.parts is not None
    cadence = Cadence.of(wish().recipe, 100)
    # 0.9 s for 1000 positions, 0.1 s for the update.
    assert found.parts.steps == pytest.approx(95 * 0.9 + 100 * 0.1)
    held_out = 95_000 / 0.95 * 0.05
    each = 0.5 * min(cadence.validation_positions(95_000), held_out) / 1000
    assert found.parts.validations == pytest.approx((cadence.validations - 1) * each, rel=0.01)
    assert found.parts.checkpoints == pytest.approx(cadence.checkpoints * 0.2 + 0.5)
    assert found.parts.samples == pytest.approx((cadence.sample_rounds - 1) * 2.0)
    assert (found.parts.start, found.parts.tokenize) == (5.0, 0.0)


def test_the_nearest_measurement_is_used() -> None:
    shape: dict[str, Any] = {"dataset": "ds-words", "recipe": SHAPE}
    exact = measured(**shape, spent=costs(steps=Spent(count=10, seconds=20)))
    longer = measured(**{**shape, "recipe": {**SHAPE, "seq_len": 512}})
    elsewhere = measured(**shape, node="box-b")
    larger = measured(**shape, model="small")
    other_stage = measured(**shape, stage="sft")
    nearest_last = [elsewhere, larger, other_stage, longer, exact]
    for count in range(len(nearest_last), 0, -1):
        known = nearest_last[:count]
        best, rest = one(wish(), *known), one(wish(), known[-1])
        assert best.parts is not None and rest.parts is not None
        assert best.parts.steps == pytest.approx(rest.parts.steps, rel=0.01)
        assert best.source == ("measured" if count == 5 else "scaled")
        assert best.basis == rest.basis


def test_how_many_rows_a_step_has_is_counted_apart() -> None:
    probe = measured(dataset="ds-words", recipe=SHAPE)
    found = one(wish({**SHAPE, "global_batch": 32, "micro_batch": 8}), probe)
    assert (found.source, found.steps) == ("measured", 25)
    assert found.parts is not None
    assert found.parts.steps == pytest.approx(95 * 0.9 + 25 * 0.1)


def test_a_larger_model_takes_longer_than_its_products_alone_would_say_less() -> None:
    probe = measured(dataset="ds-words", recipe=SHAPE)
    nano, small = one(wish(), probe), one(wish(model="small"), probe)
    assert nano.parts and small.parts
    ratio = small.parts.steps / nano.parts.steps
    assert 6 < ratio < 16.5  # of parameters: 16.4


def test_a_gpu_never_measured_goes_by_the_published_times() -> None:
    job = wish({"seq_len": 512}, model="small", gpus=1)
    guess = one(job, node=card("NVIDIA GeForce RTX 3090"))
    assert guess.source == "reference"
    assert "3090" in guess.basis
    quick = one(job, node=card("NVIDIA H100 80GB HBM3", 80))
    assert guess.parts and quick.parts
    assert guess.parts.steps / quick.parts.steps == pytest.approx(989 / 71)
    # 1.6 GB took 1.1 hours.
    assert guess.parts.steps == pytest.approx(1.1 * 3600 * 300_000 / 1.6e9, rel=0.1)


def test_another_card_is_scaled_by_its_peak_and_more_cards_share() -> None:
    known = measured(
        dataset="ds-words", recipe=SHAPE, device="NVIDIA GeForce RTX 3090", node="other", gpus=1
    )
    job = wish({**SHAPE, "global_batch": 16}, gpus=1)
    slow = one(job, known, node=card("NVIDIA GeForce RTX 3090"))
    quick = one(job, known, node=card("NVIDIA GeForce RTX 4090"))
    two = wish({**SHAPE, "global_batch": 16}, gpus=2)
    shared = one(two, known, node=card("NVIDIA GeForce RTX 3090", count=2))
    compute = 95 * 0.9
    assert slow.parts and quick.parts and shared.parts
    assert slow.parts.steps == pytest.approx(compute + 50 * 0.1)
    assert quick.parts.steps == pytest.approx(compute * 71 / 165.2 + 50 * 0.1)
    assert shared.parts.steps == pytest.approx(compute / 2 + 50 * 0.1)


def test_a_processor_tells_nothing_of_a_gpu() -> None:
    found = one(wish(gpus=1), measured(recipe=SHAPE), node=card("Strange card"))
    assert (found.source, found.seconds, found.parts) == ("unknown", None, None)
    assert "probe" in found.basis


def test_too_large_a_batch_does_not_fit_and_the_largest_that_does_is_named() -> None:
    recipe = {"seq_len": 1024, "global_batch": 512, "micro_batch": 512}
    job = wish(recipe, model="base", gpus=1)
    found = one(job, node=card("NVIDIA GeForce RTX 3090", 24))
    assert found.memory.fits is False
    largest = found.memory.largest_micro_batch
    assert largest is not None and 1 <= largest < 512
    assert f"set micro_batch to {largest}" in found.summary
    fitting = wish({**recipe, "micro_batch": largest}, model="base", gpus=1)
    assert one(fitting, node=card("NVIDIA GeForce RTX 3090", 24)).memory.fits


def test_money_is_the_time_s_price() -> None:
    found = one(wish(), measured(dataset="ds-words", recipe=SHAPE), price=3600.0)
    assert found.cost == found.seconds
    assert f", {found.cost:.2f} EUR;" in found.summary


def test_a_dataset_never_seen_goes_by_others_or_by_its_size() -> None:
    by_size = one(wish())
    assert (by_size.extent, by_size.tokens) == ("size", pytest.approx(0.35 * 285_000, rel=0.02))
    other = measured(dataset="ds-other", dataset_bytes=200_000, recipe=SHAPE)
    similar = one(wish(), other)
    # That one has 100,000 positions in 200,000 bytes.
    assert (similar.extent, similar.tokens) == ("similar", pytest.approx(142_500, rel=0.02))
    assert similar.parts is not None
    assert similar.parts.tokenize > 0


def test_machines_that_cannot_run_it_are_left_out_and_the_quickest_comes_first() -> None:
    slow = measured(recipe=SHAPE, spent=costs(steps=Spent(count=10, seconds=100)))
    quick = measured(recipe=SHAPE, node="box-b")
    boxes = [BOX, Node(name="box-b", cpus=2, gpus=[], memory_bytes=16 * 10**9)]
    found = estimate(wish(), boxes, [slow, quick], Preferences())
    assert [each.node for each in found] == ["box-b", "box-a"]
    assert estimate(wish(node="box-a"), boxes, [slow, quick], Preferences())[0].node == "box-a"
    assert estimate(wish(gpus=1), boxes, [slow, quick], Preferences()) == []


def test_a_job_carries_its_estimate_and_a_probe_none(studio: Studio) -> None:
    with studio.database.transaction() as session:
        session.add(rate(recipe=SHAPE))
    stored = studio.submit(recipe=SHAPE).estimate
    assert stored is not None
    assert stored["source"] == "measured"
    assert stored["seconds"] > 0
    with studio.database.session() as session:
        job = wish()
        assert brief(session, job, [BOX], Preferences()) is not None
        assert len(rates.known(session)) == 1


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "1 s"), (89, "89 s"), (725, "12 min"), (7800, "2 h 10 min"), (7200, "2 h"),
     (273_600, "3 days 4 h")],
)  # fmt: skip
def test_durations_are_said_as_people_do(seconds: float, words: str) -> None:
    assert duration(seconds) == words
