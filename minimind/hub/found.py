"""What a hub says of a file, and what the parts of a download are to one another."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol


@dataclass(frozen=True)
class Found:
    """A file as its hub has it.

    Attributes:
        commit: the exact revision; None when the hub did not say.
        bytes: None when the hub did not say.
        sha256: of its content; None when the hub did not say.
        git_blob: of its content, the SHA-1 by which git knows it; hubs say it of small files.
    """

    commit: str | None
    bytes: int | None
    sha256: str | None
    git_blob: str | None = None


class Again(Exception):
    """Something that may pass: the hub is away, or busy, or the line was cut.

    Attributes:
        reached: whether the hub answered at all.
        after_s: how long the hub asks to wait, or None.
    """

    def __init__(self, words: str, *, reached: bool, after_s: float | None = None) -> None:
        super().__init__(words)
        self.words = words
        self.reached = reached
        self.after_s = after_s


class Client(Protocol):
    """A hub, through its own library."""

    def find(self) -> Found:
        """What the hub says of the file. Raises Again or SpecError."""
        ...

    def fetch(self, found: Found, folder: Path) -> None:
        """Brings the file to ``folder / path``, going on from ``folder / path + ".incomplete"``.

        Raises Again or SpecError.
        """
        ...


class Teller(Protocol):
    """Who is told how far it is: ``minimind.work.Work``, or a terminal."""

    def progress(
        self,
        activity: str,
        done: int,
        total: int | None,
        unit: str,
        *,
        rate: float | None = None,
        now: bool = False,
    ) -> None: ...

    def check_stop(self) -> None: ...


def partial_of(target: Path) -> Path:
    """Where the bytes are that have come so far: both libraries' own spelling."""
    return target.with_name(target.name + ".incomplete")
