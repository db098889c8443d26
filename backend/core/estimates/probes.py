"""Probes: jobs of a few updates that find out how fast a spec would train.

A probe goes through the queue like any job, ends by itself after some seconds of steady updates,
and leaves no model: the trainer removes what it saved once it knows how long that took. What it
measured is in ``backend.core.rates`` then. The tokens and the reference's figures that it made are
kept, so the job itself need not make them again.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from backend.core.jobspec import MAX_NAME, JobSpec
from backend.core.models import Job
from backend.core.rates import PROBE
from backend.core.submission import Origin, resolve_recipe, submit
from minimind.spec import Recipe

_MOST_STEPS = 100_000_000
_COUNTED_IN_STEPS = ("max_steps", "eval_every", "checkpoint_every", "sample_every")


def probe(session: Session, spec: JobSpec, *, idempotency_key: str | None = None) -> Job:
    """Queues a probe of ``spec``; the same key and spec give the stored one.

    Raises SpecError as submitting the job itself would, or Conflict.
    """
    recipe = resolve_recipe(spec)
    changed = spec.model_copy(
        update={
            "name": f"Probe of {spec.name or f'{spec.model} {spec.stage}'}"[:MAX_NAME].strip(),
            "recipe": {**spec.recipe, **_smaller_steps(spec, recipe)},
            "hold": False,
        }
    )
    origin = Origin(kind=PROBE)
    return submit(session, changed, idempotency_key=idempotency_key, origin=origin)[0]


def _smaller_steps(spec: JobSpec, recipe: Recipe) -> dict[str, Any]:
    """One micro-batch an update: how long more of them take follows, and a probe stays short.

    What is counted in steps grows as much, so that the run validates on as much text.
    """
    processes = spec.nodes * (spec.gpus or spec.processes)
    rows = min(recipe.micro_batch, -(-recipe.global_batch // processes))
    smaller = min(recipe.global_batch, rows * processes)
    values = recipe.model_dump()
    counts = {name: values[name] for name in _COUNTED_IN_STEPS if values[name] is not None}
    more = recipe.global_batch / smaller
    return {
        "global_batch": smaller,
        "micro_batch": rows,
        **{name: min(round(count * more), _MOST_STEPS) for name, count in counts.items()},
    }
