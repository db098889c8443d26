"""What a sweep came to: a row for each member, the best first; also as CSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backend.core.models import Checkpoint, Job

_COLUMNS = (
    "rank", "job", "name", "status", "best_validation_loss", "validation_loss", "loss", "step",
    "total_steps", "seconds", "best_checkpoint", "final_checkpoint",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """One member and what it came to so far. Losses in nats a token.

    Attributes:
        rank: 1 for the lowest ``best_validation_loss``; None while it has none.
        best_validation_loss: the lowest of its saved checkpoints and of its last validation.
        best_checkpoint_id: of its saved checkpoints the one with the lowest validation loss.
    """

    rank: int | None
    job: Job
    validation_loss: float | None
    best_validation_loss: float | None
    best_checkpoint_id: str | None
    final_checkpoint_id: str | None


def results(session: Session, jobs: Sequence[Job]) -> list[Result]:
    """The members' results, ranked; those without a validation loss last, in their order."""
    saved = _checkpoints(session, jobs)
    rows = [_result(job, saved.get(job.id, [])) for job in jobs]
    ranked = sorted(
        (row for row in rows if row.best_validation_loss is not None),
        key=lambda row: row.best_validation_loss or 0.0,
    )
    rest = [row for row in rows if row.best_validation_loss is None]
    return [replace(row, rank=number) for number, row in enumerate(ranked, start=1)] + rest


def to_csv(fields: Sequence[str], rows: Sequence[Result]) -> str:
    """The table as CSV (RFC 4180), a column for each of ``fields``, the values that vary."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*_COLUMNS[:3], *fields, *_COLUMNS[3:]])
    for row in rows:
        job, progress = row.job, row.job.progress or {}
        values = job.sweep_values or {}
        writer.writerow(
            _cell(value)
            for value in (
                row.rank, job.id, job.name, *(values.get(name, "") for name in fields),
                job.status, row.best_validation_loss, row.validation_loss, progress.get("loss"),
                progress.get("step"), progress.get("total_steps"), progress.get("seconds"),
                row.best_checkpoint_id, row.final_checkpoint_id,
            )
        )  # fmt: skip
    return out.getvalue()


def _checkpoints(session: Session, jobs: Sequence[Job]) -> dict[str, list[Checkpoint]]:
    """Those that were not removed, by job, in order."""
    found: dict[str, list[Checkpoint]] = {}
    query = select(Checkpoint).where(
        Checkpoint.job_id.in_([job.id for job in jobs]), Checkpoint.removed_at.is_(None)
    )
    order = (Checkpoint.attempt, Checkpoint.step)
    for checkpoint in session.scalars(query.order_by(*order)) if jobs else ():
        found.setdefault(checkpoint.job_id, []).append(checkpoint)
    return found


def _result(job: Job, saved: Sequence[Checkpoint]) -> Result:
    last = (job.progress or {}).get("validation_loss")
    measured = [c for c in saved if c.validation_loss is not None]
    best = min(measured, key=lambda c: c.validation_loss or 0.0, default=None)
    losses = [loss for loss in (last, best and best.validation_loss) if loss is not None]
    finals = [c.id for c in saved if c.final]
    return Result(
        rank=None,
        job=job,
        validation_loss=last,
        best_validation_loss=min(losses, default=None),
        best_checkpoint_id=best.id if best else None,
        final_checkpoint_id=finals[-1] if finals else None,
    )


def _cell(value: Any) -> Any:
    if value is None or (isinstance(value, int | float) and not isinstance(value, bool)):
        return value
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # A spreadsheet would take such a text for a formula.
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
