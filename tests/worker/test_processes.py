"""Identity of processes, and the hunt for all of an attempt's."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from uuid import uuid4

import pytest

from worker import processes
from worker.processes import MARKER

# Ignores SIGTERM, starts a child in a session of its own that does the same, says so, sleeps.
STUBBORN = """
import signal, subprocess, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
if sys.argv[1] == "parent":
    subprocess.Popen([sys.executable, "-c", sys.argv[2], "child", ""], start_new_session=True)
else:
    print("ready", flush=True)
time.sleep(120)
"""


@pytest.fixture
def marker() -> Iterator[str]:
    value = f"job-{uuid4().hex}:1"
    yield value
    processes.end_all(lambda: processes.marked(value), term_s=0, kill_s=5)


def start(code: str, *args: str, marker: str = "") -> subprocess.Popen[str]:
    env = {**os.environ, **({MARKER: marker} if marker else {})}
    argv = [sys.executable, "-c", code, *args]
    return subprocess.Popen(argv, env=env, stdout=subprocess.PIPE, text=True)


def test_this_process_is_alive_and_no_other_with_its_number() -> None:
    me = processes.identify()
    assert processes.is_alive(me)
    assert not processes.is_alive(replace(me, started=me.started - 0.01))
    assert not processes.is_alive(replace(me, boot_id="another"))


def test_a_zombie_is_not_alive() -> None:
    child = start("import time; time.sleep(120)")
    identity = processes.identify(child.pid)
    assert processes.is_alive(identity)
    child.kill()
    deadline = time.monotonic() + 10
    while processes.is_alive(identity) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not processes.is_alive(identity)
    os.kill(child.pid, 0)  # the system still knows the number: that alone proves nothing
    child.wait()
    assert not processes.is_alive(identity)


def test_every_process_of_an_attempt_is_ended_also_those_of_other_sessions(marker: str) -> None:
    parent = start(STUBBORN, "parent", STUBBORN, marker=marker)
    other = start("import time; time.sleep(120)", marker=marker + "0")
    assert parent.stdout is not None
    assert parent.stdout.readline() == "ready\n"
    assert len(processes.marked(marker)) == 2
    left = processes.end_all(lambda: processes.marked(marker), term_s=0.2, kill_s=5)
    assert left == []
    assert parent.wait() == -9
    assert other.poll() is None  # attempt 10 is not attempt 1
    other.kill()
    other.wait()


def test_a_polite_process_is_not_killed(marker: str) -> None:
    code = "import signal,sys,time\n"
    code += "signal.signal(signal.SIGTERM, lambda *_: sys.exit(7))\nprint(flush=True)\n"
    child = start(code + "time.sleep(120)", marker=marker)
    assert child.stdout is not None
    child.stdout.readline()
    processes.end_all(lambda: processes.marked(marker), term_s=10, kill_s=5)
    assert child.wait() == 7


def test_a_detached_process_is_nobodys_child(marker: str) -> None:
    argv = [sys.executable, "-m", "worker.detach", sys.executable, "-c", "input()"]
    code = "import os,sys,time; print(os.getppid(), os.getsid(0), flush=True); time.sleep(120)"
    argv[-1] = code
    env = {**os.environ, MARKER: marker}
    done = subprocess.run(argv[:3] + argv[3:], env=env, stdout=None, timeout=30, check=True)
    assert done.returncode == 0
    [process] = processes.marked(marker)
    deadline = time.monotonic() + 20  # it leaves the session after its starter has returned
    while os.getsid(process.pid) != process.pid and time.monotonic() < deadline:
        time.sleep(0.01)
    assert process.ppid() != os.getpid()
    assert os.getsid(process.pid) == process.pid
