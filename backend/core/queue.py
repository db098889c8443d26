"""The queue: which job a node runs next, and with which GPUs of which nodes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import chain

from sqlalchemy import ColumnElement, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from backend.core import leases, status
from backend.core.db import advisory_lock
from backend.core.ids import now
from backend.core.leases import release
from backend.core.lineage import missing_parent
from backend.core.models import Attempt, AttemptMember, Job, Node
from backend.core.scheduling import load
from backend.core.scheduling.boxes import Box
from backend.core.scheduling.load import Entry
from backend.core.scheduling.outlook import outlook
from backend.core.scheduling.walk import Walk
from backend.core.settings import Settings

__all__ = ["LEASE_SECONDS", "Claim", "Policy", "claim", "release"]

# How long an attempt counts as alive after its supervisor was last heard of.
LEASE_SECONDS = 30

# Jobs behind a kept place that are looked at, to find one that may go ahead.
BACKFILL_DEPTH = 300


@dataclass(frozen=True)
class Policy:
    """What the settings say about the queue.

    Attributes:
        backfill: a later job may start before one that keeps its place, if it surely ends first.
        min_free_bytes: to be left free on a disk beside a run's checkpoints.
    """

    backfill: bool = True
    min_free_bytes: int = 0

    @classmethod
    def of(cls, settings: Settings) -> Policy:
        return cls(settings.backfill, settings.min_free_bytes)


@dataclass(frozen=True)
class Claim:
    """A job that is this node's now: its attempt and the GPUs (by index) it may use here.

    ``members``: of a job over several nodes, the parts that other nodes run, by rank.
    """

    job: Job
    attempt: Attempt
    gpus: list[int]
    members: list[AttemptMember] = field(default_factory=list)


def claim(session: Session, node: Node, policy: Policy | None = None) -> Claim | None:
    """Takes the first job in order (priority, then position) that the node can run; None: nothing.

    A job that is held, that waits for its parent, or that only other nodes can run is passed over.
    One that fits this node but finds too few GPUs free keeps its place: who comes later must wait,
    unless it surely ends before that job could start. Jobs for GPUs and jobs for the processor are
    two lines, for neither takes anything from the other. Of a job over several nodes the node that
    claims is rank 0; the others' GPUs are taken in the same transaction, or none.
    """
    policy = policy or Policy()
    advisory_lock(session, "claim")  # nodes take turns, so the order is strict across them too
    boxes = load.boxes(session, present=node.name)
    front = front_of(session, policy)
    if len(front) < load.PAGE and _settle_ended_parents(session):
        front = front_of(session, policy)
    last = front[-1] if len(front) == load.PAGE else None  # then more may follow
    front = [entry for entry in front if not entry.origin_gone or _has_origin(session, entry)]
    # Whoever asks, the words must be the same: so they come from a walk of their own.
    seen = outlook(front, boxes, backfill=policy.backfill)
    walk = Walk(boxes, at=node.name, backfill=policy.backfill)
    box = next(box for box in boxes if box.name == node.name)
    rest = _rest(session, walk, box, policy, after=last) if last else ()
    tries = (_try(session, walk, entry) for entry in chain(front, rest))
    claimed = next((claim for claim in tries if claim is not None), None)
    # Said last, and without waiting for locks, so that no two transactions wait for each other.
    for entry in front:
        job_id, reason = entry.wish.job_id, seen[entry.wish.job_id].reason
        if reason and reason != entry.reason and not (claimed and claimed.job.id == job_id):
            status.explain(session, session.get_one(Job, job_id), reason)
    return claimed


def front_of(session: Session, policy: Policy) -> list[Entry]:
    """The first jobs in order that are neither held nor wait for their parents."""
    where = load.startable()
    return load.entries(session, *where, min_free_bytes=policy.min_free_bytes, limit=load.PAGE)


def _rest(
    session: Session, walk: Walk, box: Box, policy: Policy, *, after: Entry
) -> Iterator[Entry]:
    """What follows ``after`` in the queue and might start on ``box``, while anything may."""
    for on_gpus in (True, False):
        if not walk.may_start(box, on_gpus=on_gpus):
            continue
        pages = load.pages(
            session, *_possible(box, on_gpus), min_free_bytes=policy.min_free_bytes, after=after
        )
        behind = 0
        for entry in (entry for page in pages for entry in page):
            yield entry
            behind += walk.keeps_place(box, on_gpus=on_gpus)
            if behind >= BACKFILL_DEPTH or not walk.may_start(box, on_gpus=on_gpus):
                break


def _possible(box: Box, on_gpus: bool) -> tuple[ColumnElement[bool], ...]:
    """What of the queue the database can tell to be for ``box``; the walk looks closer."""
    here = or_(Job.wanted_node.is_(None), Job.wanted_node == box.name)
    if not on_gpus:
        return (Job.gpus == 0, here)
    usable = [card.name.casefold() for card in box.cards if card.unusable is None]
    # Escaped by what no name holds: a wildcard in a wish finds too much, which does no harm.
    named = literal("\n".join(usable)).contains(func.lower(Job.wanted_gpu), escape="\x02")
    model = or_(Job.wanted_gpu.is_(None), named)
    return (Job.gpus.between(1, len(usable)), here, model)


def _try(session: Session, walk: Walk, entry: Entry) -> Claim | None:
    verdict = walk.place(entry.wish)
    if verdict.kind != "start":
        return None
    job = session.get_one(Job, entry.wish.job_id)
    if (entry.origin_gone and not _has_origin(session, entry)) or job.status != status.QUEUED:
        return None
    if not status.lock_queued(session, job):
        walk.reserve(entry.wish)  # somebody is changing it in this very moment
        return None
    return _take(session, job, entry, verdict.boxes)


def _take(session: Session, job: Job, entry: Entry, boxes: Sequence[Box]) -> Claim:
    # One conditional statement: it changes the row only while it is still queued.
    number, first = job.attempt + 1, boxes[0]
    values = {"attempt": number, "node": first.name}
    status.transition(session, job, status.STARTING, values=values)
    until = now() + timedelta(seconds=LEASE_SECONDS)
    attempt = Attempt(job_id=job.id, number=number, node=first.name, lease_until=until)
    session.add(attempt)
    session.flush()  # members refer to it
    members = [
        AttemptMember(job_id=job.id, number=number, rank=rank, node=box.name, lease_until=until)
        for rank, box in enumerate(boxes[1:], start=1)
    ]
    session.add_all(members)
    taken = {box.name: box.free(entry.wish)[: entry.wish.count] for box in boxes}
    for name, resources in taken.items():
        leases.take(session, name, job, resources)
    gpus = [r.removeprefix("gpu:") for r in taken[first.name] if r != leases.PROCESSOR]
    return Claim(job, attempt, [int(index) for index in gpus], members)


def _has_origin(session: Session, entry: Entry) -> bool:
    """Ends a job whose parent's checkpoint is gone for good; whether it still waits."""
    job = session.get_one(Job, entry.wish.job_id)
    missing_parent(session, job)
    return job.status == status.QUEUED


def _settle_ended_parents(session: Session) -> bool:
    """Of jobs that wait for a parent that has ended already; whether there were any.

    A job's end settles its children itself. This is for what an old version or a hand left behind,
    and so is looked for only while the queue is short.
    """
    parent = aliased(Job)
    query = (
        select(Job)
        .join(parent, parent.id == Job.parent_job_id)
        .where(*load.queued(), Job.parent_checkpoint_id.is_(None))
        .where(parent.status.in_(status.ENDED))
    )
    left_behind = list(session.scalars(query.order_by(*load.ORDER)))
    for job in left_behind:
        if job.status == status.QUEUED:
            missing_parent(session, job)
    return bool(left_behind)
