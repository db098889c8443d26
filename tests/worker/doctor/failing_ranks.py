"""Two processes for a test: rank 1 fails by its own fault, rank 0 a moment later because of it."""

from __future__ import annotations

import os
import time

from torch.distributed.elastic.multiprocessing.errors import record


@record
def main() -> None:
    if os.environ["RANK"] == "1":
        raise LookupError("a fault of its own")
    time.sleep(0.5)
    raise RuntimeError("Connection reset by peer")


if __name__ == "__main__":
    main()
