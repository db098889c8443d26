"""Starts supervisord, asks it about the services, and stops everything in order."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
import xmlrpc.client
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
from supervisor.xmlrpc import SupervisorTransport

# What a supervisord that is starting, ending or dead makes of a call.
_NO_ANSWER = (OSError, http.client.HTTPException, xmlrpc.client.Error)
_FAILED_STATES = ("FATAL", "EXITED")


class ServiceFailed(RuntimeError):
    """A service does not stay up; ``log`` is where it said why."""

    def __init__(self, name: str, log: Path) -> None:
        super().__init__(f"The {name} does not start.")
        self.name = name
        self.log = log


class Manager:
    """One running supervisord."""

    def __init__(self, configuration: str, runtime: Path, logs: Path) -> None:
        self._logs = logs
        path = runtime / "supervisord.conf"
        path.write_text(configuration, "utf-8")
        path.chmod(0o600)
        self._control = runtime / "supervisor.sock"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "scripts.studio.supervisord", "-c", str(path)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=(logs / "supervisord.err").open("wb"),
            start_new_session=True,  # Ctrl-C at the terminal is for us alone
        )

    def services(self) -> dict[str, str]:
        """State of each service (``RUNNING``, ``BACKOFF``, ...); empty while supervisord starts."""
        try:
            found = self._rpc().getAllProcessInfo()
        except _NO_ANSWER:
            return {}
        return {info["name"]: info["statename"] for info in found}

    def check(self) -> None:
        """Raises ServiceFailed when a service has given up or supervisord itself has ended."""
        if self.process.poll() is not None:
            raise ServiceFailed("process manager", self._logs / "supervisord.err")
        for name, state in self.services().items():
            if state in _FAILED_STATES:
                raise ServiceFailed(name, self._logs / f"{name}.log")

    def stop_service(self, group: str, name: str) -> None:
        """Stops one service and waits for it; one that is down already is fine."""
        with suppress(*_NO_ANSWER):
            self._rpc().stopProcess(f"{group}:{name}")

    def _rpc(self) -> Any:
        # A new one for each call: after a failed call the connection of the old one is unusable.
        transport = SupervisorTransport(None, None, serverurl=f"unix://{self._control}")
        # The address is never dialled, for the transport speaks to the unix socket.
        return xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport).supervisor

    def stop(self, deadline: float) -> None:
        """Ends supervisord and everything below it before ``deadline`` (``time.monotonic``)."""
        below = _descendants(self.process.pid)
        if self.process.poll() is None:
            self.process.terminate()
        try:
            self.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            below = _descendants(self.process.pid)
            self.process.kill()
            self.process.wait()
        for process in below:
            if process.is_running():
                process.kill()


def _descendants(pid: int) -> list[psutil.Process]:
    try:
        return psutil.Process(pid).children(recursive=True)
    except psutil.NoSuchProcess:
        return []
