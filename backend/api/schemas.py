"""What the REST interface answers. Times are UTC, durations seconds, losses nats a token."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from minimind.spec.rows import RowKind

Status = Literal["queued", "starting", "running", "stopping", "done", "stopped", "failed"]
# A response always carries every field, also one that has a default: types generated from the
# document then need no "maybe undefined".
_ALWAYS = ConfigDict(json_schema_serialization_defaults_required=True, extra="forbid")


class Answer(BaseModel):
    """Always carries every field, also one that has a default."""

    model_config = _ALWAYS


class Health(Answer):
    """The API answers."""

    status: Literal["ok"] = "ok"


class SignIn(BaseModel):
    """A one-time token, printed by ``scripts/up``."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"token": "ml_..."}]})

    token: str = Field(min_length=1, max_length=500)


class SessionInfo(Answer):
    """Who is asking."""

    kind: Literal["session", "api"]
    name: str


class StageInfo(Answer):
    """A training stage and the JSON Schema that its form is drawn from."""

    name: str
    title: str
    help: str
    dataset_kind: RowKind
    parent: Literal["none", "optional", "required"]
    parent_stages: list[str]
    recipe_schema: dict[str, Any]
    defaults: dict[str, Any]


class ModelSize(Answer):
    """A named model size."""

    name: str
    title: str
    parameters: int
    config: dict[str, Any]


class PresetInfo(Answer):
    """A shipped recipe, complete."""

    name: str
    title: str
    stage: str
    model: str
    recipe: dict[str, Any]


class Presets(Answer):
    """Everything that the form of a new job offers."""

    stages: list[StageInfo]
    models: list[ModelSize]
    presets: list[PresetInfo]


class Gpu(Answer):
    """One GPU of a node."""

    index: int
    uuid: str
    name: str
    memory_bytes: int


class NodeInfo(Answer):
    """A machine that trains. ``alive``: it was heard of within the last seconds."""

    name: str
    alive: bool
    cpus: int
    gpus: list[Gpu]


class DatasetInfo(Answer):
    """An uploaded file of rows; it never changes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "ds-5n2k7q",
                    "name": "poems",
                    "kind": "text",
                    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                    "bytes": 1048576,
                    "rows": 5120,
                    "filename": "poems.jsonl",
                    "created_at": "2026-01-31T12:00:00Z",
                }
            ]
        }
    )

    id: str
    name: str
    kind: RowKind
    sha256: str
    bytes: int
    rows: int
    filename: str | None
    created_at: datetime


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


class TrainingCurve(Answer):
    """Columns of equal length. Null: not finite, or not measured in this job."""

    step: list[int]
    seconds: list[float | None]
    loss: list[float | None]
    learning_rate: list[float | None]
    grad_norm: list[float | None]
    tokens_per_s: list[float | None]
    memory_bytes: list[int | None]
    mfu: list[float | None]
    wait: list[float | None]
    balance_loss: list[float | None]
    reward_margin: list[float | None]
    reward_accuracy: list[float | None]


class ValidationCurve(Answer):
    """Columns of equal length."""

    step: list[int]
    loss: list[float | None]
    reward_margin: list[float | None]
    reward_accuracy: list[float | None]


class Curve(Answer):
    """The loss curve, thinned so that no spike is lost."""

    training: TrainingCurve
    validation: ValidationCurve
    unigram_entropy: float | None


class Metrics(Curve):
    """A curve and the position from which the event stream carries on."""

    last_event_id: int


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


class ChatModel(Answer):
    """A checkpoint that can be talked to, in OpenAI's list."""

    id: str
    object: Literal["model"] = "model"
    created: int
    owned_by: str = "minimind"
    name: str
    job_name: str
    stage: str
    model: str
    step: int
    final: bool


class ChatModels(Answer):
    """Usable checkpoints, the best default first."""

    object: Literal["list"] = "list"
    data: list[ChatModel]
