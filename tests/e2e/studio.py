"""A real studio for the end-to-end tests: ``scripts/up`` in a process of its own."""

from __future__ import annotations

import os
import re
import select
import signal
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import httpx
import psutil

ROOT = Path(__file__).resolve().parents[2]


class Studio:
    """Starts ``scripts/up`` on a data folder and knows its address.

    Attributes:
        address: what the start printed, with the one-time token in the fragment.
        base: scheme, host and port.
        client: an API client with the studio's token.
    """

    def __init__(self, data_dir: Path, *options: str) -> None:
        self.data_dir = data_dir
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self.output = data_dir.parent / f"up-{self.port}.log"
        argv = [
            str(ROOT / "scripts" / "up"), "--port", str(self.port), "--data-dir", str(data_dir),
            *options,
        ]  # fmt: skip
        self.process = subprocess.Popen(
            argv,
            stdout=subprocess.PIPE,
            stderr=self.output.open("wb"),
            start_new_session=True,
            text=True,
        )
        self.address = self._address(timeout=180)
        token = (data_dir / "secrets" / "api-token").read_text("utf-8").strip()
        self.client = httpx.Client(
            base_url=self.base, headers={"Authorization": f"Bearer {token}"}, timeout=30
        )

    def _address(self, timeout: float) -> str:
        assert self.process.stdout is not None
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            ready, _, _ = select.select([self.process.stdout], [], [], 1)
            line = self.process.stdout.readline() if ready else ""
            if found := re.search(r"http://\S+/#token=\S+", line):
                return found.group(0)
            if self.process.poll() is not None:
                break
        raise AssertionError(f"scripts/up did not start: {self.output.read_text('utf-8')}")

    def job(self, job_id: str) -> dict[str, Any]:
        return self.client.get(f"/api/jobs/{job_id}").raise_for_status().json()["job"]

    def jobs(self) -> list[dict[str, Any]]:
        return self.client.get("/api/jobs").raise_for_status().json()["jobs"]

    def wait_for(self, job_id: str, status: str, timeout: float = 300) -> dict[str, Any]:
        """Waits until the job has ``status``; fails at once when it ended otherwise."""
        deadline = time.monotonic() + timeout
        job = self.job(job_id)
        while job["status"] != status:
            assert job["status"] not in {"done", "failed", "stopped"} - {status}, job
            assert time.monotonic() < deadline, f"still {job['status']} after {timeout} s: {job}"
            time.sleep(0.5)
            job = self.job(job_id)
        return job

    def service_pid(self, module: str) -> int:
        """Process id of a service, such as ``backend.api``."""
        for child in psutil.Process(self.process.pid).children(recursive=True):
            if module in child.cmdline():
                return child.pid
        raise AssertionError(f"no process runs {module}")

    def chat(self, model: str, question: str) -> str:
        body = {
            "model": model,
            "temperature": 0,
            "messages": [{"role": "user", "content": question}],
        }
        answer = self.client.post("/v1/chat/completions", json=body).raise_for_status().json()
        return answer["choices"][0]["message"]["content"]

    def stop(self, number: int = signal.SIGTERM) -> float:
        """Stops the studio; returns the seconds that took."""
        began = time.monotonic()
        if self.process.poll() is None:
            self.process.send_signal(number)
        self.process.wait(30)
        return time.monotonic() - began

    def left_behind(self) -> list[str]:
        """Command lines of processes that still belong to this studio or its runs."""
        found = []
        for process in psutil.process_iter():
            try:
                command = process.cmdline()
                environment = process.environ()
            except psutil.Error:
                continue
            mine = environment.get("MINIMIND_DATA_DIR") == str(self.data_dir)
            if mine or any(str(self.data_dir) in part for part in command):
                found.append(" ".join(command))
        return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def bare_path(folder: Path) -> str:
    """A PATH on which neither Node nor Redis is found, as on a bare machine."""
    hidden = ("node", "npm", "npx", "redis-server", "valkey-server", "docker")
    folder.mkdir(parents=True, exist_ok=True)
    for place in os.environ["PATH"].split(os.pathsep):
        if not Path(place).is_dir():
            continue
        for tool in Path(place).iterdir():
            link = folder / tool.name
            if tool.name not in hidden and not link.exists() and os.access(tool, os.X_OK):
                link.symlink_to(tool)
    return str(folder)
