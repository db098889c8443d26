"""Where the server listens. Imports no torch: a mistake is answered before seconds of loading."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from minimind.spec import SpecError

# The longest path that fits into a socket address on Linux.
_LONGEST_SOCKET_PATH = 107


def unix_socket(path: Path) -> socket.socket:
    """A bound socket that only this user may connect to; one left by a dead engine is replaced.

    Raises SpecError: something answers there, stands there that is no socket, or the path is too
    long.
    """
    if len(str(path).encode()) > _LONGEST_SOCKET_PATH:
        raise SpecError(
            f"{path} is longer than {_LONGEST_SOCKET_PATH} bytes.",
            field="--uds",
            remedy="Choose a shorter path.",
        )
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.is_socket():
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(str(path))
            except (ConnectionRefusedError, FileNotFoundError):
                path.unlink(missing_ok=True)
            else:
                raise SpecError(f"Another engine answers on {path}.", field="--uds")
    listener = socket.socket(socket.AF_UNIX)
    try:
        listener.bind(str(path))
        path.chmod(0o600)  # before anybody can connect: that begins with listen
    except OSError as error:
        listener.close()
        raise SpecError(f"{path} cannot be used: {error.strerror}.", field="--uds") from error
    return listener


def tcp_socket(host: str, port: int) -> socket.socket:
    """A bound socket. Raises SpecError, such as for a busy port."""
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        return socket.create_server(address[:2], family=family)
    except OSError as error:
        raise SpecError(
            f"{host}:{port} cannot be used: {error.strerror or error}.", field="--port"
        ) from error


@contextmanager
def removed_at_the_end(listener: socket.socket) -> Iterator[None]:
    """Closes a socket after the block, and removes the file of a unix one."""
    address = listener.getsockname()
    try:
        yield
    finally:
        listener.close()
        if listener.family == socket.AF_UNIX:
            with suppress(FileNotFoundError):
                Path(address).unlink()
