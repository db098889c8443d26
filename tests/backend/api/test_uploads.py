"""Resumable uploads over HTTP, with a client of the protocol that was written elsewhere."""

from __future__ import annotations

import base64
import hashlib
import os
import socket
from collections.abc import Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import psutil
import pytest
from fastapi.testclient import TestClient
from tusclient.client import TusClient
from tusclient.exceptions import TusCommunicationError, TusUploadFailed

from backend.core import receiving
from backend.core.ids import now
from backend.core.receiving import Receiver
from tests.backend.api.studio import Studio, wait_until
from tests.backend.api.test_process import address, start

PIECE = {"Content-Type": "application/offset+octet-stream"}


def described(name: str) -> dict[str, str]:
    return {"Upload-Metadata": f"filename {base64.b64encode(name.encode()).decode()}"}


def created(client: TestClient | httpx.Client, length: int, name: str = "诗.jsonl") -> str:
    headers = {"Upload-Length": str(length), "Tus-Resumable": "1.0.0", **described(name)}
    answer = client.post("/api/uploads", headers=headers)
    assert answer.status_code == 201, answer.text
    return answer.headers["location"]


def patch(
    client: TestClient | httpx.Client, where: str, offset: int, data: bytes, **headers: str
) -> Any:
    return client.patch(
        where, content=data, headers={"Upload-Offset": str(offset), **PIECE, **headers}
    )


def stored(studio: Studio) -> list[bytes]:
    return [path.read_bytes() for path in studio.settings.uploads_dir.iterdir()]


@pytest.mark.parametrize("checksum", [False, True])
def test_another_client_of_the_protocol_sends_stops_and_goes_on(
    server: str, studio: Studio, tmp_path: Path, checksum: bool
) -> None:
    content = os.urandom(3 * 2**20 + 7)
    path = tmp_path / "random.bin"
    path.write_bytes(content)
    tus = TusClient(f"{server}/api/uploads", headers=studio.bearer)
    first = tus.uploader(str(path), chunk_size=2**20, metadata={"filename": "random.bin"})
    first.upload(stop_at=2**20 * 2)
    again = tus.uploader(str(path), chunk_size=2**20, url=first.url, upload_checksum=checksum)
    assert again.offset == 2**20 * 2
    again.upload()
    assert stored(studio) == [content]
    [listed] = httpx.get(f"{server}/api/uploads", headers=studio.bearer).json()
    assert listed["filename"] == "random.bin"
    assert listed["received"] == listed["bytes"] == len(content)


def test_that_client_is_told_why_it_is_refused(server: str, tmp_path: Path, studio: Studio) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"x" * 100)
    stranger = TusClient(f"{server}/api/uploads")
    with pytest.raises(TusCommunicationError) as refusal:
        stranger.uploader(str(path)).upload()
    assert refusal.value.status_code == 401
    signed_in = TusClient(f"{server}/api/uploads", headers=studio.bearer)
    uploader = signed_in.uploader(str(path), chunk_size=50)
    uploader.upload(stop_at=50)
    uploader.offset = 10
    with pytest.raises(TusUploadFailed) as refused:
        uploader.upload_chunk()
    assert refused.value.status_code == 409
    assert b"start at 50" in (refused.value.response_content or b"")


def test_the_protocol_in_headers(client: TestClient, studio: Studio) -> None:
    told = client.options("/api/uploads")
    assert told.status_code == 204 and told.headers["tus-version"] == "1.0.0"
    assert set(told.headers["tus-extension"].split(",")) >= {"creation", "termination", "checksum"}
    assert told.headers["tus-checksum-algorithm"] == "sha1,sha256"
    where = created(client, 10)
    head = client.head(where)
    assert head.headers["upload-offset"] == "0" and head.headers["upload-length"] == "10"
    assert head.headers["cache-control"] == "no-store"
    assert head.headers["tus-resumable"] == "1.0.0"
    assert head.headers["upload-metadata"] == described("诗.jsonl")["Upload-Metadata"]
    hours = (parsedate_to_datetime(head.headers["upload-expires"]) - now()).total_seconds() / 3600
    assert 23 < hours < 25
    part = patch(client, where, 0, b"abcd")
    assert part.status_code == 204 and part.headers["upload-offset"] == "4"
    shown = client.get(where).json()
    assert (shown["filename"], shown["bytes"], shown["received"]) == ("诗.jsonl", 10, 4)
    assert client.delete(where).status_code == 204
    gone = client.head(where)
    assert gone.status_code == 404 and gone.headers["tus-resumable"] == "1.0.0"
    assert stored(studio) == []


def test_bytes_may_come_with_the_creation(client: TestClient, studio: Studio) -> None:
    answer = client.post("/api/uploads", content=b"abcd", headers={"Upload-Length": "10", **PIECE})
    assert answer.status_code == 201 and answer.headers["upload-offset"] == "4"
    assert stored(studio) == [b"abcd"]


def test_where_no_patch_passes_it_travels_as_post(client: TestClient, studio: Studio) -> None:
    where = created(client, 2 * 2**20)
    override = {"X-HTTP-Method-Override": "PATCH", "Upload-Offset": "0", **PIECE}
    assert client.post(where, content=b"x" * 2 * 2**20, headers=override).status_code == 204
    assert stored(studio) == [b"x" * 2 * 2**20]
    assert client.post(where, content=b"x").status_code == 405
    override = {"X-HTTP-Method-Override": "DELETE"}
    assert client.post(where, headers=override).status_code == 204
    assert stored(studio) == []


@pytest.mark.parametrize(
    ("change", "status", "param"),
    [
        ({"Tus-Resumable": "0.2.2"}, 412, None),
        ({"Upload-Length": "0"}, 422, "Upload-Length"),
        ({"Upload-Length": "-1"}, 422, "upload-length"),
        ({"Upload-Length": "many"}, 422, "upload-length"),
        ({"Upload-Length": "9" * 30}, 422, "upload-length"),
        ({"Upload-Length": str(2**60)}, 507, None),
        ({"Upload-Metadata": "filename ***"}, 422, "Upload-Metadata"),
        ({"Upload-Metadata": "filename /w=="}, 422, "Upload-Metadata"),
        ({"Content-Type": "application/json"}, 415, None),
    ],
)
def test_a_bad_creation_is_refused_in_words(
    client: TestClient, studio: Studio, change: dict[str, str], status: int, param: str | None
) -> None:
    answer = client.post("/api/uploads", headers={"Upload-Length": "10", **change})
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["param"] == param and answer.json()["error"]["message"]
    assert answer.headers["tus-resumable"] == "1.0.0"
    assert client.get("/api/uploads").json() == []


@pytest.mark.parametrize(
    ("change", "data", "status"),
    [
        ({"Upload-Offset": "3"}, b"x", 409),
        ({"Upload-Offset": "-1"}, b"x", 422),
        ({"Content-Type": "text/plain"}, b"x", 415),
        ({"Tus-Resumable": "2"}, b"x", 412),
        ({"Upload-Checksum": "md5 AAAA"}, b"x", 422),
        ({"Upload-Checksum": "sha1 *"}, b"x", 422),
        ({"Upload-Checksum": "sha1 AAAA"}, b"x", 460),
        ({}, b"x" * 11, 413),
    ],
)
def test_a_bad_piece_is_refused_and_changes_nothing(
    client: TestClient, change: dict[str, str], data: bytes, status: int
) -> None:
    where = created(client, 10)
    answer = patch(client, where, 0, data, **change)
    assert answer.status_code == status, answer.text
    assert answer.json()["error"]["message"]
    assert client.head(where).headers["upload-offset"] == "0"
    digest = base64.b64encode(hashlib.sha256(b"x" * 10).digest()).decode()
    good = patch(client, where, 0, b"x" * 10, **{"Upload-Checksum": f"sha256 {digest}"})
    assert good.status_code == 204, good.text


def test_only_one_sends_at_a_time(client: TestClient, studio: Studio) -> None:
    where = created(client, 10)
    upload_id = where.rsplit("/", 1)[1]
    with Receiver(studio.database, studio.settings, upload_id, 0) as other:
        other.write(b"abcd")
        assert patch(client, where, 0, b"x").status_code == 423
        assert client.delete(where).status_code == 423
        assert client.head(where).headers["upload-offset"] == "0"
        other.finish()
    assert patch(client, where, 4, b"efghij").status_code == 204
    assert stored(studio) == [b"abcdefghij"]


def test_a_browser_needs_its_own_origin_and_strangers_get_nothing(
    client: TestClient, stranger: TestClient, studio: Studio
) -> None:
    where = created(client, 10)
    for method in ("HEAD", "GET", "PATCH", "DELETE", "POST", "OPTIONS"):
        assert stranger.request(method, where).status_code == 401, method
    assert stranger.options("/api/uploads").status_code == 401
    token = {"token": studio.login_token()}
    assert stranger.post("/api/session", json=token).status_code == 204
    foreign = {"Upload-Length": "10", "Origin": "http://evil.example"}
    assert stranger.post("/api/uploads", headers=foreign).status_code == 403
    for origin, status in (("http://evil.example", 403), ("http://localhost", 204)):
        assert patch(stranger, where, 0, b"abcd", Origin=origin).status_code == status
    assert stranger.head(where).headers["upload-offset"] == "4"
    for origin, status in (("http://evil.example", 403), ("http://localhost", 204)):
        assert stranger.delete(where, headers={"Origin": origin}).status_code == status


def test_what_came_before_the_connection_broke_is_kept(server: str, studio: Studio) -> None:
    with httpx.Client(base_url=server, headers=studio.bearer) as client:
        where = created(client, 5_000_000)
        place = urlsplit(server)
        assert place.hostname and place.port
        head = (
            f"PATCH {where} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000000\r\n"
            "Content-Type: application/offset+octet-stream\r\nUpload-Offset: 0\r\n"
            f"Authorization: Bearer {studio.token}\r\n\r\n"
        )
        with socket.create_connection((place.hostname, place.port)) as connection:
            connection.sendall(head.encode() + b"x" * 2_500_000)
            # What a server has not begun to read when the connection breaks is lost.
            file = studio.settings.upload_path(where.rsplit("/", 1)[1])
            wait_until(lambda: file.exists() and file.stat().st_size > 0)
        wait_until(lambda: int(client.head(where).headers["upload-offset"]) > 0)
        offset = int(client.head(where).headers["upload-offset"])
        assert 0 < offset <= 2_500_000
        done = patch(client, where, offset, b"y" * (5_000_000 - offset))
        assert done.status_code == 204, done.text
        assert stored(studio) == [b"x" * offset + b"y" * (5_000_000 - offset)]


@pytest.mark.slow
def test_memory_stays_flat_and_others_are_answered(studio: Studio, tmp_path: Path) -> None:
    """A quarter of a gigabyte grows the server by a few megabytes."""
    size = 2**28
    log = tmp_path / "log"
    process = start(studio, log)
    try:
        server = address(process, log)
        with httpx.Client(base_url=server, headers=studio.bearer, timeout=60) as client:
            where = created(client, size)
            patch(client, where, 0, b"x" * 2**22)
            before = psutil.Process(process.pid).memory_info().rss
            most = [before]

            def pieces() -> Iterator[bytes]:
                for count in range(size // 2**20 - 4):
                    if count % 32 == 0:
                        most.append(psutil.Process(process.pid).memory_info().rss)
                        assert httpx.get(f"{server}/healthz").status_code == 200
                        assert (
                            httpx.get(f"{server}/api/uploads", headers=studio.bearer).status_code
                            == 200
                        )
                    yield b"x" * 2**20

            headers = {"Upload-Offset": str(2**22), **PIECE}
            answer = client.patch(where, content=pieces(), headers=headers)
            assert answer.status_code == 204 and answer.headers["upload-offset"] == str(size)
        assert max(most) - before < 48 * 2**20
    finally:
        process.kill()
        process.wait()


def test_a_server_that_is_killed_has_kept_what_it_counted(studio: Studio, tmp_path: Path) -> None:
    """Killed in the middle of a piece; the next one goes on where the disk and the row agree."""
    log = tmp_path / "log"
    process = start(studio, log)
    try:
        server = address(process, log)
        with httpx.Client(base_url=server, headers=studio.bearer, timeout=60) as client:
            where = created(client, 6_000_000)
            assert patch(client, where, 0, b"a" * 2_000_000).status_code == 204
            path = studio.settings.upload_path(where.rsplit("/", 1)[1])

            def pieces() -> Iterator[bytes]:
                for _ in range(3):
                    yield b"b" * 1_000_000
                wait_until(lambda: path.stat().st_size > 2_000_000)
                process.kill()
                yield b"b" * 1_000_000

            headers = {"Upload-Offset": "2000000", **PIECE}
            with pytest.raises(httpx.TransportError):
                client.patch(where, content=pieces(), headers=headers)
    finally:
        process.kill()
        process.wait()
    upload = receiving.state(studio.database, studio.settings, where.rsplit("/", 1)[1])
    assert upload.received == 2_000_000 and path.read_bytes() == b"a" * 2_000_000


def test_a_preview_is_a_task_about_a_whole_upload(client: TestClient) -> None:
    where = created(client, 4)
    assert client.post(f"{where}/preview", json={}).status_code == 409
    patch(client, where, 0, b"abcd")
    choices = {"format": "alpaca", "mapping": {"output": "reply"}}
    answer = client.post(f"{where}/preview", json=choices)
    assert answer.status_code == 202, answer.text
    task = answer.json()
    assert (task["kind"], task["state"], task["title"]) == (
        "preview",
        "queued",
        "Look into 诗.jsonl",
    )
    assert task["request"] == {"upload": where.rsplit("/", 1)[1], **choices}
    assert client.delete(where).status_code == 409  # it is being read
    assert client.post(f"{where}/preview", json={"format": "poem"}).status_code == 422
    assert client.post("/api/uploads/up-none/preview", json={}).status_code == 404
