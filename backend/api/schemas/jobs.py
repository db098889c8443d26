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


class Adjustment(Answer):
    """Something that a job does otherwise than it was submitted."""

    attempt: int = Field(description="The first execution it holds for.")
    field: str = Field(description="As in a job spec: gpus, recipe.micro_batch.")
    old: Any
    new: Any
    why: str = Field(description="asked: by a person. out_of_memory: by itself.")


class FixInfo(Answer):
    """What would mend a failure."""

    label: str = Field(description="In a few words, for a button.")
    changes: dict[str, Any] = Field(description="A patch over the job's spec.")
    action: str = Field(description="retry: the same job again. clone: a new one.")


class JobInfo(Answer):
    """A job as it stands."""

    id: str
    kind: str = Field(description="train, or probe: a short run that measures.")
    name: str
    stage: str
    model: str
    dataset: DatasetRefInfo
    gpus: int = Field(description="On each machine.")
    processes: int
    nodes: int = Field(description="Machines that share the work.")
    wanted_node: str | None = Field(description="The only machine that may run it.")
    gpu_model: str | None = Field(description="Part of the name of the only GPUs to use.")
    launcher: str
    priority: int
    held: bool = Field(description="Waits until a person releases it.")
    preset: str | None
    recipe: dict[str, Any] = Field(description="As submitted; `adjustments` lie over it.")
    adjustments: list[Adjustment]
    parent: ParentInfo | None
    teacher_checkpoint_id: str | None
    tokenizer_id: str = Field(description="How text becomes numbers; tok-shipped: as shipped.")
    cloned_from: str | None
    pipeline_id: str | None
    pipeline_key: str | None = Field(description="Its stage's name within the pipeline.")
    sweep_id: str | None
    sweep_values: dict[str, Any] | None
    status: Status
    cause: str | None = Field(description="Machine-readable cause of the present status.")
    reason: str | None = Field(description="The same in words.")
    fix: FixInfo | None = Field(description="What would mend a failure, where that is known.")
    force: bool = Field(description="Somebody asked to stop it without a checkpoint.")
    restarts: int = Field(description="By itself, since a person last started it.")
    estimate: dict[str, Any] | None = Field(description="Of time, memory and money, made before.")
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
    next: str | None = Field(description="Ask with before=next for those that follow, if any.")
    last_event_id: int


class CleanupInfo(Answer):
    """What was looked for after an execution's end."""

    processes_left: int = Field(description="0: none of its processes lives.")
    gpu_memory_returned: bool | None = Field(
        description="Whether its processes left the GPUs; null when it held none."
    )
    seconds: float = Field(description="From the decision to end it until this was certain.")


class AttemptInfo(Answer):
    """One execution of a job."""

    number: int
    node: str | None
    started_at: datetime | None
    ended_at: datetime | None
    start_step: int | None
    outcome: str | None
    cause: str | None
    reason: str | None = Field(description="Why it ended, in words.")
    cleanup: CleanupInfo | None


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
    tokenizer_sha256: str | None = Field(
        description="Of its tokenizer.json; null in checkpoints of versions that did not tell it."
    )
    tokenizer_id: str | None = Field(description="The tokenizer with this content, if it is known.")
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
