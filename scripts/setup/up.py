"""``scripts/up``: checks the machine, installs what is missing, hands over to scripts.studio."""

from __future__ import annotations

import argparse
import fcntl
import os
import socket
import time
from pathlib import Path

from scripts.setup import dashboard, environment
from scripts.setup.steps import ROOT, VENV_PYTHON, fail, need_space, need_writable, say


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/up", description="Starts MiniMind Studio; Ctrl-C stops it."
    )
    parser.add_argument("--port", type=int, default=8000, help="port of the page (8000)")
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument(
        "--data-dir", type=Path, default=ROOT / "data", help="where everything is kept (./data)"
    )
    parser.add_argument(
        "--no-demo", action="store_true", help="do not train the starter model at first start"
    )
    chosen = parser.parse_args()
    if not 1 <= chosen.port <= 65535:
        parser.error(f"--port {chosen.port}: a port lies between 1 and 65535.")
    return chosen


def need_free_port(host: str, port: int) -> None:
    """Fails in words when the address cannot be listened on."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except OSError:
        fail(f"--host {host}: there is no such address on this machine.")
    with socket.socket(family, kind, protocol) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except PermissionError:
            fail(f"Port {port} needs more rights than you have: choose one above 1023 with --port.")
        except OSError:
            fail(f"Port {port} on {host} is busy or not yours: choose another with --port.")


def is_running(data_dir: Path) -> bool:
    """Whether a studio runs on this data folder (it then only prints one more way in)."""
    path = data_dir / "up.lock"
    if not path.exists():
        return False
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def main() -> None:
    chosen = options()
    began = time.monotonic()
    data_dir = chosen.data_dir.expanduser().resolve()
    need_writable(data_dir)
    if not is_running(data_dir):
        need_free_port(chosen.host, chosen.port)
    need_space(data_dir, 1, "Training and keeping checkpoints")
    environment.ensure_packages("requirements.lock")
    dashboard.ensure_built()
    environment.note_missing_compiler()
    took = time.monotonic() - began
    if took > 5:
        say(f"Everything is installed ({took:.0f} s). Starting ...")
    arguments = ["--port", str(chosen.port), "--host", chosen.host, "--data-dir", str(data_dir)]
    if chosen.no_demo:
        arguments.append("--no-demo")
    os.environ["PYTHONPATH"] = str(ROOT)
    os.execv(VENV_PYTHON, [str(VENV_PYTHON), "-m", "scripts.studio.up", *arguments])


if __name__ == "__main__":
    main()
