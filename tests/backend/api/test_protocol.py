"""What reaches the server before anybody has signed in is bounded."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from backend.api.protocol import MAX_HEAD_BYTES


@pytest.fixture
def connection(server: str) -> socket.socket:
    address = urlsplit(server)
    assert address.hostname and address.port
    return socket.create_connection((address.hostname, address.port), timeout=20)


@pytest.mark.parametrize("piece", [b"X-Some: words\r\n", b"w"], ids=["headers", "one header"])
def test_a_head_without_end_is_refused(connection: socket.socket, piece: bytes) -> None:
    sent, most = 0, 2**24
    with connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Long: ")
        answer = b""
        try:
            while sent < most:
                connection.sendall(piece * 500)
                sent += len(piece) * 500
        except ConnectionError:
            pass  # it closed the connection before all was sent
        try:
            answer = connection.recv(4096)
        except ConnectionError:
            answer = b"HTTP/1.1 400 "  # the rest that it did not read took the answer along
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert sent < most


def test_heads_and_bodies_on_one_connection_are_counted_apart(connection: socket.socket) -> None:
    """Many requests that are large together are as good as each by itself."""
    padding = b"X-Long: " + b"w" * (MAX_HEAD_BYTES // 3) + b"\r\n"
    head = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n" + padding + b"\r\n"
    with connection:
        for _ in range(6):
            connection.sendall(head)
            assert connection.recv(4096).startswith(b"HTTP/1.1 200 ")
