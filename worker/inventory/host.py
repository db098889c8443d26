"""The box itself: processors, memory, disk, and the address at which others reach it."""

from __future__ import annotations

import math
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

import psutil
from sqlalchemy.engine import make_url

_CGROUP = Path("/sys/fs/cgroup")
LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Memory:
    """Bytes that programs here may use in all, and that they do use."""

    total: int
    used: int


def cpu_count(quota_file: Path = _CGROUP / "cpu.max") -> int:
    """Processors that runs may use: those allowed to us, within the container's quota."""
    allowed = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    count = allowed or 1
    try:
        quota, period = quota_file.read_text().split()
    except (OSError, ValueError):
        return count
    return count if quota == "max" else max(1, min(count, math.ceil(int(quota) / int(period))))


def memory(cgroup: Path = _CGROUP) -> Memory:
    """The machine's memory, or a container's limit and what counts against it."""
    machine = psutil.virtual_memory()
    whole = Memory(machine.total, machine.total - machine.available)
    try:
        limit = (cgroup / "memory.max").read_text().strip()
        if limit == "max" or int(limit) >= whole.total:
            return whole
        stat = dict(line.split() for line in (cgroup / "memory.stat").read_text().splitlines())
        # Files that were read lately count too, but the kernel gives them up at any time.
        used = int((cgroup / "memory.current").read_text()) - int(stat["inactive_file"])
    except (OSError, ValueError, KeyError):
        return whole
    return Memory(int(limit), max(0, used))


def disk_free(path: Path) -> int | None:
    """Bytes free where ``path`` lies, for ordinary users; None when that cannot be told."""
    try:
        return shutil.disk_usage(path).free
    except OSError:
        return None


def address(database_url: str, configured: str | None = None) -> str:
    """The address at which this studio's other nodes reach this box.

    ``configured`` (``MINIMIND_NODE_ADDRESS``) if it is set. Else the address from which this box
    talks to the database, for every node reaches that network. With SQLite there is one box, and
    it reaches itself by loopback; the box that holds the database itself must be told its address
    when there are others.
    """
    if configured:
        return configured
    url = make_url(database_url)
    if not url.host or url.host.startswith("/"):
        return LOOPBACK
    try:
        [(family, kind, _, _, target), *_] = socket.getaddrinfo(
            url.host, url.port or 5432, type=socket.SOCK_DGRAM
        )
        with socket.socket(family, kind) as probe:
            probe.connect(target)  # chooses a route; a datagram socket sends nothing by this
            return str(probe.getsockname()[0])
    except OSError:
        return LOOPBACK


def interface_of(own: str) -> str | None:
    """The name of the network card that has the address ``own``; None when none has."""
    for name, addresses in psutil.net_if_addrs().items():
        if any(found.address.partition("%")[0] == own for found in addresses):
            return name
    return None
