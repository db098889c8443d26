"""supervisord, asked to end when the process that started it is gone, however that died."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

from supervisor import supervisord

_PR_SET_PDEATHSIG = 1  # <linux/prctl.h>


def main() -> None:
    parent = os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:  # it died before the line above
            return
    supervisord.main()


if __name__ == "__main__":
    main()
