"""The hubs' own client libraries download from the fake hub: what is tested with it holds there."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from huggingface_hub import hf_hub_download
from modelscope_hub import HubApi
from modelscope_hub.config import HubConfig

from tests.minimind.hub.fake_hub import COMMIT, REPOSITORY, FakeHub

_LARGE = b"".join(b'{"text": "row %d"}\n' % number for number in range(20_000))
_SMALL = b'{"text": "alone"}\n'


@pytest.fixture
def hub(hub: FakeHub) -> FakeHub:
    hub.add("large.jsonl", _LARGE)
    hub.add("data/small.jsonl", _SMALL, stored=False)
    return hub


@pytest.mark.parametrize(
    ("path", "content"), [("large.jsonl", _LARGE), ("data/small.jsonl", _SMALL)]
)
def test_huggingface_hub_downloads_from_it(
    hub: FakeHub, tmp_path: Path, path: str, content: bytes
) -> None:
    found = hf_hub_download(
        REPOSITORY, path, repo_type="dataset", endpoint=hub.hub_address, cache_dir=tmp_path,
        token="hf_secret",
    )  # fmt: skip
    assert Path(found).read_bytes() == content
    assert COMMIT in found
    assert {note.authorization for note in hub.asked("store")} <= {None}
    assert "Bearer hf_secret" in {note.authorization for note in hub.notes}


@pytest.mark.parametrize(
    ("path", "content"), [("large.jsonl", _LARGE), ("data/small.jsonl", _SMALL)]
)
def test_modelscope_hub_downloads_from_it(
    hub: FakeHub, tmp_path: Path, path: str, content: bytes
) -> None:
    api = HubApi(
        HubConfig(
            endpoint=hub.hub_address,
            cache_dir=tmp_path / "cache",
            config_dir=tmp_path / "config",
            token="ms_secret",
        )
    )
    listed = {file.path: file for file in api.list_repo_files(REPOSITORY, "dataset")}
    assert listed[path].sha256 == hashlib.sha256(content).hexdigest()
    found = api.download_file(
        REPOSITORY, "dataset", path, local_dir=tmp_path / "files",
        expected_sha256=listed[path].sha256, file_size=listed[path].size,
    )  # fmt: skip
    assert found.read_bytes() == content
    for note in hub.asked("store"):
        assert note.authorization is None and "ms_secret" not in (note.cookie or "")
