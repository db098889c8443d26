"""Tables. JSON columns are replaced whole, never changed in place."""

from __future__ import annotations

from backend.core.models.base import Base, UtcDateTime
from backend.core.models.data import Dataset, DatasetSource, Task, TokenizerEntry, Upload
from backend.core.models.jobs import Attempt, AttemptMember, Job, Pipeline, Sweep
from backend.core.models.nodes import Lease, Node, Rate, ResourceSample
from backend.core.models.results import Checkpoint, CurveBlock, Event
from backend.core.models.studio import AuthToken, Delivery, Preference, Webhook

__all__ = [
    "Attempt",
    "AttemptMember",
    "AuthToken",
    "Base",
    "Checkpoint",
    "CurveBlock",
    "Dataset",
    "DatasetSource",
    "Delivery",
    "Event",
    "Job",
    "Lease",
    "Node",
    "Pipeline",
    "Preference",
    "Rate",
    "ResourceSample",
    "Sweep",
    "Task",
    "TokenizerEntry",
    "Upload",
    "UtcDateTime",
    "Webhook",
]
