"""Files come whole and checked from a hub that misbehaves, or it is said why they do not."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from minimind.hub.download import Downloaded, download, save
from minimind.hub.found import Teller
from minimind.hub.request import HubFile
from minimind.spec import SpecError
from minimind.spec.hubs import HubName
from minimind.work import Stopped
from tests.minimind.hub.fake_hub import COMMIT, REPOSITORY, FakeHub

CONTENT = b"".join(b'{"text": "row number %d"}\n' % number for number in range(20_000))
Ask = Callable[..., HubFile]
Bring = Callable[..., Downloaded]
Refusal = Callable[..., SpecError]
SHA256 = hashlib.sha256(CONTENT).hexdigest()


class Listener:
    """Hears how far it is."""

    def __init__(self, stop: Callable[[str, int], bool] = lambda *_: False) -> None:
        self.heard: list[tuple[str, int, int | None]] = []
        self.rates: list[float] = []
        self._stop = stop

    def progress(
        self,
        activity: str,
        done: int,
        total: int | None,
        unit: str,
        *,
        rate: float | None = None,
        now: bool = False,
    ) -> None:
        assert unit == "bytes"
        if rate is not None:
            self.rates.append(rate)
        self.heard.append((activity, done, total))
        if self._stop(activity, done):
            raise Stopped

    def check_stop(self) -> None:
        pass


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


def test_a_file_comes_whole_and_it_is_said_what_it_is(hub: FakeHub, bring: Bring) -> None:
    came = bring()
    assert came.path.read_bytes() == CONTENT
    assert came.sha256 == SHA256
    for part in (REPOSITORY, "large.jsonl", COMMIT, SHA256, hub.hub_address):
        assert part in came.words


def test_small_files_that_lie_on_the_hub_itself_are_checked_too(hub: FakeHub, bring: Bring) -> None:
    hub.add("data/small.jsonl", b'{"text": "alone"}\n', stored=False)
    came = bring(path="data/small.jsonl")
    assert came.path.read_bytes() == b'{"text": "alone"}\n'
    assert "as the hub says" in came.words


def test_an_empty_file_is_a_file(hub: FakeHub, bring: Bring) -> None:
    hub.add("none.jsonl", b"", stored=False)
    assert bring(path="none.jsonl").path.read_bytes() == b""


def test_it_goes_on_where_the_connection_was_cut(hub: FakeHub, bring: Bring) -> None:
    hub.cuts = [100_000] * 4  # more cuts than tries: each brings something, so it is not given up
    assert bring().path.read_bytes() == CONTENT
    begins = [int(note.range[6:-1]) for note in hub.asked("store") if note.range]
    assert begins == sorted(set(begins)) and len(begins) == 4


def test_another_start_goes_on_where_the_last_one_was(
    hub: FakeHub, bring: Bring, refusal: Refusal
) -> None:
    hub.cuts = [100_000, 0, 0, 0, 0]
    refusal()
    before = len(hub.asked("store"))
    hub.cuts = []
    assert bring().sha256 == SHA256
    [note] = hub.asked("store")[before:]
    assert note.range is not None and int(note.range[6:-1]) >= 90_000


def test_what_is_here_and_checked_is_not_asked_for_again(hub: FakeHub, bring: Bring) -> None:
    bring()
    before = len(hub.notes)
    assert bring().path.read_bytes() == CONTENT
    assert len(hub.notes) == before


def test_a_hub_that_gives_no_parts_gives_all_again(hub: FakeHub, bring: Bring) -> None:
    hub.ranges = False
    hub.cuts = [100_000]
    assert bring().path.read_bytes() == CONTENT


def test_a_file_that_changed_meanwhile_begins_anew(
    hub: FakeHub, bring: Bring, refusal: Refusal
) -> None:
    hub.cuts = [100_000, 0, 0, 0]
    refusal()
    hub.cuts = []
    hub.files["large.jsonl"] = CONTENT.upper()
    assert bring().path.read_bytes() == CONTENT.upper()


@pytest.mark.parametrize("status", [429, 500, 503])
def test_a_busy_hub_is_asked_again(hub: FakeHub, bring: Bring, status: int) -> None:
    hub.hub_statuses = [(status, None)]
    hub.statuses = [(status, None), (status, None)]
    assert bring().sha256 == SHA256


def test_a_hub_that_asks_to_wait_is_heard(hub: FakeHub, bring: Bring) -> None:
    hub.statuses = [(503, "1")]
    begun = time.monotonic()
    assert bring().sha256 == SHA256
    assert time.monotonic() - begun >= 1


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


def test_a_damaged_transfer_is_made_once_more(hub: FakeHub, bring: Bring) -> None:
    times: list[int] = []

    def damaged(content: bytes) -> bytes:
        times.append(1)
        return content if len(times) > 1 else b"x" + content[1:]

    hub.sends = damaged
    assert bring().path.read_bytes() == CONTENT


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
    error = refusal()
    assert "does not give" in error.message and "token" in str(error.remedy)
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


def test_a_local_folder_is_looked_into_first(hub: FakeHub, bring: Bring, tmp_path: Path) -> None:
    for place in (f"{REPOSITORY}/large.jsonl", "large.jsonl"):
        path = tmp_path / "lab" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(CONTENT)
        came = bring(state=tmp_path / "state", folder=tmp_path / "lab")
        assert came.path == path and not came.ours and came.sha256 == SHA256
        assert "local folder" in came.words
        path.unlink()
    assert hub.notes == []


def test_progress_counts_bytes_and_says_how_fast_they_come(hub: FakeHub, bring: Bring) -> None:
    hub.add("large.jsonl", CONTENT)
    hub.pause_s = 0.03
    heard = Listener()
    bring(heard)
    of_it = [done for activity, done, _ in heard.heard if activity.startswith("Downloading")]
    assert of_it == sorted(of_it) and len(set(of_it)) > 2
    assert {total for activity, _, total in heard.heard if "ing large" in activity} == {
        len(CONTENT)
    }
    assert heard.rates and max(heard.rates) > 0


def test_it_ends_when_it_is_told_to_and_keeps_what_came(
    hub: FakeHub, bring: Bring, tmp_path: Path
) -> None:
    hub.add("large.jsonl", CONTENT)
    hub.pause_s = 0.02
    heard = Listener(lambda activity, done: activity.startswith("Down") and done > 50_000)
    with pytest.raises(Stopped):
        bring(heard)
    [partial] = tmp_path.rglob("large.jsonl.incomplete")
    assert 50_000 < partial.stat().st_size < len(CONTENT)


def test_saving_leaves_the_file_and_nothing_beside_it(
    hub: FakeHub, tmp_path: Path, asked_for: Ask
) -> None:
    hub.add("large.jsonl", CONTENT)
    save(asked_for(), tmp_path / "mine.jsonl", Listener())
    assert [path.name for path in tmp_path.iterdir()] == ["mine.jsonl"]
    with pytest.raises(SpecError, match="is there already"):
        save(asked_for(), tmp_path / "mine.jsonl", Listener())
