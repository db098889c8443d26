"""The life of a task: its states, the ways between them, and the function that changes them."""

from __future__ import annotations

from typing import Any, Final, Literal

from sqlalchemy.orm import Session

from backend.core.errors import IllegalTransition, StaleAttempt
from backend.core.ids import now
from backend.core.models import Task

TaskState = Literal["queued", "running", "done", "failed", "cancelled"]

QUEUED: Final = "queued"
RUNNING: Final = "running"
DONE: Final = "done"
FAILED: Final = "failed"
CANCELLED: Final = "cancelled"

ACTIVE: frozenset[TaskState] = frozenset({QUEUED, RUNNING})
ENDED: frozenset[TaskState] = frozenset({DONE, FAILED, CANCELLED})

# A running one goes back to the queue when its process or its machine was lost, an ended one when
# somebody tries it again.
TRANSITIONS: dict[TaskState, frozenset[TaskState]] = {
    QUEUED: frozenset({RUNNING, CANCELLED}),
    RUNNING: frozenset({DONE, FAILED, CANCELLED, QUEUED}),
    DONE: frozenset(),
    FAILED: frozenset({QUEUED}),
    CANCELLED: frozenset({QUEUED}),
}

# Nobody looks after it now.
_NOBODY: dict[str, Any] = {
    "progress": None,
    "pid": None,
    "pid_started": None,
    "boot_id": None,
    "lease_until": None,
    "cancel": False,
}


def transition(
    session: Session,
    task: Task,
    to: TaskState,
    *,
    number: int | None = None,
    values: dict[str, Any] | None = None,
) -> None:
    """Moves ``task`` to state ``to`` and stamps its times.

    Args:
        number: the try that asks; None when a person does.
        values: further columns that change with it.

    Raises:
        StaleAttempt: ``number`` is not the try under way.
        IllegalTransition: the table has no way from the present state to ``to``.
    """
    lock(session, task)
    if number is not None:
        fence(task, number)
    if to not in TRANSITIONS[_state(task)]:
        raise IllegalTransition(
            f"Task {task.id} is {task.state}; it cannot become {to}.", current=task.state
        )
    changes: dict[str, Any] = {"state": to}
    if to in ENDED:
        changes |= {"finished_at": now(), "note": None}
    elif to == QUEUED:
        changes |= {"finished_at": None, "node": None, "result": None, "error": None}
    for name, value in (_NOBODY | changes | (values or {})).items():
        setattr(task, name, value)
    session.flush()


def lock(session: Session, task: Task) -> None:
    """Reads the task's row afresh and keeps it from changing until the transaction ends."""
    session.flush()
    session.refresh(task, with_for_update=True)


def fence(task: Task, number: int) -> None:
    """Raises StaleAttempt unless try ``number`` is under way. The row should be locked."""
    if task.tries != number:
        raise StaleAttempt(f"Try {number} of {task.id} was replaced by {task.tries}.")
    if task.state != RUNNING:
        raise StaleAttempt(f"Try {number} of {task.id} is over; the task is {task.state}.")


def _state(task: Task) -> TaskState:
    for state in TRANSITIONS:
        if task.state == state:
            return state
    raise ValueError(f"Task {task.id} has the unknown state {task.state!r}.")
