"""Jobs and what belongs to them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import Field

from backend.api.schemas.common import Answer
from backend.api.schemas.curves import Curve
from backend.core.status import Status


class DatasetRefInfo(Answer):
    """The dataset of a job."""

    id: str
    name: str


class ParentInfo(Answer):
    """What a job starts from: a job that may still run, a checkpoint once it is known."""

    job_id: str | None
    checkpoint_id: str | None


class ProgressInfo(Answer):
    """How far a job is. Losses in nats a token."""

    activity: str | None = Field(default=None, description="What happens before the first step.")
    done: int | None = Field(default=None, description="Of ``total`` units of that activity.")
    total: int | None = None
    step: int | None = None
    total_steps: int | None = None
    loss: float | None = None
    validation_loss: float | None = None
    tokens_per_s: float | None = None
    eta_s: float | None = None
    seconds: float | None = None
    learning_rate: float | None = None


class BaselineInfo(Answer):
    """What is known once training starts: what a loss is to be compared with, and what is trained.

    A field is null or empty in jobs of versions that did not tell it.
    """

    unigram_entropy: float | None = Field(
        default=None, description="Loss of a model that only knows how frequent each token is."
    )
    train_tokens: int | None = None
    validation_tokens: int | None = None
    parameters: int | None = None
    trained_parameters: int | None = Field(
        default=None, description="Fewer than all when an adapter is trained."
    )
    device: str | None = None
    strategy: str | None = Field(
        default=None, description="How processes share the work: single, ddp, zero-0 to zero-3."
    )
    truncated_rows: int | None = Field(
        default=None, description="Longer than the sequence length, and cut off there."
    )
    dropped_rows: int | None = Field(
        default=None, description="With nothing to learn within the sequence length."
    )
    changes: list[str] = Field(
        default_factory=list, description="What a resumed execution does otherwise, in words."
    )


class JobInfo(Answer):
    """A job as it stands."""

    id: str
    name: str
    stage: str
    model: str
    dataset: DatasetRefInfo
    gpus: int
    processes: int
    preset: str | None
    recipe: dict[str, Any]
    parent: ParentInfo | None
    status: Status
    cause: str | None = Field(description="Machine-readable cause of the present status.")
    reason: str | None = Field(description="The same in words.")
    attempt: int = Field(description="Executions so far; 0 before the first.")
    node: str | None
    progress: ProgressInfo
    baseline: BaselineInfo | None
    final_checkpoint_id: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class JobList(Answer):
    """Jobs, newest first, and the position from which the event stream carries on."""

    jobs: list[JobInfo]
    last_event_id: int


class AttemptInfo(Answer):
    """One execution of a job."""

    number: int
    node: str | None
    started_at: datetime | None
    ended_at: datetime | None
    start_step: int | None
    outcome: str | None
    cause: str | None


class CheckpointInfo(Answer):
    """A saved model."""

    id: str
    job_id: str
    job_name: str
    stage: str
    model: str
    step: int
    final: bool
    validation_loss: float | None
    bytes: int
    created_at: datetime


class SampleInfo(Answer):
    """What the model wrote after ``step`` updates: an answer, or how it continued a beginning."""

    job_id: str
    attempt: int
    step: int
    prompt: str
    text: str
    tokens: int


class JobDetail(Answer):
    """Everything about one job."""

    job: JobInfo
    attempts: list[AttemptInfo]
    checkpoints: list[CheckpointInfo]
    curve: Curve
    samples: list[SampleInfo] = Field(description="The newest ones, oldest first.")
    last_event_id: int


class LogPage(Answer):
    """A piece of a log. ``start``, ``end`` and ``size`` are byte offsets."""

    text: str
    start: int
    end: int = Field(description="Ask with start=end for what follows.")
    size: int
    attempt: int
