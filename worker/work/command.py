"""What to execute for a task: a pure function from its facts to argv and environment."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from worker.launch import Command, environment
from worker.processes import MARKER

NICENESS = 10
# Downloads go through the operator's proxy and trust what the operator trusts.
_FOR_DOWNLOADS = (
    "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "ALL_PROXY",
    "http_proxy", "https_proxy", "no_proxy", "all_proxy",
    "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE",
)  # fmt: skip


def work_command(
    folder: Path,
    *,
    kind: str,
    marker: str,
    cores: int,
    environ: Mapping[str, str] = os.environ,
    module: str = "minimind.work",
) -> Command:
    """The command that does the work asked for in ``folder``.

    Args:
        cores: processors of this machine.
    """
    env = environment(environ, (), cores)
    if kind == "download":
        env |= {name: environ[name] for name in _FOR_DOWNLOADS if name in environ}
    return Command(
        argv=[sys.executable, "-m", module, str(folder)],
        env=env | {MARKER: marker},
        cwd=folder,
        niceness=NICENESS,
    )
