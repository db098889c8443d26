"""What a job would take, what was measured, how right estimates were."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from pydantic import Field

from backend.api.schemas.common import Answer


class MemoryEstimate(Answer):
    """Bytes of each GPU, or of the whole machine for a job without GPUs."""

    needed: int
    available: int | None = Field(description="Null: the machine did not tell.")
    fits: bool | None
    largest_micro_batch: int | None = Field(
        description="Most rows at once that would fit; 0: not even one."
    )


class EstimateParts(Answer):
    """Where the seconds go."""

    start: float = Field(description="Launching, loading and warming up.")
    tokenize: float = Field(description="0 when the dataset was tokenized before.")
    reference: float = Field(description="What a preference run asks its parent first.")
    steps: float
    validations: float
    checkpoints: float
    samples: float


class NodeEstimateInfo(Answer):
    """One machine's estimate."""

    node: str
    alive: bool
    device: str = Field(description="The GPUs' model, or cpu:<processors>.")
    steps: int
    tokens: int = Field(description="Positions trained on, padding excluded.")
    extent: Literal["counted", "similar", "size"] = Field(
        description="How the amount of data is known: counted by an earlier run on it, by other "
        "datasets of its kind, or by its size alone."
    )
    memory: MemoryEstimate
    checkpoint_bytes: int
    source: Literal["measured", "scaled", "reference", "unknown"] = Field(
        description="measured: this very shape, on this machine. scaled: from another shape, "
        "size or machine. reference: from published times. unknown: run a probe."
    )
    basis: str = Field(description="The same in words.")
    seconds: float | None = Field(description="From its start to its end; null: unknown.")
    parts: EstimateParts | None
    cost: float | None = Field(description="In the currency of the prices; null without a price.")
    summary: str


class EstimateAnswer(Answer):
    """What a job would take on each machine that could run it, the quickest first."""

    summary: str
    currency: str = Field(description="Of every cost.")
    nodes: list[NodeEstimateInfo]


class ComparisonInfo(Answer):
    """A job that is done: what was estimated when it was submitted, and what it took."""

    job_id: str
    name: str
    node: str | None
    source: str
    estimated_seconds: float
    actual_seconds: float
    attempts: int
    error: float = Field(description="0.1: it took a tenth longer than estimated.")


class Accuracy(Answer):
    """How right estimates were."""

    typical_error: float | None = Field(description="Median of how far they were off, either way.")
    jobs: list[ComparisonInfo]


class RateInfo(Answer):
    """What one run measured. Seconds are of one of each; null: it had none."""

    job_id: str
    kind: str = Field(description="train or probe.")
    node: str
    device: str
    stage: str
    model: str
    seq_len: int
    micro_batch: int
    global_batch: int
    gpus: int
    processes: int
    nodes: int
    precision: str
    compiled: bool
    gradient_checkpointing: bool
    zero_stage: int | None
    tokens_per_s: float | None = Field(description="Of all devices, without the first steps.")
    step_seconds: float | None
    update_seconds: float | None = Field(description="Of a step: clipping and the optimizer.")
    start_seconds: float = Field(description="All that does not grow with the run.")
    tokenize_bytes_per_s: float | None
    validation_seconds: float | None
    checkpoint_seconds: float | None = Field(description="For which training waited.")
    write_seconds: float = Field(description="For which the end waited.")
    sample_seconds: float | None
    memory_bytes: int
    measured_at: datetime


class RateList(Answer):
    """What runs measured, newest first."""

    rates: list[RateInfo]
