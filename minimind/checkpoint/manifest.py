"""Checkpoint directories on disk: written whole or not at all, every file checksummed. No torch.

A directory is filled beside its final name, every file is fsynced and hashed into
``manifest.json``, and then one rename makes it visible. A crash at any point leaves at most a
``.tmp-*`` directory, which the next write removes (or puts back, when it was about to be replaced).
"""

from __future__ import annotations

import hashlib
import logging
import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from minimind.spec import SpecError

MANIFEST = "manifest.json"
_TEMPORARY = ".tmp-"
_log = logging.getLogger(__name__)


class BadCheckpoint(SpecError):
    """A checkpoint that cannot be trusted: missing, torn or altered files, or misfit weights."""


class FileEntry(BaseModel):
    """What one file of a checkpoint must be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bytes: int = Field(ge=0)
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class Manifest(BaseModel):
    """Every file of a checkpoint but itself, by name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: Literal[1] = 1
    files: dict[str, FileEntry]


@dataclass(frozen=True)
class Written:
    """A directory that is safely on disk."""

    path: Path
    bytes: int  # of all files
    sha256: str  # of manifest.json, which covers all other files: identifies the content


def write_directory(directory: Path, fill: Callable[[Path], None]) -> Written:
    """Makes ``directory`` with what ``fill(temporary)`` puts into it, all or nothing.

    A directory of that name is replaced. There must be only one writer in ``directory.parent``
    at a time: leftovers of earlier ones are removed. Raises OSError (a full disk, say) after
    cleaning up; what stood there before is then untouched.
    """
    parent = directory.parent
    parent.mkdir(parents=True, exist_ok=True)
    remove_leftovers(parent)
    temporary = parent / f"{_TEMPORARY}new-{directory.name}"
    replaced = parent / f"{_TEMPORARY}old-{directory.name}"
    try:
        temporary.mkdir()
        fill(temporary)
        entries = {file.name: _seal(file) for file in sorted(temporary.iterdir())}
        manifest = temporary / MANIFEST
        manifest.write_text(Manifest(files=entries).model_dump_json() + "\n", "utf-8")
        sealed = _seal(manifest)
        _fsync(temporary)
        if directory.exists():
            directory.rename(replaced)
        temporary.rename(directory)
        _fsync(parent)
    except BaseException:
        if replaced.exists() and not directory.exists():
            replaced.rename(directory)
        shutil.rmtree(temporary, ignore_errors=True)
        raise
    remove_leftovers(parent)
    size = sum(entry.bytes for entry in entries.values()) + sealed.bytes
    return Written(directory, size, sealed.sha256)


def remove_leftovers(parent: Path) -> None:
    """Removes what interrupted writes left in ``parent``."""
    for leftover in parent.glob(f"{_TEMPORARY}*"):
        name = leftover.name.removeprefix(f"{_TEMPORARY}old-")
        if name != leftover.name and not (parent / name).exists():
            leftover.rename(parent / name)  # it was moved aside, its successor never came
        else:
            shutil.rmtree(leftover, ignore_errors=True)


def read_manifest(directory: Path) -> Manifest:
    """Raises BadCheckpoint when it is missing or damaged."""
    try:
        return Manifest.model_validate_json((directory / MANIFEST).read_bytes())
    except OSError as error:
        raise bad_file(directory, MANIFEST, _reason(error)) from error
    except ValidationError as error:
        raise bad_file(directory, MANIFEST, "is damaged") from error


def manifest_hash(directory: Path) -> str:
    """sha256 of the manifest, by which children name their parent. Raises BadCheckpoint."""
    try:
        return hashlib.sha256((directory / MANIFEST).read_bytes()).hexdigest()
    except OSError as error:
        raise bad_file(directory, MANIFEST, _reason(error)) from error


def verify_files(
    directory: Path,
    manifest: Manifest,
    *,
    required: tuple[str, ...] = (),
    unhashed: tuple[str, ...] = (),
) -> None:
    """Checks every file of the manifest: there, of the right size, of the right sha256.

    Args:
        manifest: as ``read_manifest`` gives it.
        required: names that the manifest must list.
        unhashed: names of which only the size is checked.

    Raises BadCheckpoint naming the first bad file.
    """
    for name in required:
        if name not in manifest.files:
            raise bad_file(directory, name, "is not listed in the manifest")
    for name, entry in manifest.files.items():
        if Path(name).name != name:
            raise bad_file(directory, MANIFEST, "names a file outside the checkpoint")
        try:
            size = (directory / name).stat().st_size
            if size != entry.bytes:
                raise bad_file(directory, name, f"has {size} bytes, expected {entry.bytes}")
            if name not in unhashed and _sha256(directory / name) != entry.sha256:
                raise bad_file(directory, name, "differs from what was saved (sha256)")
        except OSError as error:
            raise bad_file(directory, name, _reason(error)) from error


def newest_good(checkpoints: Path, verify: Callable[[Path], None]) -> Path | None:
    """The newest directory in ``checkpoints`` that passes ``verify``; None when there is none.

    Newest is the highest number at the end of a name (``step-00000120``). Every newer one that
    is skipped is logged as a warning with its reason.
    """
    with suppress(FileNotFoundError):
        found = [p for p in checkpoints.iterdir() if p.is_dir() and p.name[0] != "."]
        for candidate in sorted(found, key=_age, reverse=True):
            try:
                verify(candidate)
                return candidate
            except BadCheckpoint as error:
                _log.warning("checkpoint skipped: %s", error)
    return None


def bad_file(directory: Path, name: str, what: str) -> BadCheckpoint:
    """The complaint about one file of a checkpoint."""
    return BadCheckpoint(
        f"{directory}: {name} {what}.", field=name, remedy="Use another checkpoint."
    )


def _age(directory: Path) -> tuple[int, str]:
    number = re.search(r"(\d+)\D*$", directory.name)
    return (int(number.group(1)) if number else -1, directory.name)


def _seal(file: Path) -> FileEntry:
    _fsync(file)
    return FileEntry(bytes=file.stat().st_size, sha256=_sha256(file))


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _fsync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _reason(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "is missing"
    return f"cannot be read ({error.strerror})"
