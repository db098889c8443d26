"""Downloads a file of a hub, compares it with what the hub says, and makes it a dataset."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from minimind.hub.checksum import sha256_of, verified
from minimind.hub.fetching import Fetch, check_room
from minimind.hub.found import Client, Found, Teller
from minimind.hub.guard import guarded
from minimind.hub.request import HubFile
from minimind.spec import SpecError
from minimind.spec.made import Made
from minimind.spec.preview import ImportRequest, RowFormat
from minimind.spec.rows import RowKind
from minimind.work import Work
from minimind.work.folder import write_json

_CAME = "came.json"


class DownloadRequest(HubFile):
    """``request.json`` of a download. What concerns the import is as in ``ImportRequest``."""

    kind: Literal["download"] = "download"
    filename: str | None = None  # what people call it; None: as the hub does
    format: RowFormat | None = None
    mapping: dict[str, str] = Field(default_factory=dict)
    row_kind: RowKind | None = None
    tokenizer: Path | None = None
    max_length: int = Field(default=512, ge=8)
    validation: Path | None = None
    validation_name: str | None = None


@dataclass(frozen=True)
class Downloaded:
    """A file that has come.

    Attributes:
        ours: it lies in our folder, and may be moved.
        words: where it comes from, a sentence for people.
    """

    path: Path
    sha256: str
    ours: bool
    words: str


def run(work: Work) -> dict[str, Any]:
    """Work of kind ``download``: the file becomes a dataset. Raises SpecError, Stopped."""
    wanted = DownloadRequest.read(work.request)
    if wanted.format is None and wanted.mapping:
        raise SpecError(
            "A mapping needs a format.", field="mapping", remedy="Name the format, too."
        )
    came = download(wanted, work.state, work)
    request = ImportRequest(
        source=came.path,
        filename=wanted.filename or wanted.name,
        format=wanted.format,
        mapping=wanted.mapping,
        row_kind=wanted.row_kind,
        min_free_bytes=wanted.min_free_bytes,
        max_bytes=None,
        take=came.ours,
        tokenizer=wanted.tokenizer,
        max_length=wanted.max_length,
        validation=wanted.validation,
        validation_name=wanted.validation_name,
    )
    from minimind.rows import importing  # loads what nobody needs while bytes arrive

    work.request = request.model_dump(mode="json")
    made = Made.model_validate(importing.run(work))
    return made.model_copy(update={"notes": [came.words, *made.notes]}).model_dump(mode="json")


def download(wanted: HubFile, state: Path, told: Teller) -> Downloaded:
    """The file, whole and checked: from the local folder if it is there, else from the hub.

    Args:
        state: keeps what has come, so that the same call goes on after a cut.

    Raises SpecError, and Stopped as ``told`` does.
    """
    local = _in_folder(wanted)
    if local is not None:
        sha256 = sha256_of(local, told, f"Reading {wanted.name}")
        words = (
            f"Taken from the local folder {wanted.folder}, as {local}, not from "
            f"{wanted.its_hub.title}; SHA-256 {sha256}."
        )
        return Downloaded(local, sha256, ours=False, words=words)
    came = _came(state)
    if came is not None:
        return came
    _use_proxy(wanted)
    with guarded(wanted) as guard:
        fetch = Fetch(_client(wanted, state), wanted, told, guard)
        found = fetch.find()
        folder = _folder(wanted, found, state)
        sha256 = _fetched(fetch, wanted, found, folder, told)
    came = Downloaded(folder / wanted.path, sha256, ours=True, words=_words(wanted, found, sha256))
    mark = {"path": str(came.path.relative_to(state)), "sha256": sha256, "words": came.words}
    write_json(state / _CAME, mark)
    return came


def save(wanted: HubFile, out: Path, told: Teller) -> Downloaded:
    """Downloads to ``out``. Until it is whole and checked, it is in a folder beside it.

    Raises SpecError, and Stopped as ``told`` does.
    """
    if out.exists():
        raise SpecError(f"{out} is there already.", field="out", remedy="Choose another name.")
    state = out.with_name(out.name + ".download")
    state.mkdir(parents=True, exist_ok=True)
    try:
        came = download(wanted, state, told)
    except SpecError:
        if not any(path.stat().st_size for path in state.rglob("*.incomplete")):
            shutil.rmtree(state)  # nothing to go on with
        raise
    if came.ours:
        came.path.replace(out)
    else:
        check_room(wanted, out.parent, came.path.stat().st_size)
        shutil.copyfile(came.path, state / "copy")
        (state / "copy").replace(out)
    shutil.rmtree(state)
    return came


def _came(state: Path) -> Downloaded | None:
    """What an earlier start brought and checked already: no hub is needed for it any more."""
    try:
        mark = json.loads((state / _CAME).read_text("utf-8"))
    except FileNotFoundError:
        return None
    path = state / mark["path"]
    return Downloaded(path, mark["sha256"], True, mark["words"]) if path.is_file() else None


def _fetched(fetch: Fetch, wanted: HubFile, found: Found, folder: Path, told: Teller) -> str:
    """The SHA-256 of the file in ``folder``, once it is what the hub says."""
    for last in (False, True):
        path = fetch.fetch(found, folder)
        try:
            return verified(wanted, found, path, told)
        except SpecError:
            path.unlink()
            if last:
                raise
    raise AssertionError("the last try returns or raises")


def _client(wanted: HubFile, state: Path) -> Client:
    # Each library takes a while to load, so only the one that is needed.
    if wanted.hub == "huggingface":
        from minimind.hub.huggingface import HuggingFace

        return HuggingFace(wanted, state)
    from minimind.hub.modelscope import ModelScope

    return ModelScope(wanted, state)


def _folder(wanted: HubFile, found: Found, state: Path) -> Path:
    """Where this very content is kept. What belongs to other content of the same file goes."""
    names = (wanted.hub, wanted.repository, wanted.path, found.commit, found.sha256)
    key = hashlib.sha256(repr((*names, found.git_blob, found.bytes)).encode()).hexdigest()[:16]
    for other in state.glob("content-*"):
        if other.name != f"content-{key}":
            shutil.rmtree(other)
    folder = state / f"content-{key}"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _in_folder(wanted: HubFile) -> Path | None:
    """The file in the local folder: in folders as on the hub, or by itself."""
    if wanted.folder is None:
        return None
    for name in (f"{wanted.repository}/{wanted.path}", wanted.path, wanted.name):
        path = wanted.folder / name
        if path.is_file():
            return path
    return None


def _use_proxy(wanted: HubFile) -> None:
    """Both libraries read the proxy from the environment."""
    if wanted.proxy is not None:
        for name in ("HTTP_PROXY", "HTTPS_PROXY"):
            os.environ[name] = os.environ[name.lower()] = wanted.proxy
        for name in ("ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy"):
            os.environ.pop(name, None)


def _words(wanted: HubFile, found: Found, sha256: str) -> str:
    checked = "as the hub says" if found.sha256 or found.git_blob else "which the hub does not say"
    mirror = f" by way of {wanted.address}" if wanted.endpoint else ""
    revision = found.commit or wanted.branch
    return (
        f"Downloaded from {wanted.its_hub.title}{mirror}: {wanted.path} of "
        f"{wanted.repository} at revision {revision}; SHA-256 {sha256}, {checked}."
    )
