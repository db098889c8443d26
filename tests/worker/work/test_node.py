"""A node looks after tasks: those of others that are gone, and what its children may know."""

from __future__ import annotations

import time
from datetime import timedelta
from pathlib import Path

import pytest

from backend.core import task_queue, tasks
from backend.core.ids import now
from backend.core.models import Node, Task
from tests.backend.core.conftest import Studio
from worker.options import WorkerOptions
from worker.processes import MARKER
from worker.work.command import work_command
from worker.work.node import NodeTasks

LOST_S = 0.2


def claimed(studio: Studio, node: str) -> str:
    """A task that runs on ``node``, as far as the table says."""
    with studio.database.transaction() as session:
        tasks.create(session, "import", "Import rows", {"inbox": "rows"})
        task = task_queue.claim(session, node, "heavy", 1)
        assert task is not None
        return task.id


def state(studio: Studio, task_id: str) -> tuple[str, str | None]:
    with studio.database.session() as session:
        task = tasks.get(session, task_id)
        return task.state, task.note


@pytest.fixture
def node(studio: Studio) -> NodeTasks:
    """Box-a, which has no place for more tasks, so that it starts none."""
    with studio.database.transaction() as session:
        session.add(Node(name="box-b", gpus=[], cpus=2, heartbeat_at=now()))
    claimed(studio, "box-a")
    options = WorkerOptions(node_lost_s=LOST_S, tasks=1, register_grace_s=60)
    return NodeTasks(studio.settings, options, studio.database)


def test_the_task_of_a_machine_that_is_gone_goes_back_to_the_queue(
    studio: Studio, node: NodeTasks
) -> None:
    task_id = claimed(studio, "box-b")
    node.look_after(wait=True)
    assert state(studio, task_id)[0] == "running", "it was not watched for long enough"
    time.sleep(LOST_S)
    node.look_after(wait=True)
    now_is, note = state(studio, task_id)
    assert now_is == "queued" and note is not None and "box-b was lost" in note


@pytest.mark.parametrize("who", ["keeper", "worker"])
def test_a_task_whose_keeper_or_worker_lives_is_left_alone(
    studio: Studio, node: NodeTasks, who: str
) -> None:
    task_id = claimed(studio, "box-b")
    for step in range(3):
        with studio.database.transaction() as session:
            moment = now() - timedelta(hours=1) + timedelta(seconds=step)  # a clock that is behind
            if who == "keeper":
                session.get_one(Task, task_id).lease_until = moment
            else:
                session.get_one(Node, "box-b").heartbeat_at = moment
        node.look_after(wait=True)
        time.sleep(LOST_S)
    assert state(studio, task_id)[0] == "running"


def test_work_knows_nothing_of_the_studio(tmp_path: Path) -> None:
    environ = {
        "PATH": "/bin", "HOME": "/home/x", "MINIMIND_DATABASE_URL": "postgresql://secret",
        "REDIS_URL": "redis://secret", "AWS_SECRET_ACCESS_KEY": "secret", "HTTPS_PROXY": "proxy",
    }  # fmt: skip
    command = work_command(tmp_path, kind="check", marker="task-1:1", cores=2, environ=environ)
    assert command.argv[1:] == ["-m", "minimind.work", str(tmp_path)]
    assert command.niceness == 10
    assert command.env[MARKER] == "task-1:1" and command.env["CUDA_VISIBLE_DEVICES"] == ""
    assert "secret" not in " ".join(command.env.values()) and "HTTPS_PROXY" not in command.env
    download = work_command(tmp_path, kind="download", marker="task-1:1", cores=2, environ=environ)
    assert download.env["HTTPS_PROXY"] == "proxy"
    assert "secret" not in " ".join(download.env.values())
