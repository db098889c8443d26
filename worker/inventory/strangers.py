"""Whose processes are on a GPU: this studio's runs, or somebody else's."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import psutil

from backend.core.settings import Settings
from worker.inventory.gpu import Stranger
from worker.processes import MARKER

# Less than a context without work takes: what a monitor holds must not keep a GPU from runs.
SMALL_BYTES = 100 * 2**20
_ENGINE = "minimind.serve"  # the chat engine shares a GPU on purpose
_FIRST_PID_NAMESPACE = "pid:[4026531836]"  # PROC_PID_INIT_INO of the kernel, fixed


class StrangerRules:
    """Tells strangers by the mark that every process of a run has in its environment.

    In a container the driver may number processes as the host does, and then a number here means
    nothing, or another process. Such processes count as strangers without a name, except on a GPU
    that one of our runs holds: there the run itself looks like that.
    """

    def __init__(self, settings: Settings, *, host_pids: bool | None = None) -> None:
        self._settings = settings
        self._host_pids = _sees_host_pids() if host_pids is None else host_pids

    def strangers(
        self, processes: Iterable[tuple[int, int | None]], used_bytes: int | None
    ) -> list[Stranger]:
        """The strangers among ``processes`` (pid, bytes on the GPU) that are worth a word.

        Args:
            used_bytes: of the whole GPU, for processes whose own part the driver does not tell.
        """
        found = []
        for pid, own_bytes in processes:
            size = used_bytes if own_bytes is None else own_bytes
            if size is not None and size <= SMALL_BYTES:
                continue
            stranger = self._stranger(pid, own_bytes)
            if stranger:
                found.append(stranger)
        return sorted(found, key=lambda stranger: (-(stranger.memory_bytes or 0), stranger.pid))

    def _stranger(self, pid: int, memory_bytes: int | None) -> Stranger | None:
        unknown = Stranger(pid, None, None, memory_bytes)
        try:
            process = psutil.Process(pid)
            if self._is_ours(process):
                return None
            if not self._host_pids:
                return unknown
            with process.oneshot():
                return Stranger(pid, _plain(process.name()), _user(process), memory_bytes)
        except psutil.NoSuchProcess:
            # It left a moment ago, or lives where we cannot see it.
            return None if self._host_pids else unknown
        except (psutil.Error, OSError):
            return unknown

    def _is_ours(self, process: psutil.Process) -> bool:
        try:
            job_id = process.environ().get(MARKER, "").rpartition(":")[0]
            # Another studio on this box marks its runs too.
            if job_id and self._settings.run_dir(job_id).is_dir():
                return True
            return _ENGINE in process.cmdline()
        except (psutil.AccessDenied, OSError):
            return False  # ours run as us, and can be read


def _user(process: psutil.Process) -> str | None:
    try:
        return _plain(process.username())
    except (psutil.Error, KeyError):
        return None


def _plain(text: str) -> str:
    """A name that somebody else chose, fit to be shown."""
    return "".join(c if c.isprintable() else "?" for c in text)[:60]


def _sees_host_pids() -> bool:
    try:
        return str(Path("/proc/self/ns/pid").readlink()) == _FIRST_PID_NAMESPACE
    except OSError:
        return True  # not Linux: there are no such namespaces
