"""Which task a node works on next, and what becomes of one whose process was lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final, Literal

from sqlalchemy import func, literal, select, update
from sqlalchemy.orm import Session, aliased

from backend.core import task_states
from backend.core.db import advisory_lock
from backend.core.ids import now
from backend.core.models import Task

Lane = Literal["heavy", "quick"]
LANES: tuple[Lane, ...] = ("quick", "heavy")
# Somebody waits for the answer of these with the page open, so they never wait behind hours of
# work.
QUICK: frozenset[str] = frozenset({"preview"})

LEASE_SECONDS: Final = 30
MAX_RESTARTS: Final = 3


def claim(session: Session, node: str, lane: Lane, limit: int) -> Task | None:
    """Takes the oldest queued task of ``lane`` for ``node``; None: nothing, or enough under way.

    One conditional statement: of any number of nodes that reach for a task, one gets it. Each
    claim raises ``tries``, the fencing number of whatever is written on the task's behalf.
    """
    advisory_lock(session, f"tasks:{node}")  # or two claims could both find a place free
    mine, first = aliased(Task), aliased(Task)
    busy = (
        select(func.count())
        .select_from(mine)
        .where(mine.node == node, mine.state == task_states.RUNNING, _in_lane(mine, lane))
        .scalar_subquery()
    )
    next_one = (
        select(first.id)
        .where(first.state == task_states.QUEUED, _in_lane(first, lane))
        .order_by(first.created_at, first.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    moment = now()
    changes: dict[str, Any] = {
        "state": task_states.RUNNING,
        "tries": Task.tries + 1,
        "node": node,
        "lease_until": lease_end(moment),
        "started_at": func.coalesce(Task.started_at, literal(moment, Task.started_at.type)),
    }
    claimed = session.scalar(
        update(Task)
        .where(Task.id == next_one, Task.state == task_states.QUEUED, busy < limit)
        .values(**changes)
        .returning(Task.id)
        .execution_options(synchronize_session=False)
    )
    return session.get_one(Task, claimed, populate_existing=True) if claimed else None


def lease_end(moment: datetime) -> datetime:
    """Until when a task counts as looked after, if it was heard of at ``moment``."""
    return moment + timedelta(seconds=LEASE_SECONDS)


def give_back(session: Session, task: Task, number: int, what: str, *, counts: bool = True) -> None:
    """After the loss of a try: back to the queue, or its end when it was lost too often.

    One that somebody asked to cancel is cancelled.

    Args:
        what: happened, a clause without its full stop: ``The machine was restarted``.
        counts: towards the bound on restarts; an orderly shut-down does not.

    Raises StaleAttempt.
    """
    task_states.lock(session, task)
    task_states.fence(task, number)
    if task.cancel:
        task_states.transition(session, task, task_states.CANCELLED, number=number)
        return
    restarts = task.restarts + counts
    if restarts > MAX_RESTARTS:
        error = {
            "code": "given_up",
            "message": f"{what}, for the {restarts}th time in a row.",
            "field": None,
            "line": None,
            "remedy": "Look whether the machine has enough memory, then try again.",
        }
        task_states.transition(
            session, task, task_states.FAILED, number=number, values={"error": error}
        )
        return
    values = {"restarts": restarts, "note": f"{what}; it goes on from where it was."}
    task_states.transition(session, task, task_states.QUEUED, number=number, values=values)


def _in_lane(table: Any, lane: Lane) -> Any:
    return table.kind.in_(QUICK) if lane == "quick" else table.kind.not_in(QUICK)
