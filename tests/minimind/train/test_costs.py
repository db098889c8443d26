"""What a run says that it spent, and runs that only measure."""

from __future__ import annotations

import pytest

from minimind.train.costs import Spending

ASKED = {"sample_prompts": ["the cat"], "sample_tokens": 4}
FOREVER = {"epochs": 10_000, "global_batch": 8, "micro_batch": 4, **ASKED}


def test_the_costs_of_a_run_are_what_it_did(make_job):
    job = make_job(epochs=2, eval_every=5, checkpoint_every=10, sample_every=10, **ASKED)
    assert job.run() == 0
    [finished] = job.events(kind="finished")
    costs, [*_, last] = finished.costs, job.events(kind="metric")
    assert costs.warm_up.count + costs.steps.count == finished.step
    assert costs.validations.count == len(job.events(kind="validation")) - 1
    assert costs.saves.count == len(job.events(kind="checkpoint"))
    rounds = {event.step for event in job.events(kind="sample")}
    assert costs.samples.count == len(rounds) - 1
    assert costs.tokenize_seconds > 0
    # An epoch's positions, seen twice; the first updates are not among those counted.
    assert 2 * costs.epoch_positions == last.tokens
    assert 0 < costs.positions < last.tokens
    parts = (costs.warm_up, costs.steps, costs.validations, costs.samples, costs.saves)
    assert sum(part.seconds for part in parts) == pytest.approx(last.seconds, rel=0.5)
    assert 0 < costs.update_seconds < costs.steps.seconds
    assert costs.memory_bytes >= last.memory_bytes > 0


def test_tokens_that_are_there_cost_nothing(make_job):
    job = make_job(max_steps=1)
    assert [job.run(number, resume=False) for number in (1, 2)] == [0, 0]
    seconds = [job.events(n, kind="finished")[0].costs.tokenize_seconds for n in (1, 2)]
    assert seconds[0] > 0 == seconds[1]


def test_a_measuring_run_is_done_early_and_leaves_no_model(make_job):
    job = make_job(**FOREVER)
    assert job.run(measure_s=0.3) == 0
    [finished] = job.events(kind="finished")
    assert finished.reason == "done"
    assert finished.costs.steps.seconds >= 0.3
    spent = (finished.costs.saves, finished.costs.validations, finished.costs.samples)
    assert [each.count for each in spent] == [1, 1, 1], "what these cost is measured too"
    assert finished.step < job.events(kind="started")[0].total_steps
    assert job.events(kind="checkpoint") == []
    assert list(job.run_dir.checkpoints.iterdir()) == []


def test_a_failed_run_and_one_that_never_began_have_no_costs(make_job):
    job = make_job(rows=[{"text": ""}])
    assert job.run() == 2
    assert job.events(kind="finished")[0].costs is None


def test_the_first_updates_do_not_count():
    quick, slow = Spending(), Spending()
    for _ in range(5):
        quick.step(0.1, 0.01, 100, 2)
    for _ in range(2):
        slow.step(30.0, 0.01, 100, 2)
    assert (quick.warm_up.count, quick.steps.count, quick.positions) == (3, 2, 200)
    assert (slow.warm_up.count, slow.steps.count) == (1, 1)


def test_slow_updates_are_enough_at_last():
    spending = Spending()
    spending.step(30.0, 0.0, 1, 1)
    assert not spending.enough(12)
    spending.step(30.0, 0.0, 1, 1)
    assert spending.enough(12)


@pytest.mark.slow
def test_processes_agree_that_it_was_measured(make_job):
    process = make_job(**FOREVER).start(processes=2, measure_s=0.5)
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
