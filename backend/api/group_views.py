"""The state of a group of jobs as an answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from backend.api.schemas.groups import GroupProgress
from backend.core.models import Job
from backend.core.standing import standing


def group_state(jobs: Sequence[Job]) -> dict[str, Any]:
    """The fields of a ``GroupState``."""
    now = standing(jobs)
    progress = GroupProgress(done=now.done, total=now.total, fraction=now.fraction)
    return {"status": now.status, "progress": progress}
