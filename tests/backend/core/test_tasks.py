"""Tasks: queued, claimed once, fenced, given back, cancelled, tried again."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from backend.core import task_queue, task_states, tasks
from backend.core.db import Database
from backend.core.errors import Conflict, IllegalTransition, NotFound, StaleAttempt
from backend.core.models import Task
from backend.core.task_states import TRANSITIONS


def queue(database: Database, kind: tasks.TaskKind = "import", **values: Any) -> str:
    with database.transaction() as session:
        return tasks.create(session, kind, "Import rows", {"inbox": "rows"}, **values).id


def claim(
    database: Database, node: str = "box-a", lane: task_queue.Lane = "heavy", limit: int = 1
) -> str | None:
    with database.transaction() as session:
        task = task_queue.claim(session, node, lane, limit)
        return task.id if task else None


def found(database: Database, task_id: str) -> Task:
    with database.session() as session:
        return tasks.get(session, task_id)


def end(database: Database, task_id: str, state: task_states.TaskState = "done") -> None:
    with database.transaction() as session:
        task = tasks.get(session, task_id)
        task_states.transition(session, task, state, number=task.tries)


def test_the_oldest_is_claimed_first_and_no_more_than_may_run(database: Database) -> None:
    first, second, third = (queue(database) for _ in range(3))
    assert claim(database) == first
    assert claim(database) is None, "one at a time"
    assert claim(database, "box-b") == second, "another node has places of its own"
    assert claim(database, limit=2) == third
    task = found(database, first)
    assert (task.state, task.tries, task.node) == ("running", 1, "box-a")
    assert task.lease_until is not None and task.started_at is not None


def test_previews_do_not_wait_behind_heavy_work(database: Database) -> None:
    queue(database)
    waiting, preview = queue(database), queue(database, "preview")
    assert claim(database) != waiting
    assert claim(database) is None
    assert claim(database, lane="quick") == preview


@pytest.mark.parametrize("nodes", [1, 16])
def test_of_many_that_reach_for_tasks_each_task_goes_to_one(database: Database, nodes: int) -> None:
    waiting = {queue(database) for _ in range(8)}
    barrier = threading.Barrier(16)
    claimed: list[str] = []

    def reach(number: int) -> None:
        barrier.wait()
        if (task_id := claim(database, f"box-{number % nodes}", limit=5)) is not None:
            claimed.append(task_id)

    threads = [threading.Thread(target=reach, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == len(set(claimed)) == (5 if nodes == 1 else 8)
    assert set(claimed) <= waiting
    assert all(found(database, task_id).tries == 1 for task_id in claimed)


def test_a_try_that_was_replaced_or_is_over_may_not_write(database: Database) -> None:
    task_id = queue(database)
    claim(database)
    with database.transaction() as session:
        task_queue.give_back(session, tasks.get(session, task_id), 1, "Its process was lost")
    claim(database)
    for number in (0, 1):
        with database.transaction() as session, pytest.raises(StaleAttempt, match="replaced"):
            task = tasks.get(session, task_id)
            task_states.transition(session, task, "done", number=number)
    end(database, task_id)
    with database.transaction() as session, pytest.raises(StaleAttempt, match="is over"):
        task_queue.give_back(session, tasks.get(session, task_id), 2, "Its process was lost")
    assert found(database, task_id).state == "done"


def test_what_is_lost_goes_on_three_times_in_a_row_and_no_more(database: Database) -> None:
    task_id = queue(database)
    for number in range(1, task_queue.MAX_RESTARTS + 2):
        assert claim(database) == task_id
        with database.transaction() as session:
            task = tasks.get(session, task_id)
            task_queue.give_back(session, task, number, "Its process was lost")
    task = found(database, task_id)
    assert task.state == "failed" and task.error is not None and task.error["remedy"]
    with database.transaction() as session:
        tasks.retry(session, tasks.get(session, task_id))
    task = found(database, task_id)
    assert (task.state, task.restarts, task.error) == ("queued", 0, None)


def test_a_shut_down_counts_towards_nothing(database: Database) -> None:
    task_id = queue(database)
    for number in range(1, 8):
        claim(database)
        with database.transaction() as session:
            task = tasks.get(session, task_id)
            task_queue.give_back(session, task, number, "Shut down", counts=False)
    assert found(database, task_id).state == "queued"


def test_a_queued_task_is_cancelled_at_once_and_a_running_one_is_asked(database: Database) -> None:
    waiting, running = queue(database), queue(database)
    end(database, claim(database) or "")  # ``waiting`` was the first
    with database.transaction() as session, pytest.raises(IllegalTransition) as caught:
        tasks.cancel(session, tasks.get(session, waiting))
    assert caught.value.current == "done"
    claim(database)
    with database.transaction() as session:
        tasks.cancel(session, tasks.get(session, running))
    task = found(database, running)
    assert (task.state, task.cancel) == ("running", True)
    with database.transaction() as session:  # and then its process is lost
        task_queue.give_back(session, tasks.get(session, running), 1, "Its process was lost")
    task = found(database, running)
    assert (task.state, task.cancel) == ("cancelled", False)
    third = queue(database)
    with database.transaction() as session:
        tasks.cancel(session, tasks.get(session, third))
    assert found(database, third).state == "cancelled"


@pytest.mark.parametrize("state", list(TRANSITIONS))
def test_only_the_tables_ways_are_open(database: Database, state: task_states.TaskState) -> None:
    for to in TRANSITIONS:
        task_id = queue(database)
        with database.transaction() as session:
            tasks.get(session, task_id).state = state
        with database.transaction() as session:
            task = tasks.get(session, task_id)
            if to in TRANSITIONS[state]:
                task_states.transition(session, task, to)
            else:
                with pytest.raises(IllegalTransition):
                    task_states.transition(session, task, to)
        assert found(database, task_id).state == (to if to in TRANSITIONS[state] else state)


def test_the_same_request_with_the_same_key_is_one_task(database: Database) -> None:
    first = queue(database, idempotency_key="k")
    assert queue(database, idempotency_key="k") == first
    assert queue(database) != first
    with database.transaction() as session, pytest.raises(Conflict):
        tasks.create(session, "check", "Check", {"dataset": "ds-1"}, idempotency_key="k")


def test_an_unknown_task_is_not_found(database: Database) -> None:
    with database.session() as session:
        for missing in ("task-nosuchtask", "\x00", ""):
            with pytest.raises(NotFound):
                tasks.get(session, missing)


def test_tasks_are_listed_newest_first_and_by_what_they_are(database: Database) -> None:
    first = queue(database)
    second = queue(database, "check", dataset_id="ds-1")
    end(database, claim(database) or "")
    with database.session() as session:
        assert [task.id for task in tasks.list_tasks(session)] == [second, first]
        assert [task.id for task in tasks.list_tasks(session, states=["queued"])] == [second]
        assert [task.id for task in tasks.list_tasks(session, dataset_id="ds-1")] == [second]
        assert [task.id for task in tasks.list_tasks(session, kind="import")] == [first]
        assert len(tasks.list_tasks(session, limit=1)) == 1
