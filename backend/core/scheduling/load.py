"""What the scheduler reads: machines with who uses them, and the queue page by page.

Columns only, never whole rows of jobs: ten thousand may wait.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Row, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from backend.core import status
from backend.core.ids import now
from backend.core.models import Attempt, Checkpoint, Job, Lease, Node, TokenizerEntry
from backend.core.scheduling.boxes import Box, Card, Holder, Wish
from minimind.spec import build_recipe, size_config
from minimind.spec.memory import checkpoint_bytes
from minimind.spec.tokenizers import SHIPPED_VOCAB_SIZE

ALIVE_FOR: Final = timedelta(seconds=30)  # workers tell that they live every few seconds
PAGE: Final = 100
_LARGEST_PAGE: Final = 32 * PAGE
ORDER: Final = (Job.priority.desc(), Job.position, Job.id)

# Of those that a recipe asks to keep: the best and the final one stay too.
_EXTRA_CHECKPOINTS = 2


@dataclass(frozen=True)
class Entry:
    """A queued job as the scheduler sees it.

    ``origin_gone``: the checkpoint it starts from was removed.
    """

    wish: Wish
    priority: int
    position: float
    reason: str | None
    origin_gone: bool


def queued() -> tuple[ColumnElement[bool], ...]:
    """What is in the queue."""
    return (Job.status == status.QUEUED, Job.deleted_at.is_(None))


def startable() -> tuple[ColumnElement[bool], ...]:
    """Of these, what waits neither for a person nor for its parent."""
    has_origin = or_(Job.parent_checkpoint_id.is_not(None), Job.parent_job_id.is_(None))
    return (*queued(), Job.held.is_(False), has_origin)


def boxes(session: Session, *, present: str | None = None) -> list[Box]:
    """All machines, by name. ``present`` is alive, whatever its row says: it asks."""
    moment = now()
    taken: dict[str, dict[str, Holder]] = {}
    query = (
        select(Lease.node, Lease.resource, Attempt.started_at, *_JOB_END)
        .join(Job, Job.id == Lease.job_id)
        .join(Attempt, and_(Attempt.job_id == Lease.job_id, Attempt.number == Lease.attempt))
    )
    for row in session.execute(query):
        holder = Holder(row.id, row.name, _ends_in(row, moment))
        taken.setdefault(row.node, {})[row.resource] = holder
    found: list[Box] = []
    for node in session.scalars(select(Node).order_by(Node.name)):
        silent = moment - node.heartbeat_at
        cards = (Card(gpu["index"], str(gpu["name"]), gpu.get("unusable")) for gpu in node.gpus)
        found.append(
            Box(
                name=node.name,
                cards=tuple(cards),
                cpus=node.cpus,
                alive=node.name == present or silent < ALIVE_FOR,
                silent_s=max(silent.total_seconds(), 0.0),
                disk_free=node.disk_free_bytes,
                taken=taken.get(node.name, {}),
            )
        )
    return found


def pages(
    session: Session,
    *where: ColumnElement[bool],
    min_free_bytes: int,
    after: Entry | None = None,
) -> Iterator[list[Entry]]:
    """What may start, in the queue's order, the first page small and later ones larger."""
    size = PAGE
    while True:
        page = entries(session, *startable(), *where, min_free_bytes=min_free_bytes,
                       after=after, limit=size)  # fmt: skip
        if page:
            yield page
        if len(page) < size:
            return
        after, size = page[-1], min(2 * size, _LARGEST_PAGE)


def entries(
    session: Session,
    *where: ColumnElement[bool],
    min_free_bytes: int,
    after: Entry | None = None,
    limit: int,
) -> list[Entry]:
    """Queued jobs in order, ``limit`` at most.

    Priority by priority, for within one the index gives the order without sorting all that wait.

    Args:
        min_free_bytes: to be left free beside a job's checkpoints.
        after: only what follows it.
    """
    found: list[Entry] = []
    highest = select(func.max(Job.priority)).where(Job.status == status.QUEUED)
    priority = session.scalar(highest) if after is None else after.priority
    while priority is not None:
        ids = select(Job.id).where(*where, Job.priority == priority)
        if after is not None and after.priority == priority:
            tie = and_(Job.position == after.position, Job.id > after.wish.job_id)
            ids = ids.where(Job.position >= after.position)
            ids = ids.where(or_(Job.position > after.position, tie))
        ids = ids.order_by(Job.position, Job.id).limit(limit - len(found))
        # Only the chosen ones' JSON is taken apart.
        rows = session.execute(_details().where(Job.id.in_(ids)).order_by(Job.position, Job.id))
        found += [_entry(row, min_free_bytes) for row in rows]
        if len(found) == limit:
            break
        priority = session.scalar(highest.where(Job.priority < priority))
    return found


_JOB_END = (Job.id, Job.name, Job.status, Job.resume, Job.progress, Job.estimate)


def _details() -> Select[*tuple[Any, ...]]:
    return select(
        Job.id, Job.priority, Job.position, Job.reason, Job.gpus, Job.nodes, Job.wanted_node,
        Job.wanted_gpu, Job.model, Job.stage, Job.resume, Job.progress, Job.estimate,
        Job.recipe["keep_checkpoints"].as_integer().label("keep"),
        Job.recipe["lora_rank"].as_integer().label("lora_rank"),
        Job.recipe["lora_targets"].as_string().label("lora_targets"),
        Checkpoint.removed_at.is_not(None).label("origin_gone"),
        TokenizerEntry.vocab_size,
    ).outerjoin(
        Checkpoint, Checkpoint.id == Job.parent_checkpoint_id
    ).outerjoin(TokenizerEntry, TokenizerEntry.id == Job.tokenizer_id)  # fmt: skip


def _entry(row: Row[*tuple[Any, ...]], min_free_bytes: int) -> Entry:
    words = row.vocab_size or SHIPPED_VOCAB_SIZE
    one = _checkpoint_bytes(row.model, words, row.stage, row.lora_rank, row.lora_targets)
    # One that goes on has most of its checkpoints on the disk already.
    count = _EXTRA_CHECKPOINTS if row.resume else row.keep + _EXTRA_CHECKPOINTS
    wish = Wish(
        job_id=row.id,
        gpus=row.gpus,
        nodes=row.nodes,
        node=row.wanted_node,
        gpu_model=row.wanted_gpu,
        disk_bytes=one * count + min_free_bytes,
        seconds=_duration(row),
        device=None if row.resume else (row.estimate or {}).get("device"),
    )
    return Entry(wish, row.priority, row.position, row.reason, bool(row.origin_gone))


@lru_cache(maxsize=256)
def _checkpoint_bytes(
    model: str, words: int, stage: str, rank: int | None, targets: str | None
) -> int:
    adapter = {"lora_rank": rank, "lora_targets": targets} if stage == "lora" else {}
    return checkpoint_bytes(size_config(model, words), build_recipe(stage, adapter))


def _duration(row: Row[*tuple[Any, ...]]) -> float | None:
    """Seconds that a queued job will run, where that is known."""
    if row.resume:
        return _number(row.progress, "eta_s")
    # What was not measured is a guess, and nobody should wait for a guess that went wrong.
    measured = (row.estimate or {}).get("source") == "measured"
    return _number(row.estimate, "seconds") if measured else None


def _ends_in(row: Row[*tuple[Any, ...]], moment: datetime) -> float | None:
    """Seconds until a job that holds something ends: what it told last, or what was estimated."""
    if row.status in (status.STOPPING, status.PAUSING):
        return 0.0
    started = row.started_at.timestamp()
    told, remaining = _number(row.progress, "at"), _number(row.progress, "eta_s")
    # What an earlier attempt told is no news of this one.
    if told is None or remaining is None or told < started:
        told, remaining = started, _duration(row)
    if remaining is None:
        return None
    told = min(told, moment.timestamp())  # by the clock of another machine
    return max(told + remaining - moment.timestamp(), 0.0)


def _number(values: dict[str, Any] | None, name: str) -> float | None:
    value = (values or {}).get(name)
    return float(value) if isinstance(value, int | float) and value >= 0 else None
