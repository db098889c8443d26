"""The published data files of the family: what each is for, how large it is, where it lies."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict

from minimind.spec.errors import SpecError
from minimind.spec.rows import RowKind

_MB, _GB = 10**6, 10**9


class CatalogueFile(BaseModel):
    """A published file; it lies in the repository that each hub has for them.

    Attributes:
        bytes: about how large it is, as published; None when that was not said.
        max_length: tokens of the longest sequence that it was made for.
        recommended: whether it is one of the two to begin with.
    """

    model_config = ConfigDict(frozen=True)

    file: str
    kind: RowKind
    stages: tuple[str, ...]  # the one it was made for first
    bytes: int | None
    max_length: int
    recommended: bool = False
    about: str  # a sentence


_TALK = ("sft", "lora")

CATALOGUE: dict[str, CatalogueFile] = {
    entry.file: entry
    for entry in (
        CatalogueFile(
            file="pretrain_hq.jsonl",
            kind="text",
            stages=("pretrain",),
            bytes=1600 * _MB,
            max_length=512,
            recommended=True,
            about="Chosen text from which a model learns language: begin with it.",
        ),
        CatalogueFile(
            file="sft_mini_512.jsonl",
            kind="conversations",
            stages=_TALK,
            bytes=1200 * _MB,
            max_length=512,
            recommended=True,
            about="A small choice of short conversations: with pretrain_hq.jsonl the fastest way "
            "to a model that talks.",
        ),
        CatalogueFile(
            file="sft_512.jsonl",
            kind="conversations",
            stages=_TALK,
            bytes=7500 * _MB,
            max_length=512,
            about="Many short conversations, for a model that knows more.",
        ),
        CatalogueFile(
            file="sft_1024.jsonl",
            kind="conversations",
            stages=_TALK,
            bytes=5600 * _MB,
            max_length=1024,
            about="Longer conversations, to be learned after the short ones.",
        ),
        CatalogueFile(
            file="sft_2048.jsonl",
            kind="conversations",
            stages=_TALK,
            bytes=9 * _GB,
            max_length=2048,
            about="The longest conversations, to be learned last.",
        ),
        CatalogueFile(
            file="dpo.jsonl",
            kind="preferences",
            stages=("dpo",),
            bytes=909 * _MB,
            max_length=1024,
            about="Pairs of a better and a worse answer, from which a model learns what people "
            "prefer.",
        ),
        CatalogueFile(
            file="r1_mix_1024.jsonl",
            kind="conversations",
            stages=("reason",),
            bytes=340 * _MB,
            max_length=1024,
            about="Conversations in which the assistant thinks before it answers.",
        ),
        CatalogueFile(
            file="lora_medical.jsonl",
            kind="conversations",
            stages=("lora", "sft"),
            bytes=None,
            max_length=512,
            about="Questions and answers about health, for an adapter.",
        ),
        CatalogueFile(
            file="lora_identity.jsonl",
            kind="conversations",
            stages=("lora", "sft"),
            bytes=None,
            max_length=512,
            about="Questions about the model itself, for an adapter that knows its name.",
        ),
    )
}


def file_named(name: str) -> CatalogueFile:
    """Raises SpecError for a file that the catalogue does not have."""
    if name not in CATALOGUE:
        raise SpecError(
            f"The catalogue has no file {name[:80]!r}.",
            field="file",
            remedy=f"Choose one of: {', '.join(CATALOGUE)}; or name a repository and a path.",
        )
    return CATALOGUE[name]
