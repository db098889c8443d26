"""Keeps what a run prints from filling the disk: the middle of a long log is given back to it.

The file system takes the space of a range away and leaves the file's length alone (a hole). So the
writer notices nothing, no byte can be lost between a copy and a cut, and every byte keeps its
offset: whoever reads on from an offset goes on doing so.
"""

from __future__ import annotations

import ctypes
import logging
import os
from functools import cache
from pathlib import Path

log = logging.getLogger(__name__)

LIMIT_BYTES = 64 * 2**20
HEAD_BYTES = 2**20
_ALIGN = 64 * 2**10  # no file system has larger blocks; parts of blocks could not be given back
_KEEP_SIZE_AND_PUNCH_HOLE = 3  # linux/falloc.h

_libc = ctypes.CDLL(None, use_errno=True)


def rotate(path: Path, limit: int = LIMIT_BYTES, head: int = HEAD_BYTES) -> int:
    """Gives back the middle of a log that takes more than ``limit`` bytes of the disk.

    Its first ``head`` bytes and its last ``limit // 2`` stay. To be called every moment: a log
    that is short enough costs one look at it. Takes as long for an endless line as for many.

    Returns: about how many bytes it gave back. 0 for a log that is not there, and where it cannot
    be done (a file system that knows no holes), which is told once.
    """
    try:
        status = path.stat()
        if status.st_blocks * 512 <= limit:
            return 0
        return _punch(path, -(-head // _ALIGN) * _ALIGN, status.st_size - limit // 2)
    except FileNotFoundError:
        return 0
    except OSError as error:  # a long log is no reason to lose a run's supervisor
        _complain(path, str(error))
        return 0


def _punch(path: Path, start: int, end: int) -> int:
    length = end // _ALIGN * _ALIGN - start
    if length <= 0:
        return 0
    descriptor = os.open(path, os.O_WRONLY)
    try:
        before = os.fstat(descriptor).st_blocks
        failed = _libc.fallocate(
            descriptor,
            _KEEP_SIZE_AND_PUNCH_HOLE,
            ctypes.c_int64(start),
            ctypes.c_int64(length),
        )
        if failed:
            number = ctypes.get_errno()
            raise OSError(number, os.strerror(number), str(path))
        return max(0, before - os.fstat(descriptor).st_blocks) * 512
    finally:
        os.close(descriptor)


@cache
def _complain(path: Path, why: str) -> None:
    log.warning("the log %s grows without bounds: %s", path, why)
