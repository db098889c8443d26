"""What pipelines and sweeps have in common: the state of a group of jobs, and stopping one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import Body

from backend.api.schemas.groups import GroupProgress
from backend.api.schemas.job_actions import StopRequest
from backend.core.models import Job
from backend.core.standing import standing

_STOP: dict[str, Any] = {
    "gently": {"summary": "Save checkpoints first", "value": {}},
    "at once": {"summary": "End every process now", "value": {"force": True}},
}
GroupStop = Annotated[StopRequest | None, Body(openapi_examples=_STOP)]


def group_state(jobs: Sequence[Job]) -> dict[str, Any]:
    """The fields of a ``GroupState``."""
    now = standing(jobs)
    progress = GroupProgress(done=now.done, total=now.total, fraction=now.fraction)
    return {"status": now.status, "progress": progress}
