"""Heavy work that costs nothing: ``python -m fake_work FOLDER`` keeps minimind.work's contract.

It counts, and keeps its count in ``state/``, so one that went on can be told from one that began
anew. ``behaviour.json`` in its folder changes its ways. It always keeps a child in a session of its
own that ignores SIGTERM.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from minimind.spec import SpecError
from minimind.work import Work
from minimind.work.kinds import KINDS

CHILD = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(300)"
DEFAULTS: dict[str, Any] = {
    "count": 20,
    "hold_at": None,  # wait there for a stop, or for the file ``go``
    "ignore_stop": False,
    "mistake_at": None,  # end there with a user's mistake
    "crash_at": None,  # end there with a fault
    "die_at": None,  # be killed there
    "errors": 0,  # to find in what it makes
}


def work(work: Work) -> dict[str, Any]:
    subprocess.Popen([sys.executable, "-c", CHILD], start_new_session=True)
    path = work.folder / "behaviour.json"
    behaviour = DEFAULTS | (json.loads(path.read_text()) if path.exists() else {})
    counted = work.state / "count"
    with (work.folder / "starts").open("a") as starts:
        starts.write(f"{counted.read_text() if counted.exists() else 0}\n")
    for number in range(int(counted.read_text() if counted.exists() else 0), behaviour["count"]):
        counted.write_text(str(number))
        tell(work, behaviour, number)
        if number == behaviour["mistake_at"]:
            raise SpecError("It is not text.", field="file", line=7, remedy="Choose another.")
        if number == behaviour["crash_at"]:
            raise RuntimeError("a fault")
        if number == behaviour["die_at"]:
            os.kill(os.getpid(), signal.SIGKILL)
        while number == behaviour["hold_at"] and not (work.folder / "go").exists():
            tell(work, behaviour, number)
            time.sleep(0.02)
        time.sleep(0.005)
    return make(work, behaviour)


def tell(work: Work, behaviour: dict[str, Any], number: int) -> None:
    if behaviour["ignore_stop"]:
        return
    work.progress("Counting", number, behaviour["count"], "numbers")


def make(work: Work, behaviour: dict[str, Any]) -> dict[str, Any]:
    rows = [f'{{"text": "{work.request["kind"]} {n}"}}\n' for n in range(behaviour["count"])]
    data = "".join(rows).encode()
    (work.folder / "data.jsonl").write_bytes(data)
    (work.folder / "notes").mkdir(exist_ok=True)
    report = {
        "kind": "text", "rows": len(rows), "errors": behaviour["errors"], "warnings": 2,
        "bytes": len(data), "characters": 10, "turns": 0, "problems": [],
        "lengths": {"edges": [0], "counts": [len(rows)]}, "languages": {"en": len(rows)},
        "tokens": None, "max_length": 512, "validation": None, "seconds": 0.1,
    }  # fmt: skip
    (work.folder / "notes" / "report.json").write_text(json.dumps(report))
    return {
        "kind": "text", "sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data),
        "rows": len(rows), "errors": behaviour["errors"], "warnings": 2,
    }  # fmt: skip


if __name__ == "__main__":
    from minimind.work.__main__ import main

    KINDS.update(dict.fromkeys(KINDS, "__main__:work"))
    assert Path(sys.argv[1]).is_dir()
    sys.exit(main())
