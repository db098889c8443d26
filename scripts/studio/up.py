"""Runs the embedded studio: migrates, starts the services, prints the address, waits, stops."""

from __future__ import annotations

import argparse
import fcntl
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import IO, Any

import httpx

from backend.core import auth, db
from backend.core.settings import Settings
from scripts.setup.steps import fail, say
from scripts.studio import services, starter
from scripts.studio.manager import Manager, ServiceFailed

START_SECONDS = 90.0
STOP_SECONDS = 9.5

_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104  (compared, not bound)


def main() -> int:
    chosen = _options()
    settings = _prepare_environment(chosen.data_dir, chosen.host)
    lock = _lock(settings, _address(_shown_host(chosen.host), chosen.port))
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda *_: ended.set())

    database = db.connect(settings)
    db.migrate(database)
    with database.transaction() as session:
        api_token = auth.ensure_api_token(session, settings)
    manager = Manager(_configuration(chosen, settings), settings.runtime_dir, settings.logs_dir)
    base = _address(_client_host(chosen.host), chosen.port)
    try:
        if not _wait_until_ready(base, api_token, settings, manager, ended):
            return 0
        if not chosen.no_demo:
            with httpx.Client(base_url=base, headers=_bearer(api_token), timeout=60) as client:
                starter.submit_once(client, settings.data_dir)
        _print_sign_in(settings, _address(_shown_host(chosen.host), chosen.port))
        _wait_for_end(manager, ended)
    except ServiceFailed as error:
        _explain(error)
        return 1
    finally:
        _stop(manager)
        lock.close()
    return 0


def _prepare_environment(data_dir: Path, host: str) -> Settings:
    """Sets the variables that every service reads, and returns them as Settings."""
    os.environ["MINIMIND_DATA_DIR"] = str(data_dir)
    os.environ["MINIMIND_ALLOWED_HOSTS"] = _other_names(host)
    os.environ.setdefault("REDIS_URL", "")  # an empty one counts as none
    settings = Settings()
    try:
        settings.create_directories()
    except OSError as error:
        fail(f"The folders of the studio cannot be made: {error}")
    # Said outright, so that a process started with another TMPDIR still finds the sockets.
    os.environ["MINIMIND_RUNTIME_DIR"] = str(settings.runtime_dir)
    return settings


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--host", required=True)
    parser.add_argument("--data-dir", type=Path, required=True)
    parser.add_argument("--no-demo", action="store_true")
    return parser.parse_args()


def _configuration(chosen: argparse.Namespace, settings: Settings) -> str:
    members = [
        services.api(chosen.host, chosen.port),
        services.engine(settings.runs_dir, _engine_socket(settings)),
        services.worker(),
    ]
    socket_file = settings.runtime_dir / "valkey.sock"
    if settings.redis_url.startswith(f"unix://{socket_file}?"):  # no REDIS_URL of the user's own
        try:
            members.append(services.broker(socket_file, settings.valkey_dir))
        except FileNotFoundError as error:
            fail(str(error))
    return services.configuration(members, settings.runtime_dir, settings.logs_dir)


def _wait_until_ready(
    base: str, api_token: str, settings: Settings, manager: Manager, ended: threading.Event
) -> bool:
    """Waits until API, worker and engine answer; False when the user asked to stop meanwhile.

    Raises ServiceFailed.
    """
    deadline = time.monotonic() + START_SECONDS
    waiting = {"API", "worker", "chat engine"}
    transport = httpx.HTTPTransport(uds=str(_engine_socket(settings)))
    with (
        httpx.Client(base_url=base, headers=_bearer(api_token), timeout=5) as api,
        httpx.Client(base_url="http://engine", transport=transport, timeout=5) as engine,
    ):
        while waiting:
            if ended.wait(0.15):
                return False
            manager.check()
            if time.monotonic() > deadline:
                name = sorted(waiting)[0]
                log = {"API": "api", "worker": "worker", "chat engine": "engine"}[name]
                raise ServiceFailed(name, settings.logs_dir / f"{log}.log")
            if "API" in waiting:
                if _answers(api, "/healthz"):
                    waiting.discard("API")
            elif "worker" in waiting and _node_is_alive(api, settings.node_name):
                waiting.discard("worker")
            if "chat engine" in waiting and _answers(engine, "/healthz"):
                waiting.discard("chat engine")
    return True


def _answers(client: httpx.Client, path: str) -> bool:
    try:
        return client.get(path).is_success
    except httpx.TransportError:
        return False


def _node_is_alive(api: httpx.Client, name: str) -> bool:
    try:
        nodes: list[dict[str, Any]] = api.get("/api/nodes").raise_for_status().json()
    except httpx.TransportError:
        return False
    return any(node["name"] == name and node["alive"] for node in nodes)


def _wait_for_end(manager: Manager, ended: threading.Event) -> None:
    told: set[str] = set()
    while not ended.wait(1.0):
        if manager.process.poll() is not None:
            manager.check()
        # One service that gives up leaves the others, and above all the runs, alone.
        down = {name for name, state in manager.services().items() if state == "FATAL"}
        for name in sorted(down - told):
            say(
                f"The {name} keeps failing; the rest goes on. Its log: data folder, logs/{name}.log"
            )
        told = down


def _stop(manager: Manager) -> None:
    """Ends the worker, then the runs (each saves a checkpoint), then the rest: within 10 s."""
    # A second Ctrl-C must not cut this short and leave processes behind.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say("Stopping; running jobs save a checkpoint and go on at the next start ...")
    deadline = time.monotonic() + STOP_SECONDS
    # First nobody may claim a job any more.
    manager.stop_service("studio", "worker")
    # The runs need only the database, so everything else may end beside them.
    left = max(1.0, deadline - time.monotonic() - 0.5)
    argv = [sys.executable, "-m", "worker.shutdown", "--timeout", f"{left:.1f}"]
    runs = subprocess.Popen(argv)
    manager.stop(deadline)
    try:
        runs.wait(max(0.1, deadline - time.monotonic()))
    except subprocess.TimeoutExpired:
        runs.kill()
        say("A run did not end in time; its processes are cleaned up at the next start.")


def _explain(error: ServiceFailed) -> None:
    say(f"{error} The end of {error.log}:")
    if error.log.exists():
        say("\n".join(error.log.read_text("utf-8", "replace").splitlines()[-15:]))


def _lock(settings: Settings, address: str) -> IO[str]:
    """One studio a data folder: the lock lives as long as this process.

    Where one runs already, prints another sign-in address of that one and ends.
    """
    file = (settings.data_dir / "up.lock").open("a+")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.seek(0)
        say(f"A studio runs on {settings.data_dir} already; here is one more way in.")
        _print_sign_in(settings, file.read().strip())
        raise SystemExit(0) from None
    file.truncate(0)
    file.write(address)
    file.flush()
    return file


def _print_sign_in(settings: Settings, address: str) -> None:
    with db.connect(settings).transaction() as session:
        token = auth.issue_login(session)
    print(f"MiniMind Studio is ready: {address}/#token={token}", flush=True)


def _other_names(host: str) -> str:
    """What a browser may call this machine besides localhost, for the host that was chosen."""
    if host in _WILDCARDS:
        own = socket.gethostname()
        return ",".join({own, *(str(info[4][0]) for info in socket.getaddrinfo(own, None))})
    return host


def _client_host(host: str) -> str:
    """Where this machine itself reaches a server that listens on ``host``."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104  (compared, not bound)


def _shown_host(host: str) -> str:
    return socket.gethostname() if host in _WILDCARDS else host


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


def _engine_socket(settings: Settings) -> Path:
    return settings.runtime_dir / "engine.sock"


if __name__ == "__main__":
    raise SystemExit(main())
