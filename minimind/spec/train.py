"""``TrainConfig``: the resolved file that one run of the trainer reads, and the run directory."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from minimind.spec.errors import SpecError
from minimind.spec.model import ModelConfig
from minimind.spec.rows import RowKind
from minimind.spec.stages import AnyRecipe, spec_error


class DatasetRef(BaseModel):
    """A JSONL file and what it was when it was registered."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    kind: RowKind
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    name: str = ""


class TrainConfig(BaseModel):
    """Everything one run needs; written by the control plane or by hand, read by the trainer.

    ``parent`` is a checkpoint directory to start from, ``resume`` continues from the newest
    verified checkpoint of ``run_dir`` itself when there is one. ``cache_dir`` keeps what is
    computed once for a model and a dataset (a reference's log-probabilities); None: the run's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    job_id: str = Field(default="local", max_length=100)
    attempt: int = Field(default=1, ge=1)
    model: ModelConfig
    size: str = ""
    recipe: AnyRecipe
    dataset: DatasetRef
    run_dir: Path
    shard_dir: Path
    cache_dir: Path | None = None
    parent: Path | None = None
    teacher: Path | None = Field(
        default=None, description="A checkpoint whose probabilities the run also learns from."
    )
    tokenizer: Path | None = Field(
        default=None, description="tokenizer.json; empty: the shipped one"
    )
    device: Literal["auto", "cpu", "cuda"] = "auto"
    resume: bool = True
    measure_s: float | None = Field(
        default=None,
        gt=0,
        description="Only find out how fast it is: after so many seconds of steady updates the "
        "run is done, and its checkpoint is removed.",
    )

    @classmethod
    def read(cls, path: Path) -> TrainConfig:
        """Raises SpecError for a file that is missing, not JSON, or breaks the schema."""
        try:
            return cls.model_validate(json.loads(path.read_text("utf-8")))
        except OSError as error:
            raise SpecError(f"{path} cannot be read: {error.strerror}.") from error
        except (UnicodeDecodeError, json.JSONDecodeError) as error:
            raise SpecError(f"{path} is not JSON: {error}.") from error
        except ValidationError as error:
            raise spec_error(error) from error


class RunDir:
    """Names of the files in a run directory: the one place that knows them."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def config(self, attempt: int) -> Path:
        return self.path / f"config-{attempt}.json"

    def events(self, attempt: int) -> Path:
        return self.path / f"events-{attempt}.jsonl"

    def log(self, attempt: int, rank: int = 0) -> Path:
        """What the processes of an attempt print on its machine number ``rank``."""
        return self.path / (f"log-{attempt}-{rank}.txt" if rank else f"log-{attempt}.txt")

    @property
    def control(self) -> Path:
        """Holds one word, ``stop`` or ``pause``, once somebody asked for it."""
        return self.path / "control"

    @property
    def checkpoints(self) -> Path:
        return self.path / "checkpoints"
