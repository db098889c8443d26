"""HTTP/1.1 as the server speaks it, with a bound on what it keeps of a request's head."""

from __future__ import annotations

from typing import Final

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

MAX_HEAD_BYTES: Final = 64 * 1024


class Protocol(HttpToolsProtocol):
    """Refuses a head that does not end: the parser alone would keep as much as somebody sends.

    What came in the same read as the end of the head is not counted, so a head may be larger than
    ``MAX_HEAD_BYTES`` by one read.
    """

    _head = 0  # bytes so far; -1 once it has ended

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._head >= 0:
            self._head += len(data)
            if self._head > MAX_HEAD_BYTES and not self.transport.is_closing():
                self.send_400_response("The head of the request is too large.")

    def on_message_begin(self) -> None:
        self._head = 0
        super().on_message_begin()

    def on_headers_complete(self) -> None:
        self._head = -1
        super().on_headers_complete()
