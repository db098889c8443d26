"""What the event stream carries."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from backend.api.schemas.common import Answer
from backend.api.schemas.jobs import CheckpointInfo, JobInfo, SampleInfo
from backend.api.schemas.tasks import TaskInfo


class TrainingPoint(Answer):
    """One line of progress. Null: the value was not finite, or is not measured in this job."""

    step: int
    seconds: float | None = None
    loss: float | None = None
    learning_rate: float | None = None
    grad_norm: float | None = None
    tokens_per_s: float | None = None
    eta_s: float | None = None
    memory_bytes: int | None = Field(default=None, description="Most held so far.")
    mfu: float | None = Field(default=None, description="Share of the GPUs' peak bf16 rate.")
    wait: float | None = Field(default=None, description="Share of time waiting for a batch.")
    balance_loss: float | None = Field(default=None, description="Mixture of experts only.")
    reward_margin: float | None = Field(default=None, description="DPO only.")
    reward_accuracy: float | None = Field(default=None, description="DPO only.")


class ValidationPoint(Answer):
    """One held-out loss."""

    step: int
    loss: float | None = None
    reward_margin: float | None = Field(default=None, description="DPO only.")
    reward_accuracy: float | None = Field(default=None, description="DPO only.")


class MetricsFrame(Answer):
    """New points of one job's curve, oldest first.

    When many come at once, those that stand for the rest: no spike is lost, and `/metrics` has all.
    """

    job_id: str
    attempt: int
    training: list[TrainingPoint]
    validation: list[ValidationPoint]


class CurveReset(Answer):
    """The points of a job that ended long ago are not sent singly any more: read its curve."""

    job_id: str


class JobDeleted(Answer):
    """A job was deleted, with its checkpoints."""

    id: str


class JobEvent(Answer):
    """A job changed; data is the whole job as it stands."""

    event: Literal["job"]
    data: JobInfo


class MetricsEvent(Answer):
    """A curve grew."""

    event: Literal["metrics"]
    data: MetricsFrame


class CheckpointEvent(Answer):
    """A checkpoint was saved."""

    event: Literal["checkpoint"]
    data: CheckpointInfo


class SampleEvent(Answer):
    """The model wrote something."""

    event: Literal["sample"]
    data: SampleInfo


class ResetEvent(Answer):
    """Points of a curve were passed over."""

    event: Literal["reset"]
    data: CurveReset


class DeletedEvent(Answer):
    """A job is gone from every list."""

    event: Literal["deleted"]
    data: JobDeleted


class TaskEvent(Answer):
    """How a task stands; it has no id and is not sent again. A large result is left out."""

    event: Literal["task"]
    data: TaskInfo


AnyEvent = (
    JobEvent | MetricsEvent | CheckpointEvent | SampleEvent | ResetEvent | DeletedEvent | TaskEvent
)


class StreamEvent(RootModel[Annotated[AnyEvent, Field(discriminator="event")]]):
    """What one block of the event stream holds: its ``event:`` line, its parsed ``data:`` line."""
