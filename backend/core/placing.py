"""Puts finished files and folders where they belong, so that a crash leaves the old or the new."""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def place_file(source: Path, target: Path) -> None:
    """``target`` becomes another name of ``source``, which stays where it is.

    So whoever is cut off before its transaction is committed finds everything again. On a file
    system without such names it is copied. Raises OSError.
    """
    try:
        os.link(source, target)
    except FileExistsError:
        raise
    except OSError:
        _copy(source, target)
    sync_directory(target.parent)


def place_folder(source: Path, target: Path) -> None:
    """The same for a folder of files; what was at ``target`` is replaced at once.

    Raises OSError.
    """
    beside = target.with_name(f".{target.name}-{secrets.token_hex(8)}")
    try:
        shutil.copytree(source, beside, copy_function=_link_or_copy)
        if target.exists():
            _exchange(beside, target)
        else:
            beside.rename(target)
        sync_directory(target.parent)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def sync_directory(path: Path) -> None:
    """Makes new names in a folder durable."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _link_or_copy(source: str, target: str) -> str:
    try:
        os.link(source, target)
    except OSError:
        _copy(Path(source), Path(target))
    return target


def _copy(source: Path, target: Path) -> None:
    with source.open("rb") as read, target.open("xb") as write:
        shutil.copyfileobj(read, write, 2**20)
        write.flush()
        os.fsync(write.fileno())


def _exchange(one: Path, other: Path) -> None:
    """Each gets the other's name, in one step where the system can (Linux), else in three."""
    if sys.platform.startswith("linux"):
        rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
        names = os.fsencode(one), os.fsencode(other)
        if rename and rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
            return
    aside = one.with_name(f"{one.name}-old")
    other.rename(aside)
    one.rename(other)
    aside.rename(one)
