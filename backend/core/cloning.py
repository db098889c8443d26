"""Cloning: a new job that asks for what another one did, with changes."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core.fields import below
from backend.core.ids import canonical_hash
from backend.core.jobspec import JobSpec
from backend.core.models import Job
from backend.core.submission import Origin, submit
from minimind.spec import SpecError

_RECIPE = "recipe."


def spec_of(job: Job) -> dict[str, Any]:
    """The job's spec as it would be submitted again, with what it did otherwise meanwhile.

    So after a run had to halve its micro-batch, one that is submitted like it starts with the
    half. It is not held, even if this one was.
    """
    recipe = dict(job.spec.get("recipe") or {})
    changed: dict[str, Any] = {"hold": False}
    for entry in job.adjustments or []:
        if entry["field"].startswith(_RECIPE):
            recipe[entry["field"].removeprefix(_RECIPE)] = entry["new"]
        else:
            changed[entry["field"]] = entry["new"]
    return {**job.spec, **changed, "recipe": recipe}


def merge(target: dict[str, Any], patch: dict[str, Any]) -> dict[str, Any]:
    """``target`` with ``patch`` over it, objects key by key; null removes (RFC 7386)."""
    merged = dict(target)
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        elif isinstance(value, dict):
            before = merged.get(key)
            merged[key] = merge(before if isinstance(before, dict) else {}, value)
        else:
            merged[key] = value
    return merged


def clone(
    session: Session, job: Job, changes: dict[str, Any], *, idempotency_key: str | None = None
) -> tuple[Job, bool]:
    """Submits ``job`` again with ``changes`` merged over its spec. Returns (job, created).

    The clone stands alone: it belongs to no pipeline and no sweep, and begins anew. Raises
    SpecError, for a field that was changed as ``changes.<field>``; Conflict for a key that came
    with another request.
    """
    try:
        return submit(
            session,
            JobSpec.parse(merge(spec_of(job), changes)),
            idempotency_key=idempotency_key,
            request_hash=canonical_hash({"clone": job.id, "changes": changes}),
            origin=Origin(cloned_from=job.id),
        )
    except SpecError as error:
        asked = (error.field or "").partition(".")[0] in changes
        raise (below(error, "changes") if asked else error) from error
