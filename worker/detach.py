"""``python -m worker.detach ARGV...``: replaces itself by ARGV as nobody's child, and returns.

A process that outlives its parent must not be the parent's child: it would stay behind as a zombie
there. This one forks, leaves the session, and the starter has only the short-lived half to wait
for. Nothing heavy is imported, so that half is gone in milliseconds.
"""

from __future__ import annotations

import os
import sys


def main() -> None:
    if os.fork():
        os._exit(0)
    os.setsid()
    os.execv(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
