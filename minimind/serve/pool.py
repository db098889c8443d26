"""Checkpoints in memory: found by name under one root, loaded once, least recently used out."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from minimind import checkpoint
from minimind.engine import Engine
from minimind.serve.errors import ApiError, unavailable
from minimind.serve.loaded import Loaded, load
from minimind.spec import SpecError

_log = logging.getLogger(__name__)
Identity = tuple[int, int, int]


@dataclass(frozen=True)
class Found:
    """A checkpoint on disk. ``identity`` changes when another one takes its place."""

    name: str  # relative to the root, the same for every spelling
    path: Path
    identity: Identity


@dataclass(eq=False)
class Resident:
    """A checkpoint in memory."""

    found: Found
    loaded: Loaded
    loaded_at: int = field(default_factory=lambda: int(time.time()))
    users: int = 0  # requests under way


def locate(root: Path, name: str) -> Found:
    """The checkpoint ``name`` under ``root``. Raises ApiError (404): no such one, or outside."""
    missing = ApiError(
        404,
        f"There is no checkpoint {name[:200]!r}: name its directory relative to the models root.",
        code="model_not_found",
        param="model",
    )
    try:
        base = root.resolve(strict=True)
        if Path(name).is_absolute() or ".." in Path(name).parts:
            raise missing
        path = (base / name).resolve(strict=True)
        if path == base or not _lies_within(base, path):
            raise missing
        if not (path / "config.json").is_file():
            raise missing
        marks = [path / "manifest.json", path / "config.json"]
        status = next(mark for mark in marks if mark.exists()).stat()
    except (OSError, ValueError) as error:  # absent, too long a name, a NUL in it, no directory
        raise missing from error
    identity = (status.st_ino, status.st_mtime_ns, path.stat().st_ino)
    return Found(str(path.relative_to(base)), path, identity)


def _lies_within(root: Path, directory: Path) -> bool:
    """Whether a directory does, with every file: a link that leads out is refused even for one."""
    files = [directory, *(directory.iterdir() if directory.is_dir() else ())]
    return all(file.resolve().is_relative_to(root) for file in files)


class ModelPool:
    """The resident checkpoints. Used from one event loop; files are read in other threads."""

    def __init__(
        self,
        engine: Engine,
        root: Path,
        *,
        max_models: int = 4,
        max_length: int = 2048,
        device: str = "cpu",
    ) -> None:
        self._engine, self._root = engine, root
        self._max_models, self._max_length, self._device = max_models, max_length, device
        self._residents: OrderedDict[str, Resident] = OrderedDict()  # least recently used first
        self._loading: dict[Found, asyncio.Task[None]] = {}

    def residents(self) -> list[Resident]:
        """Most recently used first."""
        return list(reversed(self._residents.values()))

    def close(self) -> None:
        """Gives up what is being loaded; who waits for it is told so."""
        for loading in self._loading.values():
            loading.cancel()

    @asynccontextmanager
    async def lease(self, name: str) -> AsyncIterator[Resident]:
        """The checkpoint of that name, kept in memory for the time of the block.

        One that was replaced on disk since it was loaded is loaded anew (requests under way
        finish on the old one); one that was deleted is gone. Raises ApiError.
        """
        resident = await self._obtain(name)
        resident.users += 1
        try:
            yield resident
        finally:
            resident.users -= 1

    async def _obtain(self, name: str) -> Resident:
        while True:
            try:
                found = await asyncio.to_thread(locate, self._root, name)
            except ApiError:
                self._drop(name)
                raise
            resident = self._residents.get(found.name)
            if resident is not None and resident.found == found:
                self._residents.move_to_end(found.name)
                return resident
            if found not in self._loading:
                self._make_room(found)
                self._loading[found] = asyncio.create_task(self._load(found))
            await self._loaded(self._loading[found])

    async def _loaded(self, loading: asyncio.Task[None]) -> None:
        try:
            # Shielded: one client that leaves must not stop the loading for the others.
            await asyncio.shield(loading)
        except asyncio.CancelledError:
            if not loading.cancelled():
                raise
            raise unavailable() from None

    def _make_room(self, found: Found) -> None:
        self._drop(found.name)  # an older checkpoint that stood there
        while len(self._residents) + len(self._loading) >= self._max_models:
            idle = next((r for r in self._residents.values() if not r.users), None)
            if idle is None:
                raise ApiError(
                    503,
                    f"All {self._max_models} models that may be in memory are answering: try "
                    "again in a moment.",
                    code="models_busy",
                    retry_after=2,
                )
            self._drop(idle.found.name)

    def _drop(self, name: str) -> None:
        resident = self._residents.pop(name, None)
        if resident is not None:
            self._engine.detach(resident.loaded.batch)

    async def _load(self, found: Found) -> None:
        start = time.monotonic()
        try:
            loaded = await asyncio.to_thread(self._read, found)
        except SpecError as error:
            words = str(error).replace(f"{self._root.resolve()}/", "")
            raise ApiError(422, words, code="bad_checkpoint", param="model") from error
        finally:
            del self._loading[found]
        self._drop(found.name)  # one that was loaded meanwhile from an older state of the disk
        self._residents[found.name] = Resident(found, loaded)
        _log.info("loaded %s in %.2f s", found.name, time.monotonic() - start)

    def _read(self, found: Found) -> Loaded:
        """Raises SpecError, also for an adapter of a checkpoint that is not under the root."""
        base = checkpoint.base_of(found.path)
        if base is not None and not _lies_within(self._root.resolve(), base):
            raise SpecError(f"{found.name} belongs to a checkpoint outside the models root.")
        return load(self._engine, found.path, max_length=self._max_length, device=self._device)
