"""What a user submits as a pipeline, and the order in which its stages start."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.core.ids import canonical_hash
from backend.core.jobspec import JobSpec
from minimind.spec import SpecError
from minimind.spec.stages import spec_error

MAX_STAGES = 32


class StageSpec(BaseModel):
    """One stage of a pipeline."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    key: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$",
        title="Key",
        description="Its name within the pipeline: letters, digits, dots and dashes.",
    )
    job: JobSpec = Field(title="Job", description="What to train, without `parent`.")
    after: str | None = Field(
        default=None,
        title="After",
        description="Key of the stage whose final checkpoint it starts from. "
        "Empty: the one listed before it.",
    )
    parent: str | None = Field(
        default=None,
        title="Starts from",
        description="Instead of a stage: a checkpoint (ckpt-...) or another job (job-...).",
    )


class PipelineSpec(BaseModel):
    """Stages that start from one another; what is left out takes its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(
        default=None, title="Name", description="What to call it. Empty: a name is made up."
    )
    stages: list[StageSpec] = Field(
        min_length=1,
        max_length=MAX_STAGES,
        title="Stages",
        description="Each starts from the final checkpoint of the one before, unless it says.",
    )
    priority: int | None = Field(
        default=None,
        ge=-100,
        le=100,
        title="Priority",
        description="Of every stage that has none of its own.",
    )
    hold: bool = Field(
        default=False, title="Hold", description="Queue it, but start it only when released."
    )

    @classmethod
    def parse(cls, data: Any) -> PipelineSpec:
        """Raises SpecError with the first offending field."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise spec_error(error) from error

    def request_hash(self) -> str:
        """Equal for requests that ask for the same, whatever their spelling in JSON."""
        return canonical_hash(self.model_dump(mode="json"))


def starting_order(stages: Sequence[StageSpec]) -> dict[int, int | None]:
    """Number of each stage -> number of the one it starts from, parents before their children.

    None: it starts from nothing, or from something outside. Raises SpecError for a key that is
    there twice or unknown, for stages that wait for one another, and for two things to start from.
    """
    numbers = _numbers(stages)
    waiting = {i: _before(stages, i, numbers) for i in range(len(stages))}
    ordered: dict[int, int | None] = {}
    while waiting:
        ready = [i for i, parent in waiting.items() if parent is None or parent in ordered]
        if not ready:
            raise _circle(stages, waiting)
        for i in ready:
            ordered[i] = waiting.pop(i)
    return ordered


def _numbers(stages: Sequence[StageSpec]) -> dict[str, int]:
    numbers: dict[str, int] = {}
    for index, stage in enumerate(stages):
        if stage.key in numbers:
            raise SpecError(
                f"Two stages have the key {stage.key!r}.",
                field=f"stages.{index}.key",
                remedy="Give each its own.",
            )
        numbers[stage.key] = index
    return numbers


def _before(stages: Sequence[StageSpec], index: int, numbers: dict[str, int]) -> int | None:
    stage = stages[index]
    if stage.job.parent is not None:
        raise SpecError(
            "A stage of a pipeline says beside its job what it starts from.",
            field=f"stages.{index}.job.parent",
            remedy="Use the stage's `after` or `parent`.",
        )
    if stage.after is None:
        return index - 1 if index > 0 and stage.parent is None else None
    if stage.parent is not None:
        raise SpecError(
            "A stage starts from another stage or from a checkpoint, not from both.",
            field=f"stages.{index}.after",
            remedy="Leave out one of `after` and `parent`.",
        )
    if stage.after not in numbers:
        raise SpecError(
            f"There is no stage {stage.after[:80]!r}.",
            field=f"stages.{index}.after",
            remedy=f"Choose one of: {', '.join(numbers)}.",
        )
    return numbers[stage.after]


def _circle(stages: Sequence[StageSpec], waiting: dict[int, int | None]) -> SpecError:
    """The complaint about stages of which each waits for another one of them."""
    walked: list[int] = []
    at = next(iter(waiting))
    while at not in walked:  # whoever waits behind the circle leads into it
        walked.append(at)
        parent = waiting[at]
        assert parent is not None  # whatever has none was ready
        at = parent
    circle = walked[walked.index(at) :]
    first = min(circle)
    if len(circle) == 1:
        message = f"Stage {stages[first].key!r} cannot start from itself."
    else:
        keys = ", ".join(repr(stages[index].key) for index in sorted(circle))
        message = f"The stages {keys} wait for one another."
    return SpecError(message, field=f"stages.{first}.after", remedy="Let one start from another.")
