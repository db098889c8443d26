"""Whether a file is what its hub says it is."""

from __future__ import annotations

import hashlib
from pathlib import Path

from minimind.hub import mistakes
from minimind.hub.found import Found, Teller
from minimind.hub.request import HubFile

_BLOCK = 2**20


def sha256_of(path: Path, told: Teller, activity: str) -> str:
    """The SHA-256 of a file, in hex digits. Raises Stopped."""
    return _read(path, told, activity, hashlib.sha256())


def verified(wanted: HubFile, found: Found, path: Path, told: Teller) -> str:
    """The SHA-256 of a file that is what its hub says. Raises SpecError, Stopped."""
    size = path.stat().st_size
    if found.bytes is not None and size != found.bytes:
        raise mistakes.wrong_size(wanted, found)
    activity = f"Checking {wanted.name}"
    if found.sha256 is None and found.git_blob is not None:
        blob = hashlib.sha1(f"blob {size}\0".encode(), usedforsecurity=False)
        has = _read(path, told, activity, blob)
        if has != found.git_blob:
            raise mistakes.wrong_content(wanted, has, found.git_blob)
    has = sha256_of(path, told, activity)
    if found.sha256 is not None and has != found.sha256:
        raise mistakes.wrong_content(wanted, has, found.sha256)
    return has


def _read(path: Path, told: Teller, activity: str, digest: hashlib._Hash) -> str:
    size, done = path.stat().st_size, 0
    told.progress(activity, done, size, "bytes", now=True)
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            done += len(block)
            told.progress(activity, done, size, "bytes")
    return digest.hexdigest()
