"""Batches made ahead, and the plan that two threads read."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch

from minimind.data.packing import PackedSequences
from minimind.data.segments import Ints, cut
from minimind.data.shards import Shards
from minimind.spec import build_recipe
from minimind.train.feed import Feed
from minimind.train.plan import Plan, Source

CPU = torch.device("cpu")
DEADLINE_S = 30


def source_of(rows: int) -> Source:
    """Each row a sequence of its own, told by its first token."""
    shards = Shards(
        tokens=np.array([token for i in range(rows) for token in (i + 10, 5, 6)], np.uint16),
        targets=np.ones(3 * rows, np.bool_),
        offsets=np.arange(0, 3 * rows + 1, 3),
        keys=np.arange(rows, dtype=np.uint64),
    )
    segments = cut(shards, np.arange(rows), 16, "truncate")
    return Source(PackedSequences(shards, segments, 16, seed=0, packing=False), "target")


def plan_of(rows: int = 23, **recipe: Any) -> Plan:
    made = {"global_batch": 4, "micro_batch": 3, "epochs": 3, **recipe}
    return Plan(source_of(rows), build_recipe("pretrain", made), world_size=1)


def numbers(count: int) -> Iterator[Ints]:
    return (np.array([i]) for i in range(count))


def feed_of(shares: Iterator[Ints], make: Any) -> Feed:
    return Feed(shares, make)


def until(what: Any) -> None:
    begin = time.monotonic()
    while not what():
        assert time.monotonic() - begin < DEADLINE_S
        time.sleep(0.005)


def feeders() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "feed"]


@pytest.mark.parametrize("step", [0, 3, 10])
def test_batches_come_in_the_order_of_the_plan_from_any_step(step):
    plan = plan_of()
    expected = [
        plan.source.batch(share, CPU).input_ids.tolist()
        for later in range(step, plan.total_steps)
        for share in plan.shares(later, 0)
    ]
    shares = plan.shares_from(step, 0)
    with Feed(shares, lambda share: plan.source.batch(share, CPU)) as feed:
        assert [feed.next().input_ids.tolist() for _ in expected] == expected
    assert feed.waited > 0
    assert not feeders()


def test_a_few_batches_are_made_ahead_and_no_more():
    made: list[int] = []
    with feed_of(numbers(100), lambda share: made.append(int(share[0])) or share) as feed:
        until(lambda: len(made) >= 4)  # three wait, one more is ready to
        time.sleep(0.2)
        assert made == [0, 1, 2, 3]
        assert feed.next() == 0
        until(lambda: len(made) >= 5)
        assert made == [0, 1, 2, 3, 4]


def test_a_batch_that_cannot_be_made_raises_when_its_turn_comes():
    def make(share: Ints) -> Ints:
        if share[0] == 2:
            raise OSError("the shard is gone")
        return share

    with feed_of(numbers(9), make) as feed:
        assert feed.next() == 0 and feed.next() == 1
        with pytest.raises(OSError, match="the shard is gone"):
            feed.next()
    assert not feeders()


def test_a_share_that_cannot_be_told_raises_too():
    def shares() -> Iterator[Ints]:
        yield np.array([0])
        raise RuntimeError("no plan")

    with feed_of(shares(), lambda share: share) as feed:
        assert feed.next() == 0
        with pytest.raises(RuntimeError, match="no plan"):
            feed.next()


@pytest.mark.parametrize("taken", [0, 1])
def test_closing_ends_the_thread_though_it_waits_for_room(taken):
    made: list[int] = []
    feed = feed_of(numbers(1000), lambda share: made.append(int(share[0])))
    for _ in range(taken):
        feed.next()
    (thread,) = feeders()
    until(lambda: len(made) == taken + 4)
    feed.close()
    assert not thread.is_alive()
    feed.close()  # twice does no harm


def test_an_error_in_training_ends_the_thread():
    with pytest.raises(KeyError), feed_of(numbers(1000), lambda share: share):
        raise KeyError("elsewhere")
    assert not feeders()


def test_two_threads_read_one_plan_across_epochs():
    """The feed is ahead of the loop, so orders of neighbouring epochs are asked for in turn."""
    plan, quiet = plan_of(rows=500, epochs=40), plan_of(rows=500, epochs=40)
    expected = [quiet.batch(step).tolist() for step in range(plan.total_steps)]
    found: dict[int, list[list[int]]] = {}
    begin = threading.Barrier(2)

    def read(lead: int) -> None:
        begin.wait()
        steps = range(lead, plan.total_steps)
        found[lead] = [plan.batch(step).tolist() for step in steps]

    threads = [threading.Thread(target=read, args=(lead,)) for lead in (0, 3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found[0] == expected and found[3] == expected[3:]


def test_every_epoch_has_every_sequence_once_in_an_order_of_its_own():
    plan = plan_of()
    each = plan.steps_per_epoch
    assert (each, plan.total_steps) == (6, 18)
    orders = [
        np.concatenate([plan.batch(step) for step in range(e * each, (e + 1) * each)]).tolist()
        for e in range(3)
    ]
    assert all(sorted(order) == list(range(23)) for order in orders)
    assert len({tuple(order) for order in orders}) == 3
    assert {len(plan.batch(step)) for step in range(18)} == {3, 4}  # dealt out evenly
    assert plan_of(seed=1).batch(0).tolist() != plan.batch(0).tolist()
    assert plan_of(max_steps=5).total_steps == 5
    micro = [[len(share) for share in plan.shares(step, 0)] for step in range(6)]
    assert all(sizes in ([3], [3, 1]) for sizes in micro)
