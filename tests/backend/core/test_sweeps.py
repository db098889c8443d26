"""Sweeps: every combination or a list, checked whole, and their table of results."""

from __future__ import annotations

import csv
import io
import threading
from collections import Counter
from typing import Any

import pytest
from sqlalchemy import event, func

from backend.core import jobs, sweeps
from backend.core.errors import Conflict, IllegalTransition
from backend.core.models import Delivery, Event, Job, Sweep, Webhook
from backend.core.sweep_results import results, to_csv
from backend.core.sweepspec import SweepSpec
from minimind.spec import SpecError


class Bench:
    """A studio with a dataset, and shorthands for sweeps of pretraining."""

    def __init__(self, studio: Any) -> None:
        self.studio = studio
        self.dataset = studio.dataset().id

    def spec(self, **changes: Any) -> dict[str, Any]:
        return {"job": {"stage": "pretrain", "model": "nano", "dataset": self.dataset}, **changes}

    def submit(self, key: str | None = None, **changes: Any) -> Sweep:
        with self.studio.database.transaction() as session:
            spec = SweepSpec.parse(self.spec(**changes))
            return sweeps.submit(session, spec, idempotency_key=key)[0]

    def refused(self, **changes: Any) -> SpecError:
        with pytest.raises(SpecError) as caught:
            self.submit(**changes)
        with self.studio.database.session() as session:
            assert session.query(Sweep).count() == session.query(Job).count() == 0
        return caught.value

    def jobs(self, sweep: Sweep) -> list[Job]:
        with self.studio.database.session() as session:
            return sweeps.jobs_of(session, [sweep])[sweep.id]

    def run(self, loss: float | None, ending: Any = "done", best: float | None = None) -> Job:
        """The next job in the queue runs to its end with this validation loss."""
        claim = self.studio.claimed()
        number = claim.attempt.number
        told = [self.studio.started(), self.studio.metric(10, loss=loss)]
        if best is not None:
            told.append(self.studio.checkpoint(5, validation_loss=best))
        if loss is not None:
            told.append(self.studio.checkpoint(10, final=ending == "done", validation_loss=loss))
        self.studio.ingest(claim.job, number, *told, self.studio.validation(10, loss))
        return self.studio.finish(claim.job, number, ending)


@pytest.fixture
def bench(studio: Any) -> Bench:
    return Bench(studio)


@pytest.fixture
def sqlite_bench(sqlite_studio: Any) -> Bench:
    return Bench(sqlite_studio)


def test_a_grid_is_every_combination_in_its_order(bench: Bench) -> None:
    before = bench.studio.submit()
    grid = {"learning_rate": [0.1, 0.01, 0.001], "epochs": [1, 2]}
    sweep = bench.submit(name="how fast", grid=grid)
    found = bench.jobs(sweep)
    pairs = [(0.1, 1), (0.1, 2), (0.01, 1), (0.01, 2), (0.001, 1), (0.001, 2)]
    assert [job.sweep_values for job in found] == [
        {"learning_rate": rate, "epochs": epochs} for rate, epochs in pairs
    ]
    for job in found:
        assert job.sweep_values is not None
        assert job.recipe["learning_rate"] == job.sweep_values["learning_rate"]
        assert job.recipe["epochs"] == job.sweep_values["epochs"]
    assert found[1].name == "how fast: learning_rate=0.1, epochs=2"
    assert bench.studio.claimed().job.id == before.id
    with bench.studio.database.session() as session:
        told = session.query(Event).filter_by(kind="job", job_id=found[5].id).one()
        assert told.data["status"] == "queued"  # open pages hear of each
    positions = [job.position for job in found]
    assert positions == sorted(set(positions)) and positions[0] > before.position


def test_a_list_names_each_member(bench: Bench) -> None:
    other = bench.studio.dataset().id
    asked = [{"model": "nano", "seed": 1}, {"model": "small", "dataset": other}, {}]
    found = bench.jobs(bench.submit(list=asked))
    assert [(job.model, job.dataset_id) for job in found] == [
        ("nano", bench.dataset), ("small", other), ("nano", bench.dataset),
    ]  # fmt: skip
    assert [job.recipe["seed"] for job in found] == [1, 1337, 1337]


def test_what_the_members_share_stays(sqlite_bench: Bench) -> None:
    spec = sqlite_bench.spec()
    spec["job"] |= {"preset": "starter-pretrain", "recipe": {"epochs": 3}, "priority": 4}
    spec["job"] |= {"name": "tiny", "hold": True}
    [job, _] = sqlite_bench.jobs(sqlite_bench.submit(**spec, grid={"seq_len": [64, 32]}))
    assert (job.recipe["epochs"], job.recipe["seq_len"], job.recipe["global_batch"]) == (3, 64, 8)
    assert (job.priority, job.held, job.name) == (4, True, "tiny: seq_len=64")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({}, "grid"),
        ({"grid": {}}, "grid"),
        ({"grid": {"seed": [1]}, "list": [{}]}, "grid"),
        ({"list": []}, "list"),
        ({"grid": {"seed": []}}, "grid.seed"),
        ({"grid": {"learning_rate": [0.1, 0.01, -1]}}, "grid.learning_rate.2"),
        ({"grid": {"learning_rate": [0.1, "fast"]}}, "grid.learning_rate.1"),
        ({"grid": {"seed": [1, 2, 1.0]}}, "grid.seed.2"),  # twice
        ({"grid": {"seeds": [1]}}, "grid.seeds"),
        ({"grid": {"stage": ["sft"]}}, "grid.stage"),
        ({"grid": {"gpus": [1]}}, "grid.gpus"),
        ({"grid": {"lora_rank": [8]}}, "grid.lora_rank"),  # of another stage
        ({"grid": {"model": ["nano", "huge"]}}, "grid.model.1"),
        ({"grid": {"model": [3]}}, "grid.model.0"),
        ({"grid": {"dataset": ["ds-nosuchdataset"]}}, "grid.dataset.0"),
        ({"grid": {"micro_batch": [8, 32], "global_batch": [16]}}, "grid"),  # not together
        ({"grid": {"seed": list(range(1001))}}, "grid"),
        ({"grid": {"seed": list(range(101)), "epochs": list(range(1, 11))}}, "grid"),
        ({"list": [{"seed": index} for index in range(1001)]}, "list"),
        ({"list": [{"seed": 1}, {"epochs": 0}]}, "list.1.epochs"),
        ({"list": [{"seed": 1}, {"seed": 2}, {"seed": 1}]}, "list.2"),
        ({"list": [{"speed": 1}]}, "list.0.speed"),
        ({"list": [{"seed": 1}, 5]}, "list.1"),
        ({"name": "a|b", "grid": {"seed": [1]}}, "name"),
    ],
)
def test_a_mistake_names_its_place_and_nothing_is_queued(
    sqlite_bench: Bench, changes: dict[str, Any], field: str
) -> None:
    assert sqlite_bench.refused(**changes).field == field


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"stage": "dream"}, "job.stage"),
        ({"dataset": "ds-nosuchdataset"}, "job.dataset"),
        ({"gpus": 4}, "job.gpus"),
        ({"recipe": {"learning_rate": 5}}, "job.recipe.learning_rate"),
        ({"parent": "job-nosuchjob000"}, "job.parent"),
    ],
)
def test_a_mistake_in_what_is_shared(
    sqlite_bench: Bench, changes: dict[str, Any], field: str
) -> None:
    job = sqlite_bench.spec()["job"] | changes
    assert sqlite_bench.refused(job=job, grid={"seed": [1, 2]}).field == field


def test_two_values_that_do_not_go_together_are_named(sqlite_bench: Bench) -> None:
    error = sqlite_bench.refused(grid={"micro_batch": [8, 32], "global_batch": [16]})
    assert '{"micro_batch": 32, "global_batch": 16}' in error.message


def test_what_a_thousand_members_share_is_looked_up_once(bench: Bench) -> None:
    parent = bench.studio.submit()
    statements: list[str] = []
    event.listen(
        bench.studio.database.engine, "before_cursor_execute",
        lambda *args: statements.append(args[2]),
    )  # fmt: skip
    job = bench.spec()["job"] | {"parent": parent.id}
    sweep = bench.submit(job=job, grid={"seed": list(range(500)), "epochs": [1, 2]})
    asked = sum(statement.startswith("SELECT") for statement in statements)
    assert len(bench.jobs(sweep)) == 1000
    assert asked < 20


def test_the_same_request_gives_the_same_sweep(bench: Bench) -> None:
    barrier = threading.Barrier(8)
    ids: list[str] = []

    def send() -> None:
        barrier.wait()
        ids.append(bench.submit(key="once", grid={"seed": [1, 2, 3]}).id)

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(ids) == 8 and len(set(ids)) == 1
    with bench.studio.database.session() as session:
        assert session.query(Job).count() == 3
    with pytest.raises(Conflict, match=ids[0]):
        bench.submit(key="once", grid={"seed": [1, 2]})


def test_results_are_ranked_by_the_best_model_that_was_saved(bench: Bench) -> None:
    sweep = bench.submit(grid={"seed": [1, 2, 3, 4, 5]})
    bench.run(3.0)
    bench.run(3.5, best=2.0)  # it was better once
    bench.run(None, "failed")
    bench.run(2.5, "stopped")
    with bench.studio.database.session() as session:
        rows = results(session, sweeps.jobs_of(session, [sweep])[sweep.id])
    table = [
        (row.rank, (row.job.sweep_values or {})["seed"], row.best_validation_loss) for row in rows
    ]
    assert table == [(1, 2, 2.0), (2, 4, 2.5), (3, 1, 3.0), (None, 3, None), (None, 5, None)]
    assert [row.validation_loss for row in rows] == [3.5, 2.5, 3.0, None, None]
    assert [row.job.status for row in rows] == ["done", "stopped", "done", "failed", "queued"]
    best = rows[0]
    assert best.best_checkpoint_id != best.final_checkpoint_id is not None
    assert rows[1].final_checkpoint_id is None and rows[1].best_checkpoint_id is not None
    assert rows[2].best_checkpoint_id == rows[2].final_checkpoint_id
    assert rows[3].best_checkpoint_id is None


def test_the_table_as_csv(sqlite_bench: Bench) -> None:
    spec = sqlite_bench.spec()
    spec["job"]["name"] = "=1+1"
    prompts = [["Who, or \"what\"?"], None]  # fmt: skip
    sweep = sqlite_bench.submit(**spec, grid={"sample_prompts": prompts, "seed": [7]})
    sqlite_bench.run(3.0)
    with sqlite_bench.studio.database.session() as session:
        rows = results(session, sweeps.jobs_of(session, [sweep])[sweep.id])
        text = to_csv(sweeps.fields(sweep), rows)
    first, second = csv.DictReader(io.StringIO(text))
    assert (first["rank"], first["seed"], first["best_validation_loss"]) == ("1", "7", "3.0")
    assert first["sample_prompts"] == '["Who, or \\"what\\"?"]'
    assert first["name"].startswith("'=1+1: ")  # no formula for a spreadsheet
    assert first["step"] == "10" and first["final_checkpoint"] == first["best_checkpoint"] != ""
    assert (second["status"], second["rank"], second["sample_prompts"]) == ("queued", "", "")


def test_stopping_all_members(bench: Bench) -> None:
    sweep = bench.submit(grid={"seed": [1, 2, 3]})
    bench.run(3.0)
    running = bench.studio.claimed()

    def stop(**options: Any) -> list[str]:
        with bench.studio.database.transaction() as session:
            sweeps.stop(session, sweeps.get(session, sweep.id), **options)
        return [job.status for job in bench.jobs(sweep)]

    assert stop() == ["done", "stopping", "stopped"]
    stop(force=True)
    assert bench.studio.job(running.job).force
    bench.studio.finish(running.job, 1, "stopped")
    with pytest.raises(IllegalTransition, match="has ended; together they are stopped"):
        stop()


def test_a_thousand_members_are_stopped_in_a_few_statements(bench: Bench) -> None:
    sweep = bench.submit(grid={"seed": list(range(1000))})
    first, second = bench.jobs(sweep)[:2]
    number = bench.studio.claimed().attempt.number
    bench.studio.ingest(first, number, bench.studio.started(), bench.studio.checkpoint(5))
    bench.studio.requeue(first, number)
    heir = bench.studio.submit(parent=second.id)
    with bench.studio.database.transaction() as session:
        session.add(Webhook(id="hook-1", url="http://example.org", secret="s"))
        last = session.query(func.max(Event.id)).scalar()
    statements: list[str] = []
    event.listen(
        bench.studio.database.engine, "before_cursor_execute",
        lambda *args: statements.append(args[2]),
    )  # fmt: skip
    with bench.studio.database.transaction() as session:
        sweeps.stop(session, sweeps.get(session, sweep.id))
    assert len(statements) < 100
    stopped = bench.jobs(sweep)
    reasons = Counter(job.reason for job in stopped)
    assert {job.status for job in stopped} == {"stopped"} and all(j.finished_at for j in stopped)
    assert bench.studio.job(first).reason == (
        "Stopped before it went on. Its checkpoint at step 5 is kept."
    )
    assert reasons["Stopped before it started."] == 999
    assert bench.studio.job(heir).cause == "parent_failed"
    ended = sorted([heir.id, *(job.id for job in stopped)])
    with bench.studio.database.session() as session:
        told = session.query(Event).where(Event.id > last).all()
        assert sorted(e.job_id for e in told) == ended
        assert {e.data["status"] for e in told if e.job_id != heir.id} == {"stopped"}
        sent = session.query(Delivery).all()
        assert sorted(delivery.payload["job"]["id"] for delivery in sent) == ended


def test_deleted_members_leave_the_table(sqlite_bench: Bench) -> None:
    sweep = sqlite_bench.submit(grid={"seed": [1, 2]})
    gone = sqlite_bench.jobs(sweep)[0]
    with sqlite_bench.studio.database.transaction() as session:
        jobs.get(session, gone.id).deleted_at = gone.created_at
    assert [job.sweep_values for job in sqlite_bench.jobs(sweep)] == [{"seed": 2}]
