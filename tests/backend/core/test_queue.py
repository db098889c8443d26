"""The queue: order, leases, places held, and that no job is ever claimed twice."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from sqlalchemy.exc import IntegrityError

from backend.core import checkpoints, jobs, leases, queue
from backend.core.models import Event, Lease


def test_an_empty_queue_gives_nothing(studio: Any) -> None:
    assert studio.claim() is None


def test_priority_comes_before_age(studio: Any) -> None:
    studio.node(gpus=3)
    old, urgent, young = (studio.submit(gpus=1, priority=p) for p in (0, 5, 0))
    assert [studio.claimed().job.id for _ in range(3)] == [urgent.id, old.id, young.id]


def test_a_claim_takes_an_attempt_and_the_lowest_free_gpus(studio: Any) -> None:
    studio.node(gpus=4)
    studio.submit(gpus=1)
    job = studio.submit(gpus=2)
    assert studio.claimed().gpus == [0]
    claim = studio.claimed()
    assert (claim.job.id, claim.gpus, claim.attempt.number) == (job.id, [1, 2], 1)
    stored = studio.job(job)
    assert (stored.status, stored.node, stored.attempt) == ("starting", "box-a", 1)
    assert ("box-a", "gpu:2", job.id) in studio.leases()


def test_one_processor_job_at_a_time_on_a_node(studio: Any) -> None:
    studio.node("box-b")
    first, second, third = (studio.submit() for _ in range(3))
    assert studio.claimed().job.id == first.id
    assert studio.claim() is None
    assert studio.job(second).reason == "Waits for its turn."  # box-b will take it at once
    assert studio.claimed("box-b").job.id == second.id  # another box has a processor of its own
    assert studio.claim() is None
    name = first.name
    assert studio.job(third).reason == (
        f"Waits for the processor of box-a until '{name}' ({first.id}) ends."
    )
    studio.finish(first, 1, "done")
    assert studio.claimed().job.id == third.id


def test_a_large_job_holds_its_place(studio: Any) -> None:
    studio.node(gpus=2)
    running, large, small = (studio.submit(gpus=count) for count in (1, 2, 1))
    assert studio.claimed().job.id == running.id
    assert studio.claim() is None  # one GPU is free, yet the small job came later
    assert studio.job(large).reason == (
        f"Needs 2 GPUs; only 1 is free on box-a until '{running.name}' ({running.id}) ends."
    )
    assert studio.job(small).reason == "Waits for its turn."
    studio.finish(running, 1, "done")
    assert studio.claimed().job.id == large.id
    studio.finish(large, 1, "done")
    assert studio.claimed().job.id == small.id


def test_gpus_and_the_processor_are_two_lines(studio: Any) -> None:
    studio.node(gpus=1)
    studio.submit()
    studio.claimed()
    waiting, on_gpu = studio.submit(), studio.submit(gpus=1)
    assert studio.claimed().job.id == on_gpu.id  # the processor's queue keeps no GPU idle
    assert studio.job(waiting).status == "queued"


def test_a_job_for_a_larger_node_is_left_to_it(studio: Any) -> None:
    studio.node("box-b", gpus=2)
    large, small = studio.submit(gpus=2), studio.submit()
    assert studio.claimed("box-a").job.id == small.id
    assert studio.job(large).reason == "Waits for its turn."
    assert studio.claimed("box-b").job.id == large.id


def test_a_job_that_no_node_fits_any_more_says_so(studio: Any) -> None:
    studio.node(gpus=2)
    large, small = studio.submit(gpus=2), studio.submit(gpus=1)
    studio.node(gpus=1)  # one was taken out
    assert studio.claimed().job.id == small.id
    assert studio.job(large).reason == ("Waits for a machine with 2 GPUs; the largest has 1 now.")


def test_a_job_that_waits_for_its_parent_is_passed_over(studio: Any) -> None:
    parent = studio.submit(name="first words")
    child = studio.submit(parent=parent.id, priority=9)
    other = studio.submit()
    assert studio.claimed().job.id == parent.id
    assert studio.job(child).reason == f"Waits for 'first words' ({parent.id}) to be done."
    studio.ingest(parent, 1, studio.started(), studio.checkpoint(10, final=True))
    studio.finish(parent, 1, "done")
    assert studio.job(child).reason == "Waits for its turn."
    claim = studio.claimed()
    assert claim.job.id == child.id
    assert claim.job.parent_checkpoint_id is not None
    assert studio.job(other).status == "queued"


def test_asking_again_and_again_writes_nothing(studio: Any) -> None:
    studio.submit()
    studio.submit()
    studio.claimed()
    studio.claim()
    with studio.database.session() as session:
        before = session.query(Event).count()
    for _ in range(3):
        assert studio.claim() is None
    with studio.database.session() as session:
        assert session.query(Event).count() == before


def test_a_job_whose_first_checkpoint_was_removed_while_it_waited_fails(studio: Any) -> None:
    parent = studio.submit()
    studio.claimed()
    studio.ingest(parent, 1, studio.started(), studio.checkpoint(5))
    with studio.database.session() as session:
        from_five = checkpoints.list_checkpoints(session, parent.id)[0].id
    child = studio.submit(parent=from_five)
    studio.ingest(parent, 1, studio.checkpoint(10, final=True, removed=["step-5"]))
    studio.finish(parent, 1, "done")
    assert studio.claim() is None
    ended = studio.job(child)
    assert (ended.status, ended.cause) == ("failed", "parent_failed")
    assert from_five in ended.reason


def test_the_table_of_leases_refuses_a_second_owner(studio: Any) -> None:
    """The last line of defence, should two nodes ever share a name."""
    job = studio.submit()
    studio.claimed()
    with pytest.raises(IntegrityError), studio.database.transaction() as session:
        leases.take(session, "box-a", jobs.get(session, job.id), ["cpu:0"])


def test_release_frees_what_the_attempt_holds_and_no_more(studio: Any) -> None:
    studio.node(gpus=2)
    first, second = studio.submit(gpus=1), studio.submit(gpus=1)
    studio.claimed()
    studio.claimed()
    with studio.database.transaction() as session:
        queue.release(session, first.id, 1)
        queue.release(session, second.id, 7)  # no such attempt
    assert studio.leases() == [("box-a", "gpu:1", second.id)]


def test_32_claimers_never_take_a_job_or_a_gpu_twice(studio: Any) -> None:
    """Eight workers on each of four nodes reach for the same jobs at once, several times."""
    names = [f"box-{letter}" for letter in "abcd"]
    for name in names:
        studio.node(name, gpus=2)
    submitted = [studio.submit(gpus=count) for count in [1] * 10 + [0] * 6]
    claims: list[queue.Claim] = []
    errors: list[BaseException] = []
    barrier = threading.Barrier(32)

    def work(name: str) -> None:
        barrier.wait()
        try:
            for _ in range(3):
                claim = studio.claim(name)
                if claim is not None:
                    claims.append(claim)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=work, args=(names[i % 4],)) for i in range(32)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    oldest = submitted[:8] + submitted[10:14]  # as many as there are GPUs and processors
    assert sorted(claim.job.id for claim in claims) == sorted(job.id for job in oldest)
    assert all(claim.attempt.number == 1 for claim in claims)
    taken = [(c.attempt.node, gpu) for c in claims for gpu in c.gpus]
    assert len(taken) == len(set(taken)) == 8
    with studio.database.session() as session:
        assert session.query(Lease).count() == 8 + 4
