"""What a user submits: ``JobSpec``, and the rules for names."""

from __future__ import annotations

import unicodedata
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from backend.core.ids import canonical_hash
from minimind.spec import SpecError
from minimind.spec.stages import spec_error

MAX_NAME = 100

# The last ones count as printable, yet show nothing: joiners and fillers of several scripts.
_UNFIT = frozenset("/\\`$|;&<>\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")


class JobSpec(BaseModel):
    """A training job as it is asked for; what is left out takes its default."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str | None = Field(
        default=None, title="Name", description="What to call the job. Empty: a name is made up."
    )
    stage: str = Field(title="Stage", description="What to train: one of /api/presets' stages.")
    model: str = Field(title="Model size", description="One of /api/presets' models.")
    dataset: str = Field(title="Dataset", description="Id of a dataset (ds-...).")
    gpus: int = Field(
        default=0,
        ge=0,
        le=1024,
        title="GPUs",
        description="How many GPUs to use on each machine. 0: the processor.",
    )
    processes: int = Field(
        default=1,
        ge=1,
        le=64,
        title="Processes",
        description="Without GPUs: over how many processes to split the work.",
    )
    nodes: int = Field(
        default=1,
        ge=1,
        le=64,
        title="Machines",
        description="Over how many machines to split the work, each with as many GPUs.",
    )
    node: str | None = Field(
        default=None,
        title="Machine",
        description="The only machine that may run it. Empty: any with room.",
    )
    gpu_model: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        title="GPU model",
        description="Part of the name of the only GPUs to use, such as 3090. Empty: any.",
    )
    launcher: Literal["torchrun", "deepspeed"] = Field(
        default="torchrun",
        title="Launcher",
        description="What starts several processes: torchrun, or DeepSpeed's own launcher.",
    )
    priority: int = Field(
        default=0,
        ge=-100,
        le=100,
        title="Priority",
        description="Higher starts earlier, whatever the order of submission.",
    )
    hold: bool = Field(
        default=False, title="Hold", description="Queue it, but start it only when released."
    )
    preset: str | None = Field(
        default=None,
        title="Preset",
        description="A shipped recipe to start from. Empty: the defaults.",
    )
    recipe: dict[str, Any] = Field(
        default_factory=dict,
        title="Recipe",
        description="Hyper-parameters that differ from the preset or the stage's defaults.",
    )
    parent: str | None = Field(
        default=None,
        title="Starts from",
        description="A checkpoint (ckpt-...), or a job (job-...) whose final one to wait for.",
    )
    teacher: str | None = Field(
        default=None,
        title="Teacher",
        description="A larger checkpoint (ckpt-...) whose probabilities it also learns from.",
    )
    tokenizer: str | None = Field(
        default=None,
        title="Tokenizer",
        description="How text becomes numbers (tok-...). Empty: that of the model it starts from, "
        "else the shipped one.",
    )

    @classmethod
    def parse(cls, data: Any) -> JobSpec:
        """Raises SpecError with the first offending field."""
        try:
            return cls.model_validate(data)
        except ValidationError as error:
            raise spec_error(error) from error

    def request_hash(self) -> str:
        """Equal for requests that ask for the same, whatever their spelling in JSON."""
        return canonical_hash(self.model_dump(mode="json"))


def check_name(name: str, field: str = "name") -> str:
    """The name in Unicode's composed form (NFC). Raises SpecError."""
    name = unicodedata.normalize("NFC", name).strip()
    if not 1 <= len(name) <= MAX_NAME:
        raise SpecError(f"A name has 1 to {MAX_NAME} characters, not {len(name)}.", field=field)
    if name.startswith("-"):
        raise SpecError("A name must not begin with a dash.", field=field)
    for character in name:
        if unfit_for_name(character):
            raise SpecError(
                f"A name must not hold {character!r}.",
                field=field,
                remedy="Use letters, digits, spaces and plain punctuation.",
            )
    return name


def unfit_for_name(character: str) -> bool:
    """Whether a name must not hold it.

    No name ever becomes part of a path or a command, but people copy names into both: so none
    holds a separator of paths, a character with which a shell begins another command, or one that
    cannot be seen (control, bidirectional override, zero width).
    """
    return character in _UNFIT or not character.isprintable()
