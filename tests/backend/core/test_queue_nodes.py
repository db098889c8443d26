"""Several machines: jobs over many, wishes for one, and what of a machine cannot be had now."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from backend.core import queue
from backend.core.ids import now
from backend.core.models import Attempt, AttemptMember, Job, Node
from backend.core.queue import Policy


def change(studio: Any, node: str, **values: Any) -> None:
    with studio.database.transaction() as session:
        session.execute(update(Node).where(Node.name == node).values(**values))


def members(studio: Any) -> list[tuple[int, str]]:
    with studio.database.session() as session:
        rows = session.scalars(select(AttemptMember).order_by(AttemptMember.rank))
        return [(row.rank, row.node) for row in rows]


def claim(studio: Any, node: str, policy: Policy) -> queue.Claim | None:
    with studio.database.transaction() as session:
        return queue.claim(session, session.get_one(Node, node), policy)


def test_a_job_over_three_machines_takes_all_of_them_at_once(studio: Any) -> None:
    for name in ("box-a", "box-b", "box-c", "box-d"):
        studio.node(name, gpus=2)
    job = studio.submit(gpus=2, nodes=3)
    claimed = studio.claimed("box-c")
    assert (claimed.job.id, claimed.attempt.node, claimed.gpus) == (job.id, "box-c", [0, 1])
    assert [(m.rank, m.node) for m in claimed.members] == [(1, "box-a"), (2, "box-b")]
    assert members(studio) == [(1, "box-a"), (2, "box-b")]
    held = [(node, resource) for node, resource, _ in studio.leases()]
    assert held == [(f"box-{b}", f"gpu:{i}") for b in "abc" for i in range(2)]
    studio.finish(job, 1, "done")
    assert studio.leases() == []


def test_without_room_for_all_nothing_is_taken_and_the_place_is_kept(studio: Any) -> None:
    for name in ("box-a", "box-b"):
        studio.node(name, gpus=1)
    running = studio.submit(gpus=1, name="run")
    assert studio.claimed("box-b").job.id == running.id
    wide, small = studio.submit(gpus=1, nodes=2), studio.submit(gpus=1)
    assert studio.claim("box-a") is None
    assert members(studio) == [] and len(studio.leases()) == 1
    assert studio.job(wide).reason == (
        f"Needs 2 machines with 1 GPU each at once; only 1 is free until 'run' ({running.id}) ends."
    )
    studio.finish(running, 1, "done")
    assert studio.claimed("box-b").job.id == wide.id
    assert studio.job(small).status == "queued"


def test_a_job_without_gpus_runs_over_several_machines_too(studio: Any) -> None:
    studio.node("box-b")
    job = studio.submit(nodes=2)
    claimed = studio.claimed()
    assert (claimed.gpus, [m.node for m in claimed.members]) == ([], ["box-b"])
    assert studio.leases() == [("box-a", "cpu:0", job.id), ("box-b", "cpu:0", job.id)]


def test_a_machine_that_is_away_is_no_member_and_is_said(studio: Any) -> None:
    studio.node("box-b", gpus=1)
    studio.node("box-a", gpus=1)
    wide, small = studio.submit(gpus=1, nodes=2), studio.submit(gpus=1)
    change(studio, "box-b", heartbeat_at=now() - timedelta(minutes=3))
    assert studio.claimed().job.id == small.id  # what cannot come keeps nobody waiting
    assert studio.job(wide).reason == (
        "Needs 2 machines with 1 GPU each at once; only 1 can run it now. "
        "Waits for box-b, which was not heard of for over 2 min."
    )


def test_a_job_runs_only_on_the_machine_and_the_model_it_names(studio: Any) -> None:
    studio.node("box-a", gpus=1)
    studio.node("box-b", gpus=1)
    there, model = studio.submit(gpus=1, node="box-b"), studio.submit(gpus=1, gpu_model="h2")
    assert studio.claimed("box-a").job.id == model.id
    assert studio.claimed("box-b").job.id == there.id


def test_gpus_that_cannot_be_used_are_not_handed_out(studio: Any) -> None:
    studio.node("box-a", gpus=2)
    with studio.database.transaction() as session:
        node = session.get_one(Node, "box-a")
        stranger = "Alice's python (process 12) is using it."
        node.gpus = [{**node.gpus[0], "unusable": stranger}, node.gpus[1]]
    both, one = studio.submit(gpus=2), studio.submit(gpus=1)
    claimed = studio.claimed()
    assert (claimed.job.id, claimed.gpus) == (one.id, [1])
    assert studio.job(both).reason == (
        "Needs 2 GPUs; GPU 0 of box-a cannot be used now: Alice's python (process 12) is using it."
    )


def test_no_start_where_the_checkpoints_would_not_fit(studio: Any) -> None:
    change(studio, "box-a", disk_free_bytes=600_000_000)
    policy = Policy(min_free_bytes=512 * 2**20)
    small = {"model": "small", "recipe": {"keep_checkpoints": 2}}
    large = studio.submit(**small)  # 26 M parameters of 12 bytes, four times, and the floor
    assert claim(studio, "box-a", policy) is None
    assert studio.job(large).reason == "Needs about 1.8 GB of disk on box-a; 0.6 GB are free."
    tiny = studio.submit(recipe={"keep_checkpoints": 1})
    change(studio, "box-a", disk_free_bytes=700_000_000)
    claimed = claim(studio, "box-a", policy)
    assert claimed is not None and claimed.job.id == tiny.id


def test_a_short_job_goes_ahead_of_one_that_waits_for_an_end_that_is_known(studio: Any) -> None:
    studio.node(gpus=2)
    running, large, short, long = (studio.submit(gpus=count) for count in (1, 2, 1, 1))
    studio.claimed()
    studio.ingest(running, 1, studio.started(), studio.metric(1, eta_s=1000.0))
    measured = {"source": "measured", "device": "H200"}
    with studio.database.transaction() as session:
        for job, seconds in ((long, 900.0), (short, 600.0)):
            estimate = {"seconds": seconds, **measured}
            session.execute(update(Job).where(Job.id == job.id).values(estimate=estimate))
    assert claim(studio, "box-a", Policy(backfill=False)) is None
    assert studio.claimed().job.id == short.id
    assert studio.job(large).reason == (
        f"Needs 2 GPUs; only 1 is free on box-a until '{running.name}' ({running.id}) ends, "
        "in about 15 min."
    )


def test_a_deep_queue_is_searched_behind_its_first_page(studio: Any) -> None:
    studio.node("box-a", gpus=1)
    studio.node("box-b", gpus=1)
    dataset = studio.dataset().id
    for number in range(150):
        studio.submit(gpus=1, node="box-b", dataset=dataset, priority=number % 3)
    with studio.database.transaction() as session:  # a GPU that box-a has not got
        values = {"wanted_node": None, "wanted_gpu": "A100"}
        session.execute(update(Job).where(Job.priority > 0).values(**values))
    last = studio.submit(gpus=1, dataset=dataset, gpu_model="h200")
    assert studio.claimed("box-a").job.id == last.id


@pytest.mark.parametrize("nodes", [1, 2])
def test_64_workers_reach_for_one_job_and_one_gets_it(studio: Any, nodes: int) -> None:
    names = [f"box-{number}" for number in range(8)]
    for name in names:
        studio.node(name, gpus=1)
    job = studio.submit(gpus=1, nodes=nodes)
    claims: list[queue.Claim] = []
    errors: list[BaseException] = []
    barrier = threading.Barrier(64)

    def work(name: str) -> None:
        barrier.wait()
        try:
            if found := studio.claim(name):
                claims.append(found)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(names[i % 8],)) for i in range(64)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [found.job.id for found in claims] == [job.id]
    assert len(studio.leases()) == nodes
    with studio.database.session() as session:
        assert session.query(Attempt).count() == 1
        assert session.query(AttemptMember).count() == nodes - 1
