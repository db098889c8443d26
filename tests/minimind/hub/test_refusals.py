"""What does not come is said why it does not, and what to do."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from minimind.hub.fetching import Fetch
from minimind.hub.found import Found
from minimind.hub.guard import guarded
from minimind.spec import SpecError
from minimind.spec.hubs import HubName
from tests.minimind.hub.downloads import CONTENT, SHA256, Ask, Bring, Listener, Refusal
from tests.minimind.hub.fake_hub import FakeHub


def test_a_hub_that_asks_to_wait_for_an_hour_is_given_up(hub: FakeHub, refusal: Refusal) -> None:
    hub.statuses = [(429, "3600")]
    assert "answers 429" in refusal().message


def test_a_hub_that_stays_busy_is_given_up(hub: FakeHub, refusal: Refusal) -> None:
    hub.statuses = [(503, None)] * 20
    error = refusal()
    assert "in 3 tries: it answers 503" in error.message
    assert len(hub.asked("store")) == 3


def test_another_checksum_is_refused(hub: FakeHub, refusal: Refusal, tmp_path: Path) -> None:
    hub.said_sha256 = "0" * 64
    error = refusal()
    assert "checksum" in error.message and "nothing of it was kept" in error.message
    assert not [path for path in tmp_path.rglob("large.jsonl*") if path.stat().st_size]


@pytest.mark.parametrize("more", [-1000, 1000])
def test_another_size_is_refused(hub: FakeHub, refusal: Refusal, more: int) -> None:
    hub.said_bytes = len(CONTENT) + more
    error = refusal()
    assert f"{hub.said_bytes:,} bytes" in error.message


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"path": "other.jsonl"}, "has no file other.jsonl"),
        ({"path": "folder/other.jsonl"}, "has no file folder/other.jsonl"),
        ({"repository": "someone/else"}, "shows no dataset someone/else"),
        ({"revision": "v9"}, "large.jsonl in someone/some_data at v9"),
    ],
)
def test_what_is_not_there_is_named(refusal: Refusal, options: dict[str, Any], words: str) -> None:
    error = refusal(**options)
    assert words in error.message and error.field in ("path", "repository")


def test_a_gated_dataset_needs_a_token(
    hub: FakeHub, bring: Bring, refusal: Refusal, tmp_path: Path
) -> None:
    hub.token, hub.gated = "secret-word", True
    assert "a token goes to no mirror" in str(refusal().remedy)
    error = refusal(token_file=tmp_path / "token")
    assert "does not give" in error.message and "give the token" in str(error.remedy)
    (tmp_path / "token").write_text("secret-word\n")
    assert bring(token_file=tmp_path / "token").sha256 == SHA256
    for note in hub.asked("store"):  # it is the hub's, and stays there
        assert note.authorization is None and "secret-word" not in (note.cookie or "")


def test_a_hub_that_is_away_is_named_with_the_ways_around_it(
    refusal: Refusal, name: HubName
) -> None:
    error = refusal(endpoint="http://127.0.0.1:9", tries=2)
    assert "http://127.0.0.1:9" in error.message and "refused" in error.message
    for word in (f"MINIMIND_HUB_{name.upper()}", "MINIMIND_HUB_PROXY", "MINIMIND_HUB_FOLDER"):
        assert word in str(error.remedy)
    assert "/srv/data/inbox" in str(error.remedy)


def test_what_is_no_hub_is_called_so(hub: FakeHub, refusal: Refusal) -> None:
    error = refusal(endpoint=hub.store_address)
    assert error.field in ("hub", "repository", "path")


@pytest.mark.parametrize("hosts", [(), ("127.0.0.1",)], ids=["hub", "store"])
def test_a_private_address_that_nobody_named_is_not_contacted(
    hub: FakeHub, refusal: Refusal, hosts: tuple[str, ...]
) -> None:
    hub.leads_to = hub.store_address.replace("localhost", "127.0.0.2") + "/objects/large.jsonl"
    error = refusal(private_hosts=hosts)
    assert "inside a private network" in error.message
    assert "MINIMIND_HUB_HOSTS" in str(error.remedy)
    assert hub.asked("store") == []


def test_a_token_does_not_go_over_an_open_line(refusal: Refusal, tmp_path: Path) -> None:
    (tmp_path / "token").write_text("secret-word")
    error = refusal(endpoint="http://mirror.example", token_file=tmp_path / "token")
    assert "in the clear" in error.message and "secret-word" not in str(error)


def test_a_full_disk_is_seen_before_anything_is_asked_for(hub: FakeHub, refusal: Refusal) -> None:
    error = refusal(min_free_bytes=10**18)
    assert "too full" in error.message
    assert hub.asked("store") == []


def test_a_disk_that_fills_up_on_the_way_is_said_to_be_full(asked_for: Ask, tmp_path: Path) -> None:
    class Filling:
        """A client that finds no room for what it brings."""

        def find(self) -> Found:
            return Found(commit=None, bytes=10, sha256=None)

        def fetch(self, found: Found, folder: Path) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

    with guarded(asked_for()) as guard:
        fetch = Fetch(Filling(), asked_for(), Listener(), guard)
        with pytest.raises(SpecError, match="too full"):
            fetch.fetch(fetch.find(), tmp_path)


def test_a_hub_that_leads_in_a_circle_is_called_no_hub(hub: FakeHub, refusal: Refusal) -> None:
    hub.leads_in_circles = True
    assert "does not answer as" in refusal().message
