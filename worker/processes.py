"""Processes of an attempt: who they are, whether they still live, how to end all of them.

A number alone does not identify a process, for the system gives it out again. Start time and boot
id make it unique; the marker in the environment finds every descendant, wherever it was reparented.
"""

from __future__ import annotations

import ctypes
import logging
import os
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psutil

log = logging.getLogger(__name__)

MARKER = "MINIMIND_ATTEMPT"  # in the environment: <job>:<attempt number>
_PR_SET_CHILD_SUBREAPER = 36
_POLL_S = 0.05


@dataclass(frozen=True)
class Identity:
    """One process, unmistakable on this machine.

    ``started`` is seconds since boot on Linux (wall-clock start times shift when the clock is
    set), seconds since the epoch elsewhere.
    """

    pid: int
    started: float
    boot_id: str


def marker_value(job_id: str, attempt: int, rank: int = 0) -> str:
    """What ``MARKER`` holds in every process of the attempt on its machine number ``rank``."""
    return f"{job_id}:{attempt}/{rank}" if rank else f"{job_id}:{attempt}"


@cache
def boot_id() -> str:
    """Names this boot of the machine."""
    path = Path("/proc/sys/kernel/random/boot_id")
    return path.read_text().strip() if path.exists() else f"{psutil.boot_time():.0f}"


def identify(pid: int | None = None) -> Identity:
    """The identity of a process (None: this one). Raises psutil.NoSuchProcess."""
    pid = os.getpid() if pid is None else pid
    return Identity(pid, _start_time(pid), boot_id())


def is_alive(identity: Identity) -> bool:
    """Whether that very process runs. A zombie does not: it waits for its parent, nothing else."""
    if identity.boot_id != boot_id():
        return False
    try:
        # A hundredth of a second is the kernel's resolution; the value went through a database.
        same = abs(_start_time(identity.pid) - identity.started) < 0.005
        return same and psutil.Process(identity.pid).status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False


def age(process: psutil.Process) -> float:
    """Seconds since it started, whatever became of the clock. Raises psutil.NoSuchProcess."""
    if sys.platform.startswith("linux"):
        return time.clock_gettime(time.CLOCK_BOOTTIME) - _start_time(process.pid)
    return time.time() - process.create_time()


def marked(value: str) -> list[psutil.Process]:
    """Every living process of one attempt (``<job>:<n>``), the calling one left out."""
    return [process for process, found in all_marked() if found == value]


def all_marked() -> Iterator[tuple[psutil.Process, str]]:
    """Every living process with a marker, and the marker's value, the calling one left out."""
    for process in psutil.process_iter():
        try:
            value = process.environ().get(MARKER)
            if value and process.pid != os.getpid() and process.status() != psutil.STATUS_ZOMBIE:
                yield process, value
        except (psutil.Error, OSError):
            continue  # gone meanwhile, or somebody else's: then it is none of ours


def descendants() -> list[psutil.Process]:
    """Living processes below the calling one."""
    found = []
    for process in psutil.Process().children(recursive=True):
        try:
            if process.status() != psutil.STATUS_ZOMBIE:
                found.append(process)
        except psutil.Error:
            continue
    return found


def end_all(
    find: Callable[[], list[psutil.Process]],
    *,
    term_s: float,
    kill_s: float,
    idle: Callable[[], object] = lambda: None,
) -> list[psutil.Process]:
    """Ends what ``find`` finds: SIGTERM, ``term_s`` later SIGKILL, for at most ``kill_s`` more.

    Searches again until two searches in a row find nothing, for a process may fork while it is
    being killed, and shows no environment for a moment while it starts a program. ``idle`` runs
    between the searches (a parent collects its zombies there). Returns what is still alive.
    """
    started = time.monotonic()
    told: set[int] = set()
    empty = 0
    while True:
        left = find()
        empty = 0 if left else empty + 1
        elapsed = time.monotonic() - started
        if empty == 2 or elapsed > term_s + kill_s:
            return left
        for process in left:
            _signal(process, term=elapsed < term_s, told=told)
        idle()
        time.sleep(_POLL_S)


def _signal(process: psutil.Process, *, term: bool, told: set[int]) -> None:
    """psutil compares the start time first, so a reused number is never hit."""
    try:
        if not term:
            process.kill()
        elif process.pid not in told:
            told.add(process.pid)
            process.terminate()
    except psutil.NoSuchProcess:
        pass
    except psutil.AccessDenied:
        log.exception("process %d may not be signalled", process.pid)


def become_subreaper() -> bool:
    """Orphaned descendants become children of this process. Linux only; False elsewhere."""
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"prctl(PR_SET_CHILD_SUBREAPER): {os.strerror(number)}")
    return True


def prefer_as_memory_victim(pid: int) -> None:
    """When memory runs out the kernel shall end this process first, not the studio."""
    path = Path(f"/proc/{pid}/oom_score_adj")
    try:
        path.write_text("500")
    except OSError as error:  # not Linux, or the process has ended already
        log.debug("oom_score_adj of %d: %s", pid, error)


def memory_kills() -> int:
    """How many processes the kernel ended so far for lack of memory, as far as this box knows."""
    for path in (Path("/sys/fs/cgroup/memory.events"), Path("/proc/vmstat")):
        try:
            for line in path.read_text().splitlines():
                name, _, value = line.partition(" ")
                if name == "oom_kill":
                    return int(value)
        except OSError:
            continue
    return 0


def _start_time(pid: int) -> float:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return psutil.Process(pid).create_time()  # not Linux; raises NoSuchProcess on Linux
    # The second field is the program's name in brackets and may hold anything.
    ticks = int(stat.rpartition(")")[2].split()[19])
    return ticks / os.sysconf("SC_CLK_TCK")
