"""HTTP/1.1 as plainly as can be: a client for people would take the processor from the API."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from benchmarks.load.studio import Studio

_Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class Connections:
    """Kept alive and used again; as many as requests are under way at the same time."""

    def __init__(self, studio: Studio) -> None:
        self._address = urlsplit(studio.address)
        self._authorization = studio.headers["Authorization"]
        self._idle: list[_Connection] = []

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for _, writer in self._idle:
            writer.close()

    async def ask(self, method: str, path: str, body: bytes = b"") -> int:
        """The status of the answer, once all of it is there. Raises OSError, EOFError."""
        connection = await self._connection()
        reader, writer = connection
        head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(body)}\r\n"
        head += f"Content-Type: application/json\r\nAuthorization: {self._authorization}\r\n\r\n"
        kept = False
        try:
            writer.write(head.encode() + body)
            told = (await reader.readuntil(b"\r\n\r\n")).lower()
            length = told.partition(b"content-length:")[2].partition(b"\r\n")[0]
            await reader.readexactly(int(length))
            kept = b"connection: close" not in told
        finally:
            if kept:
                self._idle.append(connection)
            else:
                writer.close()
        return int(told.split(b" ", 2)[1])

    async def _connection(self) -> _Connection:
        while self._idle:
            connection = self._idle.pop()
            if not (connection[0].at_eof() or connection[1].is_closing()):
                return connection
        address = self._address
        return await asyncio.open_connection(address.hostname, address.port, limit=2**20)
