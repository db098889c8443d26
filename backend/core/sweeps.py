"""Sweeps: one job over many values of its fields, submitted as one."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backend.core import group_actions, idempotency
from backend.core.errors import NotFound
from backend.core.ids import new_id, plausible
from backend.core.jobspec import MAX_NAME, check_name
from backend.core.known import Known
from backend.core.models import Job, Sweep
from backend.core.submission import Origin, draft
from backend.core.sweepspec import Member, SweepSpec, expand, varied
from minimind.spec import SpecError


def submit(
    session: Session, spec: SweepSpec, *, idempotency_key: str | None = None
) -> tuple[Sweep, bool]:
    """Stores a sweep and queues a job for each member: all of them, or none.

    Returns (sweep, created); the same key and spec give the stored one. Raises SpecError with
    the offending field (``grid.learning_rate.2``), or Conflict for a key that came with another
    spec.
    """
    request_hash = spec.request_hash()
    stored = idempotency.stored(session, Sweep, idempotency_key, request_hash)
    if stored is not None:
        return stored, False
    members = expand(spec)
    over = ", ".join(varied(members)) or "nothing"
    made_up = f"{spec.job.stage} over {over}"[:MAX_NAME].strip(" ,")
    sweep = Sweep(
        id=new_id("sweep"),
        name=check_name(spec.name) if spec.name else made_up,
        spec=spec.model_dump(mode="json", by_alias=True),
        idempotency_key=idempotency_key,
        request_hash=request_hash,
    )
    session.add(sweep)
    session.flush()
    _queue(session, sweep, spec, members)
    return sweep, True


def get(session: Session, sweep_id: str) -> Sweep:
    """Raises NotFound."""
    found = session.get(Sweep, sweep_id) if plausible(sweep_id) else None
    if found is None:
        raise NotFound(f"There is no sweep {sweep_id[:80]!r}.")
    return found


def list_sweeps(session: Session, limit: int) -> list[Sweep]:
    """Newest first."""
    query = select(Sweep).order_by(Sweep.created_at.desc(), Sweep.id)
    return list(session.scalars(query.limit(limit)))


def jobs_of(session: Session, sweeps: Sequence[Sweep]) -> dict[str, list[Job]]:
    """The jobs of each sweep by its id, in the order of its members; deleted ones left out."""
    ids = [sweep.id for sweep in sweeps]
    found: dict[str, list[Job]] = {sweep_id: [] for sweep_id in ids}
    for job in session.scalars(_members(ids)) if ids else ():
        found[str(job.sweep_id)].append(job)
    return found


def fields(sweep: Sweep) -> list[str]:
    """What varies, in the order in which it was named."""
    members = sweep.spec["list"] or ()
    return list(sweep.spec["grid"] or dict.fromkeys(name for own in members for name in own))


def stop(session: Session, sweep: Sweep, *, force: bool = False) -> None:
    """Stops every member that has not ended. Raises IllegalTransition when all have."""
    group_actions.stop(session, _locked(session, sweep), force=force)


def pause(session: Session, sweep: Sweep) -> None:
    """Pauses what runs, and holds what waits. Raises IllegalTransition when all have ended."""
    group_actions.pause(session, _locked(session, sweep))


def resume(session: Session, sweep: Sweep) -> None:
    """Goes on with what is paused or held. Raises IllegalTransition when nothing is."""
    group_actions.resume(session, _locked(session, sweep))


def _locked(session: Session, sweep: Sweep) -> list[Job]:
    """Its jobs, kept from changing."""
    query = _members([sweep.id]).with_for_update().execution_options(populate_existing=True)
    return list(session.scalars(query))


def _members(sweep_ids: Sequence[str]) -> Select[Job]:
    query = select(Job).where(Job.sweep_id.in_(sweep_ids), Job.deleted_at.is_(None))
    return query.order_by(Job.created_at, Job.id)


def _queue(session: Session, sweep: Sweep, spec: SweepSpec, members: list[Member]) -> None:
    known = Known(session)
    with session.no_autoflush:  # one statement stores them all
        for member in members:
            origin = Origin(sweep_id=sweep.id, sweep_values=member.values)
            try:
                draft(known, member.spec(spec.job, sweep.name), origin)
            except SpecError as error:
                raise member.placed(error) from error
    session.flush()
