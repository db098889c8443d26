"""A fake hub for each test, and what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from minimind.hub.download import Downloaded, download
from minimind.hub.found import Teller
from minimind.hub.request import HubFile
from minimind.spec import SpecError
from minimind.spec.hubs import HUB_NAMES, HubName
from tests.minimind.hub.downloads import CONTENT, Ask, Bring, Listener, Refusal
from tests.minimind.hub.fake_hub import REPOSITORY, FakeHub, serving


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    """What this machine has set would lead elsewhere."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def hub() -> Iterator[FakeHub]:
    with serving(FakeHub()) as made:
        yield made


@pytest.fixture(params=HUB_NAMES)
def name(request: pytest.FixtureRequest) -> HubName:
    """Each hub in turn."""
    return request.param


@pytest.fixture
def asked_for(hub: FakeHub, name: HubName) -> Ask:
    """The request for a file of the fake hub, with short patience."""

    def make(**options: Any) -> HubFile:
        values = {
            "hub": name,
            "repository": REPOSITORY,
            "path": "large.jsonl",
            "endpoint": hub.hub_address,
            "private_hosts": ("127.0.0.1", "localhost"),
            "inbox": "/srv/data/inbox",
            "tries": 3,
            "pause_s": 0.01,
        }
        return HubFile.model_validate({**values, **options})

    return make


@pytest.fixture
def bring(hub: FakeHub, asked_for: Ask, tmp_path: Path) -> Bring:
    """Downloads, with the test's folder as the state that is kept."""

    def run(heard: Teller | None = None, state: Path = tmp_path, **options: Any) -> Downloaded:
        hub.files.setdefault("large.jsonl", CONTENT)
        hub.stored.add("large.jsonl")
        return download(asked_for(**options), state, heard or Listener())

    return run


@pytest.fixture
def refusal(bring: Bring, tmp_path: Path) -> Refusal:
    """Downloads in vain, and gives the reason."""

    def run(**options: Any) -> SpecError:
        with pytest.raises(SpecError) as caught:
            bring(**options)
        left = [path for path in tmp_path.rglob("*.jsonl*") if path.is_file()]
        assert all(path.name.endswith(".incomplete") for path in left)  # none looks whole
        return caught.value

    return run
