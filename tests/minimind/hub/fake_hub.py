"""A fake hub: speaks Hugging Face's and ModelScope's protocols well enough for their own libraries.

Large files are on another server, to which it redirects, as the real ones do. What goes wrong is
set by a test; every request is noted.
"""

from __future__ import annotations

import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from urllib.parse import parse_qs, unquote, urlsplit

COMMIT = "0123456789abcdef0123456789abcdef01234567"
REPOSITORY = "someone/some_data"
_PIECE = 16 * 1024


@dataclass
class Note:
    """A request that came."""

    server: str  # "hub" or "store"
    method: str
    path: str
    range: str | None
    authorization: str | None
    cookie: str | None


@dataclass
class FakeHub:
    """What it has, and how it behaves.

    Attributes:
        files: path -> content; those in ``stored`` are on the other server.
        token: the only one it gives files to; None: to everybody.
        statuses: answers of the store, one each request, before it behaves: (status, Retry-After).
        hub_statuses: the same of the hub itself.
        cuts: after so many bytes of an answer the connection is cut, one each request.
        ranges: whether parts can be asked for.
        said_sha256: what it says in place of the truth.
        said_bytes: what it says in place of the truth, and sends as much.
        pause_s: between two pieces of 16 KiB.
        stalls_after: so many bytes of an answer it says nothing more, but stays.
        leads_to: where it sends people in place of the store.
        leads_in_circles: sends people from everywhere to where they are.
    """

    files: dict[str, bytes] = field(default_factory=dict)
    stored: set[str] = field(default_factory=set)
    token: str | None = None
    gated: bool = False
    statuses: list[tuple[int, str | None]] = field(default_factory=list)
    hub_statuses: list[tuple[int, str | None]] = field(default_factory=list)
    cuts: list[int] = field(default_factory=list)
    ranges: bool = True
    said_sha256: str | None = None
    said_bytes: int | None = None
    sends: Callable[[bytes], bytes] = bytes
    pause_s: float = 0.0
    stalls_after: int | None = None
    leads_to: str | None = None
    leads_in_circles: bool = False
    notes: list[Note] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    hub_address: str = ""
    store_address: str = ""

    def add(self, path: str, content: bytes, *, stored: bool = True) -> None:
        self.files[path] = content
        if stored:
            self.stored.add(path)

    def asked(self, server: str) -> list[Note]:
        """GET requests that a server answered."""
        return [n for n in self.notes if n.server == server and n.method == "GET"]


@contextmanager
def serving(hub: FakeHub) -> Iterator[FakeHub]:
    """Both servers, on loopback. The store is another machine by its name."""
    servers = [_Server(hub, "hub"), _Server(hub, "store")]
    threads = [threading.Thread(target=s.serve_forever, args=(0.02,)) for s in servers]
    hub.hub_address = f"http://127.0.0.1:{servers[0].server_address[1]}"
    hub.store_address = f"http://localhost:{servers[1].server_address[1]}"
    for thread in threads:
        thread.start()
    try:
        yield hub
    finally:
        hub.over.set()
        for server, thread in zip(servers, threads, strict=True):
            server.shutdown()
            thread.join()
            server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def __init__(self, hub: FakeHub, role: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.hub = hub
        self.role = role

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Whoever leaves in the middle of an answer is nobody's fault here."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    @property
    def _server(self) -> _Server:
        return cast(_Server, self.server)

    def log_message(self, format: str, *args: Any) -> None:
        pass

    def do_HEAD(self) -> None:
        self._serve()

    def do_GET(self) -> None:
        self._serve()

    def _serve(self) -> None:
        hub = self._server.hub
        get = self.headers.get
        note = Note(
            self._server.role, self.command, self.path, get("Range"), get("Authorization"),
            get("Cookie"),
        )  # fmt: skip
        hub.notes.append(note)
        queue = hub.statuses if self._server.role == "store" else hub.hub_statuses
        if queue:
            status, wait = queue.pop(0)
            self._answer(status, {"Retry-After": wait} if wait else {})
            return
        if hub.leads_in_circles:
            self._answer(302, {"Location": self.path})
            return
        parts = urlsplit(self.path)  # with a host in it when it serves as a proxy
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = unquote(parts.path)
        if self._server.role == "store" or path.startswith("/objects/"):
            self._content(path.removeprefix("/objects/"), {})
        elif path.startswith("/api/v1/datasets/"):
            self._modelscope(path.removeprefix("/api/v1/datasets/"), query)
        elif path.startswith("/datasets/"):
            self._huggingface(path.removeprefix("/datasets/"))
        else:
            self._answer(404, {})

    # ModelScope

    def _modelscope(self, path: str, query: dict[str, str]) -> None:
        hub = self._server.hub
        repository, _, rest = path.partition("/repo")
        known = f"Bearer {hub.token}" == self.headers.get("Authorization")
        if hub.token is not None and not known:
            self._json(403 if hub.gated else 401, {"Code": 10010103001, "Message": "no access"})
        elif repository != REPOSITORY:
            self._json(404, {"Code": 10010205001, "Message": "record not found", "Success": False})
        elif rest == "/tree":
            self._json(200, {"Code": 200, "Success": True, "Data": {"Files": self._tree(query)}})
        elif query["FilePath"] not in hub.files or query["Revision"] != "master":
            self._json(404, {"Code": 10990101004, "Message": "file not found"})
        else:
            self._file(query["FilePath"], {})

    def _tree(self, query: dict[str, str]) -> list[dict[str, Any]]:
        hub = self._server.hub
        if query["Revision"] != "master":
            return []
        root = query.get("Root", "").strip("/")
        entries = [self._entry(p, c) for p, c in hub.files.items() if p.startswith(root)]
        size = int(query["PageSize"])
        start = (int(query["PageNumber"]) - 1) * size
        return entries[start : start + size]

    def _entry(self, path: str, content: bytes) -> dict[str, Any]:
        hub = self._server.hub
        size = len(content) if hub.said_bytes is None else hub.said_bytes
        return {
            "Path": path,
            "Name": path.rpartition("/")[2],
            "Type": "blob",
            "Size": size,
            "Sha256": hub.said_sha256 or hashlib.sha256(content).hexdigest(),
            "Revision": COMMIT,
            "IsLFS": path in hub.stored,
        }

    # Hugging Face

    def _huggingface(self, path: str) -> None:
        hub = self._server.hub
        repository, _, rest = path.partition("/resolve/")
        revision, _, name = rest.partition("/")
        known = f"Bearer {hub.token}" == self.headers.get("Authorization")
        if hub.token is not None and not known:
            code = "GatedRepo" if hub.gated else "RepoNotFound"
            self._answer(401, {"X-Error-Code": code, "X-Error-Message": "no access"})
        elif repository != REPOSITORY:
            self._answer(401, {"X-Error-Code": "RepoNotFound"})
        elif revision not in ("main", COMMIT):
            self._answer(404, {"X-Error-Code": "RevisionNotFound"})
        elif name not in hub.files:
            self._answer(404, {"X-Error-Code": "EntryNotFound", "X-Repo-Commit": COMMIT})
        else:
            content = hub.files[name]
            size = len(content) if hub.said_bytes is None else hub.said_bytes
            blob = hashlib.sha1(f"blob {len(content)}\0".encode() + content).hexdigest()
            sha256 = hub.said_sha256 or hashlib.sha256(content).hexdigest()
            headers = {"X-Repo-Commit": COMMIT, "ETag": f'"{blob}"'}
            if name in hub.stored:
                headers |= {"X-Linked-Size": str(size), "X-Linked-Etag": f'"{sha256}"'}
            self._file(name, headers)

    # Both

    def _file(self, path: str, headers: dict[str, str]) -> None:
        hub = self._server.hub
        if path in hub.stored:
            where = hub.leads_to or f"{hub.store_address}/objects/{path}?signature=abc"
            self._answer(302, {**headers, "Location": where})
        else:
            self._content(path, headers)

    def _content(self, path: str, headers: dict[str, str]) -> None:
        hub = self._server.hub
        if path not in hub.files:
            self._answer(404, {})
            return
        content = hub.sends(hub.files[path])
        total, start = len(content), 0
        wanted = self.headers.get("Range")
        if wanted and hub.ranges:
            start = int(wanted.removeprefix("bytes=").partition("-")[0])
            if start >= total:
                self._answer(416, {"Content-Range": f"bytes */{total}"})
                return
            headers = {**headers, "Content-Range": f"bytes {start}-{total - 1}/{total}"}
        self.send_response(206 if wanted and hub.ranges else 200)
        for name, value in {**headers, "Content-Length": str(total - start)}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "HEAD":
            return
        end = total
        if hub.cuts:
            end = min(total, start + hub.cuts.pop(0))
        for position in range(start, end, _PIECE):
            self.wfile.write(content[position : min(position + _PIECE, end)])
            if hub.pause_s:
                time.sleep(hub.pause_s)
            if hub.stalls_after is not None and position - start >= hub.stalls_after:
                self.wfile.flush()
                hub.over.wait(60)
                break
        self.wfile.flush()
        self.close_connection = end < total or hub.stalls_after is not None

    def _json(self, status: int, value: Any) -> None:
        self._answer(status, {"Content-Type": "application/json"}, json.dumps(value).encode())

    def _answer(self, status: int, headers: dict[str, str], body: bytes = b"") -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
