"""Uploads: streamed to disk, checked line by line, gone when they fail."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi.testclient import TestClient

from tests.backend.api.studio import CHAT_ROWS, PAIR_ROWS, TEXT_ROWS, Studio, wait_until


def files(studio: Studio) -> list[str]:
    return sorted(path.name for path in studio.settings.datasets_dir.iterdir())


def test_an_upload_is_stored_once(client: TestClient, studio: Studio) -> None:
    first = client.post("/api/datasets?name=words", content=TEXT_ROWS)
    assert first.status_code == 201
    dataset = first.json()
    assert dataset["kind"] == "text" and dataset["rows"] == 2 and dataset["bytes"] == len(TEXT_ROWS)
    again = client.post("/api/datasets?name=others", content=TEXT_ROWS)
    assert again.status_code == 200 and again.json() == dataset
    assert client.get("/api/datasets").json() == [dataset]
    assert client.get(f"/api/datasets/{dataset['id']}").json() == dataset
    assert files(studio) == [f"{dataset['id']}.jsonl"]
    assert studio.settings.dataset_path(dataset["id"]).read_bytes() == TEXT_ROWS


@pytest.mark.parametrize("query", ["", "&kind=preferences"])
def test_pairs_are_told_from_their_rows_and_fit_dpo(
    client: TestClient, studio: Studio, query: str
) -> None:
    answer = client.post(f"/api/datasets?name=pairs{query}", content=PAIR_ROWS)
    assert answer.status_code == 201, answer.text
    assert answer.json()["kind"] == "preferences"
    [dpo] = [s for s in client.get("/api/presets").json()["stages"] if s["name"] == "dpo"]
    assert dpo["dataset_kind"] == "preferences"


@pytest.mark.parametrize(
    ("content", "query", "where"),
    [
        (b"", "", (None, None)),
        (b'{"text": "a"}\nnonsense\n', "", (2, None)),
        (b'{"text": "a"}\n{"txt": "b"}\n', "", (2, "text")),
        (b'{"conversations": []}\n', "", (1, "conversations")),
        (b'{"text": "a"}\n\xff\n', "", (2, None)),
        (b"x" * (10 * 2**20), "", (1, None)),
        (TEXT_ROWS, "&kind=conversations", (1, "conversations")),
        (CHAT_ROWS, "&kind=preferences", (1, "chosen")),
        (PAIR_ROWS, "&kind=text", (1, "text")),
        (PAIR_ROWS + PAIR_ROWS.replace(b"No.", b"Hello!"), "", (2, "rejected")),
        (CHAT_ROWS, "&kind=pictures", (None, "kind")),
    ],
)
def test_a_bad_file_is_refused_with_its_line(
    client: TestClient,
    studio: Studio,
    content: bytes,
    query: str,
    where: tuple[int | None, str | None],
) -> None:
    answer = client.post(f"/api/datasets?name=bad{query}", content=content)
    assert answer.status_code == 422, answer.text
    error = answer.json()["error"]
    assert (error["line"], error["param"]) == where
    assert where[1] == "kind" or error["remedy"]
    assert client.get("/api/datasets").json() == []
    assert files(studio) == []


@pytest.mark.parametrize("name", ["", "../x", "a\nb", "-x", "x" * 300])
def test_a_bad_name_is_refused(client: TestClient, studio: Studio, name: str) -> None:
    answer = client.post("/api/datasets", params={"name": name}, content=TEXT_ROWS)
    assert answer.status_code == 422
    assert answer.json()["error"]["param"] == "name"
    assert files(studio) == []


def test_a_large_upload_in_small_pieces(server: str, studio: Studio) -> None:
    row = b'{"text": "' + b"words " * 1000 + b'"}\n'

    def pieces() -> Iterator[bytes]:
        for _ in range(2000):  # 12 MB, more than any other body may have
            yield row[:4000]
            yield row[4000:]

    answer = httpx.post(
        f"{server}/api/datasets?name=large", content=pieces(), headers=studio.bearer, timeout=60
    )
    assert answer.status_code == 201, answer.text
    assert answer.json()["rows"] == 2000 and answer.json()["bytes"] == 2000 * len(row)


def test_a_client_that_leaves_leaves_no_file(server: str, studio: Studio) -> None:
    address = urlsplit(server)
    assert address.hostname and address.port
    head = (
        "POST /api/datasets?name=half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9000000\r\n"
        f"Authorization: Bearer {studio.token}\r\n\r\n"
    )
    with socket.create_connection((address.hostname, address.port)) as connection:
        connection.sendall(head.encode() + TEXT_ROWS * 1000)
        wait_until(lambda: files(studio) != [])
    wait_until(lambda: files(studio) == [])
    assert httpx.get(f"{server}/api/datasets", headers=studio.bearer).json() == []


def test_others_are_answered_and_may_write_during_an_upload(server: str, studio: Studio) -> None:
    job = studio.add_job()

    def pieces() -> Iterator[bytes]:
        yield TEXT_ROWS + b'{"text": "more"}\n'
        answer = httpx.post(f"{server}/api/jobs/{job.id}/stop", headers=studio.bearer)
        assert answer.status_code == 202
        yield TEXT_ROWS

    answer = httpx.post(f"{server}/api/datasets?name=slow", content=pieces(), headers=studio.bearer)
    assert answer.status_code == 201


def test_an_upload_of_a_stranger_is_not_read(server: str, studio: Studio, tmp_path: Path) -> None:
    answer = httpx.post(f"{server}/api/datasets?name=x", content=TEXT_ROWS)
    assert answer.status_code == 401
    assert files(studio) == []
