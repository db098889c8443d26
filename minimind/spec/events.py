"""Event lines: what rank 0 of a run appends to ``events-<attempt>.jsonl``, one JSON object a line.

``time`` is seconds since the epoch. A number that is not finite is written as null and its name
is listed in ``nonfinite``, for JSON has no NaN.
"""

from __future__ import annotations

import math
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

FinishReason = Literal["done", "stopped", "paused", "failed"]
# Machine-readable causes of a failure; the control plane adds those only it can see.
Cause = Literal[
    "bad_config", "bad_data", "diverged", "out_of_gpu_memory", "out_of_host_memory", "disk_full",
    "bad_checkpoint", "error",
]  # fmt: skip


class _Event(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    time: float
    nonfinite: list[str] = Field(default_factory=list)

    def to_line(self) -> str:
        """One line of JSON, newline included."""
        values: dict[str, Any] = self.model_dump()
        bad = {k for k, v in values.items() if isinstance(v, float) and not math.isfinite(v)}
        # A line that was read and is written again keeps the names of what became null then.
        names = sorted(bad.union(self.nonfinite))
        return self.model_copy(update={"nonfinite": names}).model_dump_json() + "\n"


class Progress(_Event):
    """What a run does before its first step (``tokenize``, ``load``): done of total units."""

    type: Literal["progress"] = "progress"
    activity: str
    done: int
    total: int


class Started(_Event):
    """Once an attempt, just before its first step."""

    type: Literal["started"] = "started"
    start_step: int  # 0, or the step of the checkpoint that is resumed
    total_steps: int
    world_size: int
    device: str
    precision: str
    parameters: int
    train_rows: int  # rows of the dataset, not packed rows
    validation_rows: int
    train_tokens: int  # tokens that carry loss, one epoch
    validation_tokens: int
    # Entropy in nats of the tokens that the validation loss predicts: the least loss of any model
    # that knows how frequent each token is there and nothing of what came before. None: nothing
    # is held out.
    unigram_entropy: float | None
    truncated_rows: int = 0  # longer than seq_len, and cut off there
    dropped_rows: int = 0  # that held nothing to learn within seq_len
    trained_parameters: int | None = None  # fewer than ``parameters`` when an adapter is trained
    strategy: str = ""  # single, ddp, zero-0 ... zero-3
    changes: list[str] = Field(default_factory=list)  # what a resumed run does otherwise, in words


class Metric(_Event):
    """Progress of training at one step (1-based: after ``step`` updates)."""

    type: Literal["metric"] = "metric"
    step: int
    epoch: float
    loss: float | None  # nats a token, mean since the last line
    learning_rate: float
    grad_norm: float | None
    tokens_per_s: float  # tokens that carry position (padding excluded), all devices
    tokens: int  # the same, in total since step 0
    seconds: float  # spent training since step 0, over all attempts
    eta_s: float
    memory_bytes: int | None = None  # most held so far: on the GPU, or by the process on a CPU
    mfu: float | None = None  # share of the GPUs' peak bf16 rate; None where the peak is not known
    wait: float | None = None  # share of the time spent waiting for the next batch
    balance_loss: float | None = None  # mixture of experts: load-balancing loss, before alpha
    reward_margin: float | None = None  # DPO: mean reward of the chosen minus of the rejected
    reward_accuracy: float | None = None  # DPO: share of pairs in which the chosen has more


class Validation(_Event):
    """Held-out loss after ``step`` updates (0: before training)."""

    type: Literal["validation"] = "validation"
    step: int
    loss: float | None  # nats a token
    tokens: int
    reward_margin: float | None = None  # as in Metric
    reward_accuracy: float | None = None


class Sample(_Event):
    """What the model writes after ``step`` updates, always the likeliest token."""

    type: Literal["sample"] = "sample"
    step: int
    prompt: str
    text: str  # the answer, or the continuation of a pretrained model
    tokens: int


class CheckpointSaved(_Event):
    """A complete checkpoint directory, and those that retention removed because of it."""

    type: Literal["checkpoint"] = "checkpoint"
    step: int
    name: str  # directory under checkpoints/
    bytes: int
    sha256: str  # of manifest.json: identifies the content
    validation_loss: float | None
    final: bool
    tokenizer_sha256: str | None = None  # of its tokenizer.json; None: an older trainer wrote this
    removed: list[str] = Field(default_factory=list)


class Spent(BaseModel):
    """How often something was done, and how long that took in all."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int = 0
    seconds: float = 0.0

    def plus(self, seconds: float) -> Spent:
        """Done once more."""
        return Spent(count=self.count + 1, seconds=self.seconds + seconds)

    @property
    def each(self) -> float:
        """Seconds of one; 0 when there was none."""
        return self.seconds / self.count if self.count else 0.0


class Costs(BaseModel):
    """What an attempt spent its time and memory on, and how much it had to do.

    Times are those of the main process. *Positions* are those in use, padding excluded, of all
    processes together.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    precision: str
    compiled: bool
    world_size: int
    tokenize_seconds: float  # 0: the tokens were there
    reference_seconds: float  # the same of a preference run's reference
    warm_up: Spent  # the first updates
    steps: Spent  # those after them
    update_seconds: float  # of ``steps``: clipping and the optimizer
    positions: int  # of ``steps``
    sequences: int  # of ``steps``
    validations: Spent  # but for the first, which warms up as well
    validation_positions: int  # of each
    samples: Spent  # rounds over all prompts, but for the first
    saves: Spent  # while training waited, for the state to be copied
    write_seconds: float  # the end waited for the last checkpoint to be on the disk
    memory_bytes: int  # as in Metric
    epoch_sequences: int
    epoch_positions: int
    context: float  # positions that one sees on average


class Finished(_Event):
    """The last line of an attempt that ended by itself."""

    type: Literal["finished"] = "finished"
    reason: FinishReason
    step: int
    cause: Cause | None = None  # for ``failed``
    message: str = ""  # a sentence a person can act on
    file: str | None = None
    line: int | None = None
    validation_loss: float | None = None
    costs: Costs | None = None  # None: it failed, or ended before its first step


RunEvent = Progress | Started | Metric | Validation | Sample | CheckpointSaved | Finished
AnyEvent = Annotated[RunEvent, Field(discriminator="type")]
event_adapter: TypeAdapter[RunEvent] = TypeAdapter(AnyEvent)
