"""The inbox: plain files by their plain names, once they are whole."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

import pytest

from backend.core import inbox
from backend.core.errors import Conflict, NotFound
from backend.core.settings import Settings


def drop(settings: Settings, name: str, content: bytes = b'{"text": "a"}\n') -> Path:
    """A file that was put there a while ago."""
    path = settings.inbox_dir / name
    path.write_bytes(content)
    long_ago = time.time() - 60
    os.utime(path, (long_ago, long_ago))
    return path


def test_plain_files_are_listed_with_what_they_seem_to_be(settings: Settings) -> None:
    drop(settings, "poems.jsonl")
    drop(settings, "dpo.jsonl", b"12345")
    drop(settings, ".hidden")
    (settings.inbox_dir / "folder").mkdir()
    (settings.inbox_dir / "link.jsonl").symlink_to(settings.inbox_dir / "poems.jsonl")
    os.mkfifo(settings.inbox_dir / "pipe.jsonl")
    found = inbox.list_files(settings)
    assert [(file.name, file.bytes, file.catalogue) for file in found] == [
        ("dpo.jsonl", 5, "dpo.jsonl"),
        ("poems.jsonl", 14, None),
    ]


def test_a_missing_folder_is_an_empty_one(settings: Settings) -> None:
    settings.inbox_dir.rmdir()
    assert inbox.list_files(settings) == []


@pytest.mark.parametrize(
    "name",
    ["sft_512.jsonl", "SFT_512.jsonl", "sft_512 (1).jsonl", "sft_512.jsonl.gz",
     "sft_512-copy.jsonl", "sft_512(2).jsonl.zst"],
)  # fmt: skip
def test_names_that_browsers_make_are_understood(name: str) -> None:
    assert inbox.guess(name) == "sft_512.jsonl"


@pytest.mark.parametrize("name", ["sft_512.csv", "my_sft_512.jsonl", "sft_512", ""])
def test_other_names_are_not_guessed_at(name: str) -> None:
    assert inbox.guess(name) is None


@pytest.mark.parametrize(
    "name",
    ["", ".", "..", "../secrets/api-token", "folder/a.jsonl", "a\\b.jsonl", "/etc/passwd",
     "none.jsonl", "link.jsonl", "folder", ".hidden", "a\x00b", "x" * 300],
)  # fmt: skip
def test_what_is_no_plain_file_of_the_inbox_is_not_found(settings: Settings, name: str) -> None:
    drop(settings, "a.jsonl")
    drop(settings, ".hidden")
    (settings.inbox_dir / "folder").mkdir()
    (settings.inbox_dir / "folder" / "a.jsonl").write_bytes(b"1")
    (settings.inbox_dir / "link.jsonl").symlink_to(settings.api_token_file)
    with pytest.raises(NotFound) as caught:
        inbox.find(settings, name)
    assert str(settings.inbox_dir) in str(caught.value.remedy)


def test_a_file_that_still_grows_is_refused_until_it_is_whole(settings: Settings) -> None:
    path = settings.inbox_dir / "large.jsonl"
    done = threading.Event()

    def write() -> None:
        with path.open("wb", buffering=0) as file:
            while not done.wait(0.01):
                file.write(b"x" * 1000)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        while not path.exists():
            time.sleep(0.001)
        with pytest.raises(Conflict, match="still being written"):
            inbox.find(settings, "large.jsonl")
    finally:
        done.set()
        writer.join()
    assert inbox.find(settings, "large.jsonl") == path
