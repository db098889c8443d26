"""Tasks on the event stream: how they stand, without a place among the events."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import httpx

from backend.core import task_queue, task_states, tasks
from backend.core.models import Task
from tests.backend.api.events import Block, listening, take
from tests.backend.api.studio import Studio, metric


def add_task(studio: Studio) -> str:
    with studio.database.transaction() as session:
        return tasks.create(session, "preview", "Look into poems", {"inbox": "poems.csv"}).id


def change(studio: Studio, task_id: str, **values: Any) -> None:
    with studio.database.transaction() as session:
        task = tasks.get(session, task_id)
        for name, value in values.items():
            setattr(task, name, value)


def end(studio: Studio, task_id: str, **values: Any) -> None:
    with studio.database.transaction() as session:
        task_states.transition(
            session, tasks.get(session, task_id), task_states.DONE, values=values
        )


def last(state: str) -> Callable[[list[Block]], bool]:
    return lambda taken: bool(taken) and taken[-1].data.get("state") == state


def test_a_task_is_told_of_from_its_start_to_its_end(server: str, studio: Studio) -> None:
    with listening(server, studio.bearer) as blocks:
        place = str(next(blocks))
        task_id = add_task(studio)
        taken = take(blocks, last("queued"))
        with studio.database.transaction() as session:
            assert task_queue.claim(session, "box-a", "quick", 1) is not None
        progress = {"activity": "Reading", "done": 1, "total": None, "unit": "rows"}
        change(studio, task_id, progress=progress)
        taken += take(blocks, lambda t: bool(t) and t[-1].data["progress"] is not None)
        end(studio, task_id, result={"rows": 3})
        taken += take(blocks, last("done"))
    assert {block.event for block in taken} == {"task"}
    assert {block.data["id"] for block in taken} == {task_id}
    assert {block.id for block in taken} == {place}, "a task moves no place"
    shown = httpx.get(f"{server}/api/tasks/{task_id}", headers=studio.bearer).json()
    assert taken[-1].data == shown and shown["result"] == {"rows": 3}


def test_whoever_joins_hears_what_is_under_way(
    server: str, studio: Studio, run: tuple[str, int]
) -> None:
    task_id = add_task(studio)
    with listening(server, studio.bearer) as first:
        take(first, last("queued"))
        with listening(server, studio.bearer) as second:
            assert take(second, last("queued"))[-1].data["id"] == task_id
            studio.report(*run, metric(1))  # jobs go on beside it
            assert take(second, lambda t: any(block.event == "metrics" for block in t))


def test_a_large_result_is_asked_for_and_not_told_to_everybody(server: str, studio: Studio) -> None:
    task_id = add_task(studio)
    with studio.database.transaction() as session:
        assert task_queue.claim(session, "box-a", "quick", 1) is not None
    end(studio, task_id, result={"rows": ["x" * 100] * 200})
    with listening(server, studio.bearer) as blocks:
        [block] = take(blocks, last("done"))
    assert block.data["result"] is None
    with studio.database.session() as session:
        stored = session.get_one(Task, task_id).result
    assert stored is not None and len(stored["rows"]) == 200
