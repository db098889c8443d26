"""``python -m minimind.serve``: the chat engine as a process of its own."""

from __future__ import annotations

import argparse
import logging
import signal
import socket
import sys
from pathlib import Path
from types import FrameType

from minimind.serve.sockets import removed_at_the_end, tcp_socket, unix_socket
from minimind.serve.threads import default_threads, yield_when_idle
from minimind.spec import SpecError


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser("minimind.serve", description="An OpenAI-compatible server.")
    parser.add_argument(
        "--models-root",
        type=Path,
        required=True,
        metavar="DIR",
        help="checkpoints are named by their path relative to DIR; no other is ever read",
    )
    where = parser.add_mutually_exclusive_group(required=True)
    where.add_argument("--uds", type=Path, metavar="PATH", help="listen on a unix socket")
    where.add_argument("--port", type=int, help="listen on a TCP port")
    parser.add_argument("--host", default="127.0.0.1", help="with --port; there is no sign-in")
    parser.add_argument("--max-models", type=int, default=4, help="kept in memory (default: 4)")
    parser.add_argument(
        "--max-length",
        type=int,
        default=2048,
        help="tokens of a conversation, answer included (default: 2048)",
    )
    parser.add_argument(
        "--threads",
        type=int,
        default=default_threads(),
        help="processor threads (default: all cores, at most 4)",
    )
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    arguments = parser.parse_args()
    for name in ("max_models", "max_length", "threads"):
        if getattr(arguments, name) < 1:
            parser.error(f"--{name.replace('_', '-')} must be at least 1")
    if not arguments.models_root.is_dir():
        parser.error(f"--models-root: {arguments.models_root} is no directory")
    return arguments


def _listener(arguments: argparse.Namespace) -> socket.socket:
    try:
        if arguments.uds is not None:
            return unix_socket(arguments.uds)
        return tcp_socket(arguments.host, arguments.port)
    except SpecError as error:
        print(f"error: {error}", file=sys.stderr)
        sys.exit(2)


def main() -> None:
    """Runs until it is told to stop. Exit code 2 and one line for a mistake in the arguments."""
    arguments = _arguments()
    # uvicorn takes these signals while it runs and raises them again at its end: then, as before
    # it runs, they leave by SystemExit through every clean-up.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _leave)
    listener = _listener(arguments)
    with removed_at_the_end(listener):
        _serve(arguments, listener)


def _serve(arguments: argparse.Namespace, listener: socket.socket) -> None:
    yield_when_idle()
    import torch

    from minimind.engine import Engine
    from minimind.serve.pool import ModelPool
    from minimind.serve.server import serve

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if arguments.device == "cuda" and not torch.cuda.is_available():
        print("error: --device: this machine has no CUDA device", file=sys.stderr)
        sys.exit(2)
    torch.set_num_threads(arguments.threads)  # for loading; the engine's thread has its own
    engine = Engine(threads=arguments.threads)
    pool = ModelPool(
        engine,
        arguments.models_root,
        max_models=arguments.max_models,
        max_length=arguments.max_length,
        device=arguments.device,
    )
    try:
        serve(engine, pool, listener)
    finally:
        engine.close()


def _leave(number: int, frame: FrameType | None) -> None:
    raise SystemExit(0)


if __name__ == "__main__":
    main()
