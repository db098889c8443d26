"""Work on tokenizers: training one, and comparing several on the same text."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from tokenizers import Tokenizer

from minimind.data.tokenizer import tokenizer_hash
from minimind.data.tokenizer_measuring import compare_texts, figures
from minimind.data.tokenizer_training import save_tokenizer, train_tokenizer
from minimind.rows.tokenizer_texts import Draw, Sample, of_dataset, of_named
from minimind.spec import SpecError
from minimind.spec.rows import RowKind
from minimind.spec.stages import spec_error
from minimind.spec.tokenizers import (
    DEFAULT_COMPARED_CHARACTERS,
    DEFAULT_TRAINING_CHARACTERS,
    MAX_COMPARED,
    MAX_COMPARED_CHARACTERS,
    MAX_TRAINING_CHARACTERS,
    MAX_VOCAB_SIZE,
    MIN_VOCAB_SIZE,
    MadeTokenizer,
    TakenSource,
)
from minimind.work import Work

_R = TypeVar("_R", bound="_Request")
_HELD_OUT_SHARE = 10  # at most one part in so many of the training text is held out to measure
_TICK_S = 0.2


class _Request(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: str


class File(BaseModel):
    """A dataset's file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: Path
    kind: RowKind
    name: str


class TrainingSource(BaseModel):
    """Text to train on: a dataset's file or a named source, and how much of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    file: File | None = None
    open: str | None = None
    characters: int | None = Field(default=None, ge=1)
    share: float = Field(default=1.0, gt=0)

    @property
    def name(self) -> str:
        return self.file.name if self.file else str(self.open)


class TrainRequest(_Request):
    """``request.json`` of training."""

    sources: list[TrainingSource] = Field(min_length=1)
    vocab_size: int = Field(ge=MIN_VOCAB_SIZE, le=MAX_VOCAB_SIZE)
    characters: int = Field(default=DEFAULT_TRAINING_CHARACTERS, ge=1, le=MAX_TRAINING_CHARACTERS)
    seed: int = Field(default=0, ge=0)


class TokenizerFile(BaseModel):
    """One of those to compare; no path: the shipped one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    path: Path | None = None


class CompareRequest(_Request):
    """``request.json`` of a comparison on a dataset."""

    tokenizers: list[TokenizerFile] = Field(min_length=1, max_length=MAX_COMPARED)
    file: File
    characters: int = Field(default=DEFAULT_COMPARED_CHARACTERS, ge=1, le=MAX_COMPARED_CHARACTERS)


def train(work: Work) -> dict[str, Any]:
    """Trains a tokenizer: leaves ``tokenizer.json`` and its config in the folder of the work.

    Started anew after a cut it begins again. Raises SpecError, Stopped.
    """
    begin = time.monotonic()
    request = _read(TrainRequest, work)
    limits = budget(request.sources, request.characters)
    samples = [
        _sample(work, source, Draw(limit, request.seed, limit // _HELD_OUT_SHARE))
        for source, limit in zip(request.sources, limits, strict=True)
    ]
    tokenizer = _learn(work, samples, request.vocab_size)
    work.progress("Measuring", 0, None, "texts", now=True)
    held_out = [text for sample in samples for text in sample.held_out]
    file = save_tokenizer(tokenizer, work.folder)
    return MadeTokenizer(
        sha256=tokenizer_hash(file),
        vocab_size=request.vocab_size,
        figures=figures(tokenizer, held_out),
        sources=[
            TakenSource(
                name=sample.name,
                texts=len(sample.texts),
                characters=sample.characters,
                whole=sample.whole,
            )
            for sample in samples
        ],
        seed=request.seed,
        seconds=round(time.monotonic() - begin, 1),
        notes=_notes(samples, limits, held_out),
    ).model_dump(mode="json")


def compare(work: Work) -> dict[str, Any]:
    """Compares tokenizers on an even part of a dataset. Raises SpecError, Stopped."""
    request = _read(CompareRequest, work)
    sample = _sample(work, TrainingSource(file=request.file), Draw(request.characters))
    if not sample.texts:
        raise SpecError("The dataset holds no text.", field="dataset")
    named = [(entry.id, entry.name, entry.path) for entry in request.tokenizers]

    def tell(done: int, total: int) -> None:
        work.progress("Tokenizing", done, total, "characters")

    found = compare_texts(named, sample.texts, whole=sample.whole, tell=tell)
    return found.model_dump(mode="json")


def budget(sources: list[TrainingSource], characters: int) -> list[int]:
    """How many characters each source may give: its cap, or its share of what caps leave.

    Raises SpecError when they leave nothing.
    """
    left = characters - sum(source.characters or 0 for source in sources)
    shares = sum(source.share for source in sources if source.characters is None)
    if left < 0 or (shares and left < 1):
        raise SpecError(
            f"The sources' own caps are more than the {characters:,} characters of all together.",
            field="characters",
            remedy="Lower the caps, or raise the whole.",
        )
    return [source.characters or max(int(left * source.share / shares), 1) for source in sources]


def _read(model: type[_R], work: Work) -> _R:
    try:
        return model.model_validate(work.request)
    except ValidationError as error:
        raise spec_error(error) from error


def _sample(work: Work, source: TrainingSource, draw: Draw) -> Sample:
    activity = f"Reading {source.name}"

    def tell(done: int, total: int | None, unit: str) -> None:
        work.progress(activity, done, total, unit)

    work.progress(activity, 0, None, "bytes", now=True)
    if source.file is not None:
        return of_dataset(source.file.path, source.file.kind, source.name, draw, tell)
    return of_named(source.name, draw, tell)


def _learn(work: Work, samples: list[Sample], vocab_size: int) -> Tokenizer:
    """Trains in a thread of its own: the library answers nobody until it is done.

    A daemon, so that leaving for a stop does not wait for it.
    """
    texts = [text for sample in samples for text in sample.texts]
    total = sum(map(len, texts))
    counted = 0
    ended: list[Tokenizer | BaseException] = []

    def counting() -> Any:
        nonlocal counted
        for text in texts:
            counted += len(text)
            yield text

    def run() -> None:
        try:
            ended.append(train_tokenizer(counting(), vocab_size))
        except BaseException as error:  # handed to the main thread, which raises it
            ended.append(error)

    thread = threading.Thread(target=run, name="trainer", daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_TICK_S)
        if counted < total:
            work.progress("Counting words", counted, total, "characters")
        else:
            work.progress("Learning merges", 0, None, "merges")
    if isinstance(ended[0], BaseException):
        raise ended[0]
    return ended[0]


def _notes(samples: list[Sample], limits: list[int], held_out: list[str]) -> list[str]:
    """What a person should know who asked for something else."""
    notes = [
        f"{sample.name} has less text than it was to give: all of it was taken."
        for sample, limit in zip(samples, limits, strict=True)
        if sample.whole and sample.characters < limit * 0.9
    ]
    if not held_out:
        notes.append("No text was held out, so there is no figure for text it never saw.")
    return notes
