"""A fake hub for each test, and what is asked of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from minimind.hub.request import HubFile
from minimind.spec.hubs import HUB_NAMES, HubName
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
def asked_for(hub: FakeHub, name: HubName) -> Callable[..., HubFile]:
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
